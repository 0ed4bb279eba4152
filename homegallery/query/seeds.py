"""The entries that ``similar`` and ``face`` start from."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

from homegallery.query.facts import Entry, descriptors
from homegallery.query.similar import Planes, unpack
from homegallery.query.values import UnfitValueError

Find: TypeAlias = Callable[[str], Iterable[Entry]]
Descriptor: TypeAlias = Sequence[float]

FACE_LIMIT: Final = 0.55
"""Descriptors nearer than this are of one person (query spec, section 12)."""

_FACE: Final = re.compile(r"([0-9a-zA-Z]+)\.([0-9]{1,4})")


def find_hash(prefix: str, find: Find) -> Planes | None:
    """The hash of the first entry with one whose id begins with ``prefix``."""
    hashes = (entry.get("similarityHash") for entry in find(prefix))
    return next((unpack(text) for text in hashes if text and isinstance(text, str)), None)


def find_face(value: str, find: Find) -> Descriptor | None:
    """The descriptor of face ``<prefix>.<position>``, the position counted from 0."""
    match = _FACE.fullmatch(value)
    if not match:
        raise UnfitValueError("an id and the number of a face, such as a1b2c3.0")
    position = int(match[2])
    all_faces = (entry.get("faces") or () for entry in find(match[1]))
    faces = next((faces for faces in all_faces if len(faces) > position), None)
    return (faces[position].get("descriptor") or None) if faces else None


def distance(a: Descriptor, b: Descriptor) -> float:
    """Euclidean; the longer one is cut to the length of the other."""
    length = min(len(a), len(b))
    return math.dist(a[:length], b[:length])


def nearest(seeds: Iterable[Descriptor], entry: Entry) -> float:
    """The least distance of any face of the entry, infinite without one."""
    faces = descriptors(entry)
    return min((distance(seed, face) for seed in seeds for face in faces), default=math.inf)
