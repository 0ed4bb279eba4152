"""Which colours of a picture are its vibrant and its muted ones, light, dark and between.

The choice, its weights and the derivation of missing swatches are those of the default
generator of node-vibrant 3.1, including its oddities.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from homegallery.extract.mediancut import Swatch

Palette = dict[str, Swatch | None]
"""A swatch for each name of ``TARGETS``, None where nothing fits."""


class Target(NamedTuple):
    """What to look for: lightness and saturation from 0 to 1."""

    light: float
    lightest: tuple[float, float]
    saturation: float
    saturations: tuple[float, float]


_DARK, _NORMAL, _LIGHT = (0.26, (0.0, 0.45)), (0.5, (0.3, 0.7)), (0.74, (0.55, 1.0))
_VIBRANT, _MUTED = (1.0, (0.35, 1.0)), (0.3, (0.0, 0.4))

TARGETS: Final = {
    "Vibrant": Target(*_NORMAL, *_VIBRANT),
    "LightVibrant": Target(*_LIGHT, *_VIBRANT),
    "DarkVibrant": Target(*_DARK, *_VIBRANT),
    "Muted": Target(*_NORMAL, *_MUTED),
    "LightMuted": Target(*_LIGHT, *_MUTED),
    "DarkMuted": Target(*_DARK, *_MUTED),
}
"""In the order in which they choose; each swatch is chosen once."""

_SATURATION_WEIGHT, _LIGHT_WEIGHT, _POPULATION_WEIGHT = 3.0, 6.5, 0.5

_DERIVED: Final = (
    ("Vibrant", "DarkVibrant", 0.5),
    ("Vibrant", "LightVibrant", 0.5),
    ("DarkVibrant", "Vibrant", 0.26),
    ("LightVibrant", "Vibrant", 0.74),
    ("Muted", "Vibrant", 0.3),
    ("DarkMuted", "DarkVibrant", 0.3),
    ("LightMuted", "LightVibrant", 0.3),
)
"""A missing swatch, the one it is derived from, and its lightness; in this order."""


def palette_of(swatches: list[Swatch]) -> Palette:
    """The best swatch for each target, or one derived from its neighbours."""
    palette: Palette = {}
    largest = max((swatch.population for swatch in swatches), default=0)
    free = [(swatch, *_saturation_and_lightness(swatch)) for swatch in swatches]
    for name, target in TARGETS.items():
        fitting = [
            candidate
            for candidate in free
            if target.saturations[0] <= candidate[1] <= target.saturations[1]
            and target.lightest[0] <= candidate[2] <= target.lightest[1]
        ]
        best = max(fitting, key=lambda one: _score(target, largest, *one), default=None)
        palette[name] = best and best[0]
        free = [candidate for candidate in free if candidate is not best]
    _derive(palette)
    return palette


def _score(target: Target, largest: int, swatch: Swatch, saturation: float, light: float) -> float:
    return (
        (1 - abs(saturation - target.saturation)) * _SATURATION_WEIGHT
        + (1 - abs(light - target.light)) * _LIGHT_WEIGHT
        + swatch.population / largest * _POPULATION_WEIGHT
    )


def _derive(palette: Palette) -> None:
    vibrant: Iterable[str] = ("Vibrant", "DarkVibrant", "LightVibrant")
    if all(palette[name] is None for name in vibrant):
        source = palette["LightMuted"] or palette["DarkMuted"]
        palette["DarkVibrant"] = source and _with_lightness(source, 0.26)
    for name, source_name, light in _DERIVED:
        source = palette[source_name]
        if palette[name] is None and source is not None:
            palette[name] = _with_lightness(source, light)


def _saturation_and_lightness(swatch: Swatch) -> tuple[float, float]:
    """Of the HSL model."""
    high, low = max(swatch.rgb) / 255, min(swatch.rgb) / 255
    if high == low:
        return 0.0, high
    light = (high + low) / 2
    return (high - low) / (2 - high - low if light > 0.5 else high + low), light


def _with_lightness(swatch: Swatch, light: float) -> Swatch:
    """The same hue and saturation at another lightness, of nothing counted."""
    saturation, before = _saturation_and_lightness(swatch)
    spread = max(swatch.rgb) - min(swatch.rgb)
    factor = 2 * saturation * min(light, 1 - light) * 255 / spread if spread else 0.0
    red, green, blue = (255 * light + (part - 255 * before) * factor for part in swatch.rgb)
    return Swatch((red, green, blue), 0)
