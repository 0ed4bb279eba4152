"""Which steps run: all but those that the configuration switches off."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from homegallery.config.disabled import is_disabled
from homegallery.vision.plan import VisionPlan

if TYPE_CHECKING:
    from homegallery.config.model import Settings
    from homegallery.extract.step import Step

_PLUGINS: Final = {
    "exif": ("metaExtractor", "exif"),
    "ffprobe": ("metaExtractor", "ffprobe"),
    "heic": ("heicPreviewExtractor", "heic"),
    "rawPreview": ("embeddedRawPreviewExtractor", "embeddedRawPreview"),
    "previews": ("imagePreviewExtractor", "imagePreview"),
    "poster": ("videoPosterExtractor", "videoPoster"),
    "video": ("videoExtractor", "video"),
    "vibrant": ("vibrantExtractor", "vibrant"),
    "geoReverse": ("geoAddressExtractor", "geoReverse"),
    "nominatim": ("geoAddressExtractor", "geoReverse"),
}
"""Plugin and extension of the original that do what a step does; recognition has a plan."""


@dataclass(frozen=True, slots=True)
class StepChoice:
    """Called in a worker process it returns the steps; until then it is plain data."""

    vision: VisionPlan
    disabled: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: "Settings") -> Self:
        """The choice of a configuration. Raises ``RegistryError``."""
        return cls(VisionPlan.of(settings), frozenset(settings.plugin_manager.disabled))

    def __call__(self) -> "list[Step]":
        from homegallery.extract.steps import built_in_steps, in_order, recognition_steps

        steps = [step for step in built_in_steps() if not self._is_off(step.name)]
        return in_order([*steps, *recognition_steps(self.vision)])

    def _is_off(self, name: str) -> bool:
        names = _PLUGINS.get(name)
        return names is not None and is_disabled(self.disabled, names[0], "extractor", names[1])
