"""Any kind of pixels to 8-bit sRGB."""

import io
import logging
from functools import lru_cache
from typing import Final

from PIL import Image, ImageCms

from homegallery.extract.process_color import printed

log = logging.getLogger(__name__)

_SRGB: Final = ImageCms.createProfile("sRGB")
_LAB: Final = ImageCms.createProfile("LAB")
_INTENT: Final = ImageCms.Intent.PERCEPTUAL
_MODES: Final = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab ": "LAB"}
"""Pillow mode by colour space of an ICC profile."""

_AVERAGEABLE: Final = ("L", "RGB", "CMYK", "YCbCr", "LAB")

_SAME: Final = 2
"""Levels of 255 that a profile may differ from sRGB to count as sRGB."""


def averageable(image: Image.Image) -> Image.Image:
    """The image in a mode whose values can be averaged, 8 bits per channel, for resizing."""
    if image.has_transparency_data:
        return image if image.mode in ("RGBA", "LA") else image.convert("RGBA")
    if image.mode.startswith("I;16"):
        return image.point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("I", "F"):
        return _stretched(image)
    if image.mode == "1":
        return image.convert("L")
    return image if image.mode in _AVERAGEABLE else image.convert("RGB")


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """RGB pixels in sRGB of an ``averageable`` image; transparency becomes black.

    A profile that is broken or of another kind of pixels is ignored.
    """
    opaque = _on_black(image)
    transform = None
    if profile or opaque.mode == "LAB":
        try:
            mode, transform = _transform(profile or b"")
        except (ImageCms.PyCMSError, OSError, ValueError) as error:
            log.debug("colour profile ignored: %s", error)
    if transform is not None and mode == "L" and opaque.mode == "RGB":
        opaque = opaque.convert("L")
    if transform is not None and mode == opaque.mode:
        return transform.apply(opaque)
    if opaque.mode == "CMYK":
        return printed(opaque)
    return opaque if opaque.mode == "RGB" else opaque.convert("RGB")


def _on_black(image: Image.Image) -> Image.Image:
    if image.mode not in ("RGBA", "LA"):
        return image
    plain = image.mode.removesuffix("A")
    black = Image.new(plain, image.size)
    black.paste(image.convert(plain), mask=image.getchannel("A"))
    return black


def _stretched(image: Image.Image) -> Image.Image:
    """Numbers without a natural range: the darkest becomes black, the brightest white."""
    low, high = image.getextrema()
    if not isinstance(low, (int, float)) or not isinstance(high, (int, float)) or low >= high:
        return Image.new("L", image.size)
    if image.mode == "I" and low >= 0 and high <= 0xFFFF:
        low, high = 0, 0xFF if high <= 0xFF else 0xFFFF
    scale = 255 / (high - low)
    return image.point(lambda value: value * scale - low * scale).convert("L")


@lru_cache(maxsize=64)
def _transform(profile: bytes) -> tuple[str, ImageCms.ImageCmsTransform | None]:
    """Pillow mode of the profile's pixels and their way to sRGB, None if they are sRGB.

    An empty profile means CIE Lab.
    """
    source = ImageCms.ImageCmsProfile(io.BytesIO(profile)) if profile else _lab()
    space = source.profile.xcolor_space if profile else "Lab "
    mode = _MODES.get(space)
    if mode is None:
        raise ValueError(f"profile of colour space {space!r}")
    transform = ImageCms.buildTransform(source, _SRGB, mode, "RGB", _INTENT)
    if mode == "RGB" and _is_neutral(transform):
        return mode, None
    return mode, transform


def _lab() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(_LAB)


def _is_neutral(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether colours all over the cube stay what they are."""
    levels = range(0, 256, 51)
    cube = bytes(level for r in levels for g in levels for b in levels for level in (r, g, b))
    image = Image.frombytes("RGB", (len(cube) // 3, 1), cube)
    changed = transform.apply(image).tobytes()
    return all(abs(a - b) <= _SAME for a, b in zip(cube, changed, strict=True))
