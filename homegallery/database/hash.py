"""The content hash of an entry: a change marker for clients.

The canonical text is the original's: JSON without blanks, keys sorted by UTF-16
code units and not escaped, numbers and strings as JavaScript writes them.
"""

import hashlib
import json
import math
from collections.abc import Collection, Mapping
from typing import Final

from homegallery.database.entry import Entry

VOLATILE: Final = frozenset({"hash", "updated", "appliedEventIds"})
"""Keys that do not count as content. The original counts ``updated``, so that a
rebuild changes every hash and every client loads everything again."""

_string: Final = json.JSONEncoder(ensure_ascii=False).encode


def entry_hash(entry: Entry) -> str:
    """40 hex digits of the entry's content, without the ``VOLATILE`` keys."""
    return _sha1(canonical(entry, without=VOLATILE))


def original_hash(entry: Entry) -> str:
    """The hash that the original gives to entries of databases before 1.3."""
    return _sha1(canonical(entry, without={"appliedEventIds"}))


def canonical(value: object, *, without: Collection[str] = ()) -> str:
    """Canonical text of any JSON value; ``without`` names top-level keys to leave out.

    Undecodable bytes of file names (lone surrogates) become ``\\udcXX``.
    """
    if isinstance(value, Mapping):
        value = {key: item for key, item in value.items() if key not in without}
    text = _text(value)
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode()


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _text(value: object) -> str:
    # Ordered by how often each type occurs; bool is an int and must come first.
    if isinstance(value, str):
        return _string(value)
    if value is True or value is False:
        return "true" if value else "false"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, Mapping):
        items = ",".join(f'"{key}":{_text(value[key])}' for key in _sorted_keys(value))
        return f"{{{items}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_text, value))}]"
    return "null"


def _sorted_keys(value: Mapping[str, object]) -> list[str]:
    return sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))


def _number(value: float) -> str:
    """ECMAScript Number::toString (radix 10); not finite is ``null`` as in JSON.stringify."""
    if isinstance(value, int):
        if abs(value) <= 2**53:
            return str(value)
        value = _as_double(value)
    if not math.isfinite(value):
        return "null"
    if value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return _shortest(value)


def _as_double(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _shortest(value: float) -> str:
    # repr gives the same shortest digits as JavaScript, only laid out differently
    # where the number is so small or so big that one of the two uses an exponent.
    text = repr(value)
    if "e" not in text and not value.is_integer():
        return text
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = text.lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = int(exponent or 0) + len(whole) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    return sign + _laid_out(digits, point)


def _laid_out(digits: str, point: int) -> str:
    """``0.<digits> * 10**point`` by the rules of ECMAScript."""
    count = len(digits)
    if count <= point <= 21:
        return digits + "0" * (point - count)
    if 0 < point <= 21:
        return f"{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"0.{'0' * -point}{digits}"
    mantissa = digits if count == 1 else f"{digits[0]}.{digits[1:]}"
    return f"{mantissa}e{point - 1:+d}"
