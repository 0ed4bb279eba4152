"""The models that can be used, as data: ``models.toml`` beside this module, and the user's.

Plain Python on purpose: the serving process reads it as well.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from homegallery.errors import GalleryError

Task = Literal["embedding", "objects", "faces", "descriptors"]
"""What a model computes: an embedding of a picture, boxes of objects, boxes and landmarks of
faces, a descriptor of one face."""

TASKS: Final[tuple[Task, ...]] = ("embedding", "objects", "faces", "descriptors")
USERS_FILE: Final = "models.toml"
"""Name of the user's registry in the directory of the models."""

_BUILT_IN: Final = Path(__file__).with_name("models.toml")
_SAME_PERSON: Final = 0.45


class RegistryError(GalleryError):
    """A registry cannot be read, or names a model that does not exist."""


@dataclass(frozen=True, slots=True)
class ModelInput:
    """What the model wants to see: ``size`` is width and height in pixels.

    ``channels`` is ``RGB`` or ``BGR``; a pixel (0 to 255) becomes ``(p - mean) / scale``, with
    one number for all channels or one for each in their order. ``fit`` is ``stretch``,
    ``letterbox`` (at the top left, the rest filled with ``pad``) or ``align``, which moves
    the five landmarks of a face to ``template`` (x and y in pixels: the eyes, the nose, the
    corners of the mouth, each pair from the left of the picture).
    """

    size: tuple[int, int]
    channels: Literal["RGB", "BGR"]
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    fit: Literal["stretch", "letterbox", "align"]
    pad: int = 0
    template: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """How the outputs are read: ``kind`` names a decoder.

    Boxes with a score below ``threshold`` are left out, and so are those whose intersection
    over union with a better one is above ``overlap``.
    """

    kind: Literal["classifier", "vector", "nanodet", "yolox", "yunet"]
    threshold: float = 0.0
    overlap: float = 1.0


@dataclass(frozen=True, slots=True)
class Reduction:
    """How an embedding becomes a similarity hash, see ``vision.codes``.

    Hashes with a cosine of at least ``threshold`` are similar; ``scale`` stretches cosines
    for display, so that models can be told alike. ``data`` is a fitted file in this package.
    """

    method: Literal["stride", "rotation", "pairs"]
    version: int
    threshold: float
    scale: float
    data: str = ""

    @property
    def name(self) -> str:
        """What tells hashes apart that must not be compared."""
        return f"{self.method}-{self.version}"


@dataclass(frozen=True, slots=True)
class Model:
    """One file with weights and all that is needed to use it; ``size`` in bytes.

    ``sources`` are addresses to download from, tried in this order. ``same_person`` is the
    cosine from which two descriptors are of one person.
    """

    name: str
    task: Task
    version: str
    file: str
    size: int
    sha256: str
    licence: str
    input: ModelInput
    output: ModelOutput
    default: bool = False
    sources: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    reduction: Reduction | None = None
    same_person: float = _SAME_PERSON

    @property
    def same_person_distance(self) -> float:
        """The same limit as a Euclidean distance of L2-normalised descriptors."""
        return float((2 - 2 * self.same_person) ** 0.5)


Registry = Mapping[str, Model]
"""Models by name."""


@cache
def built_in() -> Registry:
    """The models of this package."""
    return _read(_BUILT_IN)


def read_registry(directory: Path) -> Registry:
    """The models of this package, and those of the user's file in ``directory``, if any.

    Raises ``RegistryError`` if that file is not understood.
    """
    path = directory / USERS_FILE
    return {**built_in(), **_read(path)} if path.is_file() else built_in()


def default_of(task: Task) -> str:
    """Name of the model that is used unless another is configured."""
    return next(model.name for model in built_in().values() if model.task == task and model.default)


def find(registry: Registry, name: str, task: Task) -> Model:
    """The model of that name. Raises ``RegistryError`` if there is none for ``task``."""
    model = registry.get(name)
    if model is None or model.task != task:
        known = [one.name for one in registry.values() if one.task == task]
        raise RegistryError(
            f"no model for {task} is called {name!r}", hint=f"known are {', '.join(known)}"
        )
    return model


def joined(first: Model, second: Model) -> tuple[str, str]:
    """Name and version of two models that work together."""
    return f"{first.name}+{second.name}", f"{first.version}+{second.version}"


def space_of(model: Model) -> str:
    """Names what hashes have to share to be compared: model, version and reduction."""
    reduction = model.reduction.name if model.reduction else ""
    return f"{model.name}-{model.version}/{reduction}"


def _read(path: Path) -> Registry:
    try:
        content = tomllib.loads(path.read_text())
        labels = content.get("labels", {})
        models = [_model(item, labels) for item in content["model"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = f"{type(error).__name__}: {error}"
        raise RegistryError(f"the models in {path} cannot be read: {reason}") from error
    return {model.name: model for model in models}


def _model(item: dict[str, Any], labels: Mapping[str, Iterable[str]]) -> Model:
    reduction = item.get("reduction")
    parts = {
        "input": _made(ModelInput, item["input"]),
        "output": _made(ModelOutput, item["output"]),
        "reduction": _made(Reduction, reduction) if reduction else None,
        "labels": labels[item["labels"]] if "labels" in item else (),
    }
    model = _made(Model, {**item, **parts})
    if model.task not in TASKS:
        raise ValueError(f"task {model.task!r} of {model.name} is none of {', '.join(TASKS)}")
    return model


T = TypeVar("T")


def _made(kind: type[T], values: Mapping[str, Any]) -> T:
    """A dataclass of a table; lists become tuples. ``TypeError`` if a key is missing or odd."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    if odd := set(values) - known:
        raise TypeError(f"unknown key {', '.join(sorted(odd))}")
    return kind(**{key: _frozen(value) for key, value in values.items()})


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
