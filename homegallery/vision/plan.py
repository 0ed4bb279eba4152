"""What is to be recognised, and with what: the settings in one object for worker processes."""

from collections.abc import Collection
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final, Literal, Self

from homegallery.config.disabled import is_disabled
from homegallery.vision.files import ModelFiles
from homegallery.vision.registry import Model, Registry, find, read_registry

if TYPE_CHECKING:
    from homegallery.config.model import Settings
    from homegallery.vision.recogniser import Recogniser
    from homegallery.vision.remote import RemoteRecogniser

Feature = Literal["similarDetection", "objectDetection", "faceDetection"]
"""The names that the original has for them."""

FEATURES: Final[tuple[Feature, ...]] = ("similarDetection", "objectDetection", "faceDetection")
PLUGIN: Final = "aiExtractor"
"""The plugin of the original whose extensions these are."""


@dataclass(frozen=True, slots=True)
class ApiServer:
    """A service that recognises for us; ``timeout`` in seconds.

    Called without arguments it makes the client.
    """

    url: str
    timeout: float

    def __call__(self) -> "RemoteRecogniser":
        from homegallery.vision.remote import RemoteRecogniser

        return RemoteRecogniser(self)


@dataclass(frozen=True, slots=True)
class VisionPlan:
    """Features that are wanted and the models for them; with ``api`` they are not needed."""

    features: frozenset[Feature]
    embedder: Model
    object_detector: Model
    face_detector: Model
    face_embedder: Model
    files: ModelFiles
    provider: str
    threads: int
    api: ApiServer | None = None

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """The plan of a configuration. Raises ``RegistryError`` if it names unknown models."""
        vision, api = settings.vision, settings.extractor.api_server
        registry = read_registry(vision.dir)
        return cls(
            features=_wanted(settings.plugin_manager.disabled, api.disable),
            **_models(registry, settings),
            files=ModelFiles(vision.dir),
            provider=vision.provider,
            threads=vision.threads,
            api=ApiServer(api.url.rstrip("/"), api.timeout) if api.url else None,
        )

    def models(self, feature: Feature) -> tuple[Model, ...]:
        """What a feature needs."""
        return {
            "similarDetection": (self.embedder,),
            "objectDetection": (self.object_detector,),
            "faceDetection": (self.face_detector, self.face_embedder),
        }[feature]

    def missing(self) -> list[Model]:
        """Models of wanted features whose files are not here."""
        if self.api is not None:
            return []
        wanted = [one for feature in FEATURES if feature in self.features
                  for one in self.models(feature)]  # fmt: skip
        return [model for model in wanted if not self.files.is_there(model)]

    def is_possible(self, feature: Feature) -> bool:
        """Whether a wanted feature has a service, or its models and onnxruntime are here."""
        if self.api is not None or feature not in self.features:
            return feature in self.features
        return (
            all(map(self.files.is_there, self.models(feature)))
            and find_spec("onnxruntime") is not None
        )

    def means(self, feature: Feature) -> str:
        """What recognises a feature now: results of other means are made again.

        Empty if nothing does.
        """
        if not self.is_possible(feature):
            return ""
        if self.api is not None:
            return "apiServer"
        names = "+".join(f"{model.name}-{model.version}" for model in self.models(feature))
        reduction = self.embedder.reduction
        return f"{names}/{reduction.name}" if feature == "similarDetection" and reduction else names

    def open(self) -> "Recogniser":
        """The models, each loaded when it is first needed; for worker processes."""
        from homegallery.vision.recogniser import Recogniser

        return Recogniser(self)


def _wanted(disabled: Collection[str], features: Collection[str]) -> frozenset[Feature]:
    return frozenset(
        feature
        for feature in FEATURES
        if feature not in features and not is_disabled(disabled, PLUGIN, "extractor", feature)
    )


def _models(registry: Registry, settings: "Settings") -> dict[str, Model]:
    vision = settings.vision
    return {
        "embedder": find(registry, vision.embedder, "embedding"),
        "object_detector": find(registry, vision.object_detector, "objects"),
        "face_detector": find(registry, vision.face_detector, "faces"),
        "face_embedder": find(registry, vision.face_embedder, "descriptors"),
    }
