"""JSON as bytes: compact, fast, and safe for file names that are not UTF-8."""

import json
from typing import Any

import orjson


def dumps(value: Any) -> bytes:
    """Compact UTF-8 JSON.

    Lone surrogates (undecodable bytes of a file name) become ``\\udcXX``
    escapes, so the text stays valid JSON and reads back unchanged.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "backslashreplace")


def loads(text: bytes | bytearray | memoryview | str) -> Any:
    """Parse JSON; ``ValueError`` tells the position of a syntax error."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        # The standard parser accepts lone surrogates and integers of any size.
        return json.loads(text if isinstance(text, str) else bytes(text))
