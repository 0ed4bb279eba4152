"""Text as it is compared and searched; a twin in another language must do the same.

Folded text is lower case (full Unicode mapping), then in normal form C, so that
decomposed file names of macOS are found. Text that keeps its case is in form C.
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
    return normal(text.lower())


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
    objects, expressions and decades of the ages of faces, people.
    """
    get = entry.get
    files, objects, faces = get("files") or (), get("objects") or (), get("faces") or ()
    parts = [
        as_text(get("id"))[:ID_LENGTH],
        as_text(get("type")),
        as_text(get("date"))[:DAY_LENGTH],
        *[as_text(get(key)) for key in ("make", "model")],
        as_text(files[0].get("filename")) if files else "",
        *[as_text(get(key)) for key in ("description", "country", "state", "city", "road")],
        *map(as_text, get("tags") or ()),
        *_unique(as_text(found.get("class")) for found in objects),
        *_unique(as_text(name) for face in faces for name in face.get("expressions") or ()),
        *_unique(_decade(face.get("age")) for face in faces),
        *map(as_text, get("people") or ()),
    ]
    return on_one_line(fold(" ".join(parts)))


def needle(word: str) -> str:
    """``word`` as it occurs in a corpus."""
    return on_one_line(fold(word))


def on_one_line(text: str) -> str:
    """Line feeds as blanks: many corpora can then be kept as the lines of one text."""
    return text.replace("\n", " ")


def _unique(texts: Iterable[str]) -> Iterable[str]:
    return dict.fromkeys(texts)


def _decade(age: object) -> str:
    if not isinstance(age, int | float) or not isfinite(age):
        return "nans"
    return f"{floor(age / 10) * 10}s"
