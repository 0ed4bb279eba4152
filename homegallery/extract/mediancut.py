"""Modified median cut: the colours of a picture in at most 64 boxes.

After D. Bloomberg, "Color quantization using modified median cut" (2008), in the form of
quantize.js and node-vibrant 3.1, with what that does on plain areas: a box of a single
colour that has the most pixels ends the first round.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

BITS: Final = 5
"""Bits of each channel that count."""
BOXES: Final = 64
_BY_POPULATION: Final = 48
"""Boxes of the first round, which splits those with the most pixels."""
_STEP: Final = 1 << (8 - BITS)


class Swatch(NamedTuple):
    """A colour, 0 to 255 per channel, and how many pixels have it."""

    rgb: tuple[float, float, float]
    population: int


class _Box(NamedTuple):
    """The occupied cells of a range of the colour cube.

    ``cells`` (N, 3) levels per channel, ``counts`` (N,) pixels; ``low`` and ``high`` are
    the range, which may be larger than what the cells fill.
    """

    cells: NDArray[np.int64]
    counts: NDArray[np.int64]
    low: tuple[int, ...]
    high: tuple[int, ...]
    population: int

    @property
    def volume(self) -> int:
        """Cells in the range."""
        red, green, blue = (high - low + 1 for low, high in zip(self.low, self.high, strict=True))
        return red * green * blue

    @property
    def swatch(self) -> Swatch:
        """The mean of the middles of the cells, without its fraction."""
        middles = self.counts @ (self.cells * 2 + 1) * (_STEP // 2)
        red, green, blue = (int(value) // self.population for value in middles)
        return Swatch((red, green, blue), self.population)


def median_cut(pixels: NDArray[np.uint8]) -> list[Swatch]:
    """Swatches of (N, 3) RGB pixels, at least one, the most important first."""
    boxes = [_whole(pixels)]
    _split(boxes, _BY_POPULATION, lambda box: box.population)
    _split(boxes, BOXES - len(boxes), _weight)
    boxes.sort(key=_weight)
    return [box.swatch for box in reversed(boxes)]


def _weight(box: _Box) -> int:
    return box.population * box.volume


def _whole(pixels: NDArray[np.uint8]) -> _Box:
    levels = pixels.astype(np.int64) >> (8 - BITS)
    keys, counts = np.unique(
        (levels[:, 0] << 2 * BITS) + (levels[:, 1] << BITS) + levels[:, 2], return_counts=True
    )
    mask = (1 << BITS) - 1
    cells = np.stack([keys >> 2 * BITS, keys >> BITS & mask, keys & mask], axis=1)
    low, high = cells.min(axis=0).tolist(), cells.max(axis=0).tolist()
    return _Box(cells, counts, tuple(low), tuple(high), len(pixels))


def _split(boxes: list[_Box], target: int, weight: Callable[[_Box], int]) -> None:
    """Cut the heaviest box until there are ``target``, or until it cannot be cut."""
    while len(boxes) < target:
        boxes.sort(key=weight)
        heaviest = boxes.pop()
        parts = _cut(heaviest)
        boxes += parts
        if len(parts) == 1:
            return


def _cut(box: _Box) -> list[_Box]:
    """Cut in the longest direction, so that the longer side of the median is halved."""
    sides = [high - low for low, high in zip(box.low, box.high, strict=True)]
    axis = sides.index(max(sides))
    last = _last_level(box, axis)
    lower = box.cells[:, axis] <= last
    population = int(box.counts[lower].sum())
    parts = [_part(box, lower, axis, box.low[axis], last, population)]
    if population < box.population:
        rest = box.population - population
        parts.append(_part(box, ~lower, axis, last + 1, box.high[axis], rest))
    return parts


def _part(
    box: _Box, chosen: NDArray[np.bool_], axis: int, low: int, high: int, population: int
) -> _Box:
    lows, highs = list(box.low), list(box.high)
    lows[axis], highs[axis] = low, high
    return _Box(box.cells[chosen], box.counts[chosen], tuple(lows), tuple(highs), population)


def _last_level(box: _Box, axis: int) -> int:
    """The last level of the lower part."""
    low, high = box.low[axis], box.high[axis]
    if box.population == 1:
        return high
    sums = np.bincount(box.cells[:, axis], weights=box.counts, minlength=high + 1).cumsum()
    below = sums.tolist()
    median = next(level for level in range(low, high + 1) if below[level] > box.population / 2)
    left, right = median - low, high - median
    if left <= right:
        last = max(0, min(high - 1, int(median + right / 2)))
    else:
        last = min(high, max(low, int(median - 1 - left / 2)))
    while not below[last]:
        last += 1
    while below[last] == box.population and last and below[last - 1]:
        last -= 1
    return last
