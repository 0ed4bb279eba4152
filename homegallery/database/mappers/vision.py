"""What was recognised: similarity, objects and faces."""

from typing import Any, Final

from homegallery.database.entry import Entry, Face, FoundObject
from homegallery.database.mappers.values import mapping, number, rounded, sequence, text
from homegallery.database.media import MediaGroup
from homegallery.database.similarity import similarity_hash

_MIN_FACE_SCORE: Final = 0.7
_MIN_OBJECT_SCORE: Final = 0.6
_MIN_GENDER_PROBABILITY: Final = 0.7
_MIN_EXPRESSION_SCORE: Final = 0.3
_MAX_EXPRESSIONS: Final = 2
_DESCRIPTOR_SIZE: Final = 128


def map_similarity(group: MediaGroup) -> Entry:
    """The similarity hash, if there is an embedding."""
    data = sequence(group.first_meta("similarityEmbeddings").get("data"))
    return (
        {"similarityHash": similarity_hash([number(value) or 0 for value in data])} if data else {}
    )


def map_objects(group: MediaGroup) -> Entry:
    """Objects that are probably there."""
    found = group.first_meta("objects")
    items = (_object(item, _size(found)) for item in _items(found))
    return {"objects": [item for item in items if item]}


def map_faces(group: MediaGroup) -> Entry:
    """Faces that are probably faces."""
    found = group.first_meta("faces")
    items = (_face(item, _size(found)) for item in _items(found))
    return {"faces": [item for item in items if item]}


def _items(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [mapping(item) for item in sequence(found.get("data"))]


def _size(found: dict[str, Any]) -> tuple[float, float]:
    return number(found.get("width")) or 0, number(found.get("height")) or 0


def _object(item: dict[str, Any], size: tuple[float, float]) -> FoundObject | None:
    score = number(item.get("score")) or 0
    box = _box(item.get("bbox"), size)
    if score <= _MIN_OBJECT_SCORE or box is None:
        return None
    x, y, width, height = box
    return {
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "score": rounded(score, 2),
        "class": text(item.get("class")),
    }


def _face(item: dict[str, Any], size: tuple[float, float]) -> Face | None:
    aligned = mapping(item.get("alignedRect"))
    sides = mapping(aligned.get("box"))
    box = _box([sides.get(key) for key in ("x", "y", "width", "height")], size)
    if (number(aligned.get("score")) or 0) < _MIN_FACE_SCORE or box is None:
        return None
    x, y, width, height = box
    return {
        "age": rounded(number(item.get("age")) or 0, 1),
        "gender": _gender(item),
        "expressions": _expressions(item.get("expressions")),
        "x": x,
        "y": y,
        "width": width,
        "height": height,
        "descriptor": _descriptor(item.get("descriptor")),
    }


def _box(sides: Any, size: tuple[float, float]) -> tuple[float, float, float, float] | None:
    """x, y, width and height in pixels as fractions of the analysed picture."""
    values = [number(side) for side in sequence(sides)]
    if len(values) != 4 or None in values or not all(size):
        return None
    x, y, width, height = (value or 0 for value in values)
    return (
        rounded(x / size[0], 3),
        rounded(y / size[1], 3),
        rounded(width / size[0], 2),
        rounded(height / size[1], 2),
    )


def _gender(item: dict[str, Any]) -> str:
    probability = number(item.get("genderProbability")) or 0
    return text(item.get("gender")) if probability > _MIN_GENDER_PROBABILITY else "unknown"


def _expressions(scores: Any) -> list[str]:
    known = {name: number(score) or 0 for name, score in mapping(scores).items()}
    names = [name for name, score in known.items() if score > _MIN_EXPRESSION_SCORE]
    return sorted(names, key=lambda name: -known[name])[:_MAX_EXPRESSIONS]


def _descriptor(values: Any) -> list[float]:
    """128 numbers from a list or from an object with the keys "0" to "127"."""
    if isinstance(values, dict):
        values = [values.get(str(position)) for position in range(_DESCRIPTOR_SIZE)]
    return [rounded(number(value) or 0, 4) for value in sequence(values)]
