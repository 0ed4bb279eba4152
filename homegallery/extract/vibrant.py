"""Step: the few colours that stand for a picture, as node-vibrant 3.1 finds them.

``vibrant.json`` holds a swatch or null by name of the target: ``rgb``, 0 to 255 and
possibly with fractions, and ``population``, its pixels of the shrunk picture; 0 if the
swatch was derived from another.
"""

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from PIL import Image

from homegallery.extract.mediancut import Swatch, median_cut
from homegallery.extract.palette import palette_of
from homegallery.extract.step import Step, Work
from homegallery.storage.layout import VIBRANT, preview_size, preview_suffix

LARGEST_SOURCE: Final = 256
"""Pixels of the long side of the preview that is looked at, at most."""

_REDUCTION: Final = 5
_WHITE: Final = 250
"""Pixels brighter than this in all channels are background."""


def vibrant_colors(image: Image.Image) -> dict[str, Any]:
    """Content of ``vibrant.json`` for a small RGB picture."""
    size = tuple(max(1, int(side / _REDUCTION + 0.5)) for side in image.size)
    small = image.convert("RGB").resize((size[0], size[1]), Image.Resampling.BOX)
    pixels = np.asarray(small).reshape(-1, 3)
    colored = pixels[~(pixels > _WHITE).all(axis=1)]
    swatches = median_cut(colored) if len(colored) else []
    return {name: _json(swatch) for name, swatch in palette_of(swatches).items()}


def _json(swatch: Swatch | None) -> dict[str, Any] | None:
    return swatch and {"rgb": list(swatch.rgb), "population": swatch.population}


def _writes(work: Work) -> Sequence[str]:
    return (VIBRANT,) if _source_size(work) else ()


def _source_size(work: Work) -> int | None:
    """The largest preview that is small enough."""
    sizes = filter(None, map(preview_size, work.objects.files))
    return max((size for size in sizes if size <= LARGEST_SOURCE), default=None)


def _run(work: Work) -> None:
    # The stored preview even if a picture is in memory: it is the same in every run, and
    # decoding it takes less time than shrinking a large picture.
    size = _source_size(work)
    assert size is not None
    with Image.open(work.object(preview_suffix(size)), formats=["JPEG"]) as image:
        work.write_json(VIBRANT, vibrant_colors(image))


VIBRANT_STEP: Final = Step(name="vibrant", version=1, writes=_writes, run=_run, needs=("previews",))
