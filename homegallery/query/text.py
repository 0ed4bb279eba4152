"""Text as it is compared and searched; a twin in another language must do the same.

Folded text is lower case (full Unicode mapping), a final sigma like any other, then
in normal form C, so that decomposed file names of macOS are found. Text that keeps
its case is in form C.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from math import floor, isfinite
from typing import Any, Final

ID_LENGTH: Final = 10
"""Characters of the id that the corpus holds."""
DAY_LENGTH: Final = 10
"""Characters of a day: ``YYYY-MM-DD``."""


def normal(text: str) -> str:
    """``text`` in normal form C."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """``text`` without the difference of upper and lower case."""
    return normal(text.lower().replace("ς", "σ"))


def as_text(value: object) -> str:
    """A text as it is, a number as JavaScript writes it, anything else empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return ""
    return str(int(value)) if value == floor(value) else str(value)


def corpus_text(entry: Mapping[str, Any]) -> str:
    """The folded text that bare words are searched in, on one line.

    Joined by blanks: beginning of the id, type, day, make, model, name of the
    first file, description, country, state, city, road, tags, classes of
    objects, expressions and decades of the ages of faces, people, title. The last
    two are unknown to the original; an empty one adds nothing.
    """
    get = entry.get
    files = get("files")
    parts = [
        as_text(get("id"))[:ID_LENGTH],
        get("type"),
        as_text(get("date"))[:DAY_LENGTH],
        get("make"),
        get("model"),
        files[0].get("filename") if files else "",
        get("description"),
        get("country"),
        get("state"),
        get("city"),
        get("road"),
        *(get("tags") or ()),
    ]
    if objects := get("objects"):
        parts += _unique(found.get("class") for found in objects)
    if faces := get("faces"):
        parts += _unique(name for face in faces for name in face.get("expressions") or ())
        parts += _unique(_decade(face.get("age")) for face in faces)
    parts += filter(None, map(as_text, (*(get("people") or ()), get("title"))))
    text = " ".join([part if type(part) is str else as_text(part) for part in parts])
    return on_one_line(fold(text))


def needle(word: str) -> str:
    """``word`` as it occurs in a corpus."""
    return on_one_line(fold(word))


def on_one_line(text: str) -> str:
    """Line feeds as blanks: many corpora can then be kept as the lines of one text."""
    return text.replace("\n", " ")


def _unique(items: Iterable[object]) -> Iterable[str]:
    return dict.fromkeys(map(as_text, items))


def _decade(age: object) -> str:
    if not isinstance(age, int | float) or not isfinite(age):
        return "nans"
    return f"{floor(age / 10) * 10}s"
