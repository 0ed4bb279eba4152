"""The entries that ``similar`` and ``face`` start from."""

import re
from collections.abc import Iterable
from typing import Final

from homegallery.query.context import Context
from homegallery.query.faces import FaceSeed
from homegallery.query.facts import Entry, descriptor, hashes
from homegallery.query.similar import Seed
from homegallery.query.values import UnfitValueError

_FACE: Final = re.compile(r"([0-9a-zA-Z]+)\.([0-9]{1,4})")


def find_hash(prefix: str, context: Context) -> Seed | None:
    """That of the first entry with a hash whose id begins with ``prefix``."""
    found = next((hash_ for entry in _find(prefix, context) for hash_ in hashes(entry)), None)
    limit = context.limits.similar.get(found.space) if found else None
    return Seed.of(found, limit) if found and limit else None


def find_face(value: str, context: Context) -> FaceSeed | None:
    """Face ``<prefix>.<position>`` with its descriptor, the position counted from 0."""
    match = _FACE.fullmatch(value)
    if not match:
        raise UnfitValueError("an id and the number of a face, such as a1b2c3.0")
    position = int(match[2])
    all_faces = (entry.get("faces") or () for entry in _find(match[1], context))
    faces = next((faces for faces in all_faces if len(faces) > position), None)
    if not faces:
        return None
    found = descriptor(faces[position])
    limit = context.limits.faces.get(found.model)
    return FaceSeed(found, limit) if found.numbers and limit else None


def _find(prefix: str, context: Context) -> Iterable[Entry]:
    return context.find(prefix) if context.find else ()
