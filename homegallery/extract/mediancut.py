"""Modified median cut: the colours of a picture in at most 64 boxes.

After D. Bloomberg, "Color quantization using modified median cut" (2008), in the form of
quantize.js and node-vibrant 3.1, with what that does on plain areas: a box of a single
colour that has the most pixels ends the first round.
"""

from collections.abc import Callable
from itertools import accumulate
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


Cell = tuple[int, int, int, int]
"""Level per channel, and pixels. Plain numbers: for a few hundred they are faster than arrays."""


class _Box(NamedTuple):
    """The occupied cells of a range of the colour cube.

    ``low`` and ``high`` are the range, which may be larger than what the cells fill.
    """

    cells: list[Cell]
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
        sums = [sum((2 * cell[axis] + 1) * cell[3] for cell in self.cells) for axis in range(3)]
        red, green, blue = (total * (_STEP // 2) // self.population for total in sums)
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
    cells = [
        (key >> 2 * BITS, key >> BITS & mask, key & mask, count)
        for key, count in zip(keys.tolist(), counts.tolist(), strict=True)
    ]
    low, high = levels.min(axis=0).tolist(), levels.max(axis=0).tolist()
    return _Box(cells, tuple(low), tuple(high), len(pixels))


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
    below = _sums(box, axis)
    low, high = box.low[axis], box.high[axis]
    last = high if box.population == 1 else _last_level(below, low, high)
    lower = [cell for cell in box.cells if cell[axis] <= last]
    parts = [_part(box, lower, axis, low, last, below[last])]
    if rest := box.population - below[last]:
        upper = [cell for cell in box.cells if cell[axis] > last]
        parts.append(_part(box, upper, axis, last + 1, high, rest))
    return parts


def _part(box: _Box, cells: list[Cell], axis: int, low: int, high: int, population: int) -> _Box:
    lows, highs = list(box.low), list(box.high)
    lows[axis], highs[axis] = low, high
    return _Box(cells, tuple(lows), tuple(highs), population)


def _sums(box: _Box, axis: int) -> list[int]:
    """Pixels up to each level of a channel."""
    counts = [0] * (box.high[axis] + 1)
    for cell in box.cells:
        counts[cell[axis]] += cell[3]
    return list(accumulate(counts))


def _last_level(below: list[int], low: int, high: int) -> int:
    """The last level of the lower part, for the pixels up to each level."""
    population = below[high]
    median = next(level for level in range(low, high + 1) if below[level] > population / 2)
    left, right = median - low, high - median
    if left <= right:
        last = max(0, min(high - 1, int(median + right / 2)))
    else:
        last = min(high, max(low, int(median - 1 - left / 2)))
    while not below[last]:
        last += 1
    while below[last] == population and last and below[last - 1]:
        last -= 1
    return last
