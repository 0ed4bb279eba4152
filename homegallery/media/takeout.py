"""Which photo a JSON file of Google Takeout belongs to, told by its name alone.

Takeout writes ``IMG.jpg.json``, since 2024 ``IMG.jpg.supplemental-metadata.json``. It cuts
the name before ``.json`` at 46 and that of the photo before its extension at 47 UTF-16
units, so ``.supplemental-met.json`` and ``..json`` occur, and counts equal names in
different places: ``IMG(1).jpg`` has ``IMG.jpg(1).json``.
"""

import re
from collections.abc import Iterable
from posixpath import splitext
from typing import Final

_LONGEST: Final = 46
_SUPPLEMENT: Final = "supplemental-metadata"
_COUNTER: Final = re.compile(r"(.+)(\(\d{1,5}\))", re.DOTALL)
_EDITED: Final = (
    *("-edited", "-effects", "-smile", "-mix", "-bearbeitet", "-modifié", "-editado"),
    *("-ha editado", "-modificato", "-bewerkt", "-edytowane", "-editat", "-編集済み"),
)
"""What Google Photos adds to the name of a copy that it has edited, by language."""

_Key = tuple[bytes, str]
"""The beginning of a name in UTF-16, and its counter."""


def is_takeout_name(name: str) -> bool:
    """Whether ``name`` may be that of a JSON file of Google Takeout."""
    return name[-5:].lower() == ".json"


class TakeoutPhotos:
    """The photos and videos of one directory, to be found by the names of JSON files."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._edited: dict[str, str] = {}
        self._cut: dict[_Key, set[str]] = {}
        for name in names:
            self._names.add(name)
            counter, plain = _without_counter(name)
            original = _without_edit(plain)
            if original == plain:
                self._cut.setdefault((_beginning(plain), counter), set()).add(name)
            else:
                self._edited.setdefault(_counted(original, counter), name)

    def of(self, name: str) -> str | None:
        """The photo of the JSON file ``name``; that which was edited if only this is there.

        None if there is no such photo, or if the cut name fits to several.
        """
        stem, _ = splitext(name)
        match = _COUNTER.fullmatch(stem)
        told, counter = (match[1], match[2]) if match else (stem, "")
        for photo in (told, _without_supplement(told)):
            counted = _counted(photo, counter)
            if counted in self._names:
                return counted
            if counted in self._edited:
                return self._edited[counted]
        beginning = _utf16(told)
        if len(beginning) != 2 * _LONGEST:
            return None
        candidates = self._cut.get((beginning, counter), set())
        stems = {splitext(candidate)[0] for candidate in candidates}
        return min(candidates) if len(stems) == 1 else None


def is_counted(name: str) -> bool:
    """Whether the JSON file ``name`` belongs to a counted photo: not to that without counter."""
    return _COUNTER.fullmatch(splitext(name)[0]) is not None


def _without_counter(name: str) -> tuple[str, str]:
    """``("(1)", "IMG.jpg")`` for ``IMG(1).jpg``; the counter is empty if there is none."""
    stem, extension = splitext(name)
    match = _COUNTER.fullmatch(stem)
    return (match[2], match[1] + extension) if match else ("", name)


def _without_edit(name: str) -> str:
    stem, extension = splitext(name)
    mark = next((mark for mark in _EDITED if stem.endswith(mark) and stem != mark), "")
    return stem.removesuffix(mark) + extension


def _without_supplement(name: str) -> str:
    """``IMG.jpg`` for ``IMG.jpg.supplemental-metadata``, which may be cut down to its dot."""
    stem, dot, last = name.rpartition(".")
    return stem if dot and _SUPPLEMENT.startswith(last) else name


def _counted(name: str, counter: str) -> str:
    stem, extension = splitext(name)
    return stem + counter + extension


def _beginning(name: str) -> bytes:
    return _utf16(name)[: 2 * _LONGEST]


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le", "surrogatepass")
