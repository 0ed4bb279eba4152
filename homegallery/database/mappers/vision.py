"""What was recognised: similarity, objects and faces."""

from typing import Any, Final

from homegallery.database.entry import Entry, Face, FoundObject
from homegallery.database.mappers.values import mapping, number, rounded, sequence, text
from homegallery.database.media import MediaGroup
from homegallery.vision.stride import stride_hash

_MIN_FACE_SCORE: Final = 0.7
_MIN_OBJECT_SCORE: Final = 0.6
"""For the original's models; others tell their own ``threshold``."""
_ORIGINAL: Final = ("mobilenet", "face-api")
"""Models whose hashes and descriptors need no name: entries of the original have none."""
_MIN_GENDER_PROBABILITY: Final = 0.7
_MIN_EXPRESSION_SCORE: Final = 0.3
_MAX_EXPRESSIONS: Final = 2
_DESCRIPTOR_SIZE: Final = 128


def map_similarity(group: MediaGroup) -> Entry:
    """The similarity hash, if there is an embedding, and what it may be compared with."""
    found = group.first_meta("similarityEmbeddings")
    similarity = mapping(found.get("similarity"))
    if similarity:
        return {
            "similarityHash": text(similarity.get("hash")),
            "similarityModel": text(similarity.get("space")),
        }
    data = sequence(found.get("data"))
    if not data:
        return {}
    entry: Entry = {"similarityHash": stride_hash([number(value) or 0 for value in data])}
    name = _name(found)
    return entry | {"similarityModel": f"{name}/stride"} if name else entry


def map_objects(group: MediaGroup) -> Entry:
    """Objects that are probably there."""
    found = group.first_meta("objects")
    least = number(found.get("threshold"))
    items = (_object(item, _size(found), least) for item in _items(found))
    return {"objects": [item for item in items if item]}


def map_faces(group: MediaGroup) -> Entry:
    """Faces that are probably faces."""
    found = group.first_meta("faces")
    items = (_face(item, _size(found), number(found.get("threshold"))) for item in _items(found))
    name = _name(found)
    faces = [item for item in items if item]
    return {"faces": [{**face, "model": name} for face in faces] if name else faces}


def _name(found: dict[str, Any]) -> str:
    """Model and version; empty for the models of the original."""
    model, version = text(found.get("model")), text(found.get("version"))
    return "" if not model or model in _ORIGINAL else f"{model}-{version}"


def _items(found: dict[str, Any]) -> list[dict[str, Any]]:
    return [mapping(item) for item in sequence(found.get("data"))]


def _size(found: dict[str, Any]) -> tuple[float, float]:
    return number(found.get("width")) or 0, number(found.get("height")) or 0


def _object(
    item: dict[str, Any], size: tuple[float, float], least: float | None
) -> FoundObject | None:
    score = number(item.get("score")) or 0
    box = _box(item.get("bbox"), size)
    if score <= (_MIN_OBJECT_SCORE if least is None else least) or box is None:
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


def _face(item: dict[str, Any], size: tuple[float, float], least: float | None) -> Face | None:
    aligned = mapping(item.get("alignedRect"))
    sides = mapping(aligned.get("box"))
    box = _box([sides.get(key) for key in ("x", "y", "width", "height")], size)
    score = number(aligned.get("score")) or 0
    if score < (_MIN_FACE_SCORE if least is None else least) or box is None:
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
