"""How alike two photos are, from the similarity hashes of their entries.

A hash is base64 of two-bit numbers q, four in a byte, high bits first. The number at a place
weighs q * q; the original's client divides by 9, which no cosine feels. In a signed space
numbers come in pairs, and a coordinate is the weight of the first minus that of the second.

All sums are of whole numbers, and what follows is one square root and one division, which
IEEE 754 rounds correctly. So the implementation of the browser (``engine/query/similar.js``)
gives the same numbers to the last bit.
"""

import binascii
import math
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from homegallery.query.limits import SimilarityLimit

MAX_BYTES: Final = 101
"""What is behind them does not count: the browser sums up in 16 bits."""

_ALPHABET: Final = frozenset(string.ascii_letters + string.digits + "+/")
_EVEN: Final = int.from_bytes(b"\x55" * MAX_BYTES, "little")
_SECOND: Final = int.from_bytes(b"\x11" * MAX_BYTES, "little")
_BEHIND: Final = 8 * MAX_BYTES


class Hash(NamedTuple):
    """What an entry carries: a hash in base64, and the space that it is in."""

    text: str
    space: str


class Bits(NamedTuple):
    """The numbers of a hash as they are stored, and behind them a plane of the places with a 3.

    With l and h for the lower and the higher bit, q * q = l + 4h + 4(l and h).
    """

    all: int
    norm: int


@dataclass(frozen=True, slots=True)
class Seed:
    """A hash to compare others with; ``masks`` are bits that weigh the same, with their weight."""

    space: str
    limit: SimilarityLimit
    masks: Sequence[tuple[int, int]]
    norm: int

    @classmethod
    def of(cls, seed: Hash, limit: SimilarityLimit) -> "Seed":
        """Ready to be compared in the space of ``limit``."""
        data = unpack(seed.text)
        weights = _weights(data, limit.signed)
        return cls(seed.space, limit, _masks(weights), _bits(data, limit.signed).norm)

    def likeness(self, other: Hash) -> float:
        """The cosine, or 0 if they are not similar or in different spaces."""
        if other.space != self.space:
            return 0.0
        bits, norm = _bits(unpack(other.text), self.limit.signed)
        product = 0
        for weight, mask in self.masks:  # more than twice as fast as a sum
            product += weight * (mask & bits).bit_count()
        if product <= 0:
            return 0.0
        cosine = product / math.sqrt(self.norm * norm)
        return cosine if cosine >= self.limit.threshold else 0.0


def unpack(text: str) -> bytes:
    """The bytes of a hash; foreign characters count as zeros."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        known = "".join(char if char in _ALPHABET else "A" for char in text)
        data = binascii.a2b_base64(known + "A" * (-len(known) % 4))
    return data[:MAX_BYTES]


def _bits(data: bytes, signed: bool) -> Bits:
    # The first byte lowest, so that hashes of different length begin at the same place.
    stored = int.from_bytes(data, "little")
    low, high = stored & _EVEN, stored >> 1 & _EVEN
    both = low & high
    norm = low.bit_count() + 16 * high.bit_count() + 64 * both.bit_count()
    if signed and _has_both_parts(low | high):
        norm = sum(weight * weight for weight in _weights(data, signed)) // 2
    return Bits(stored | both << _BEHIND, norm)


def _has_both_parts(used: int) -> bool:
    """Whether both numbers of a pair are not zero, which hashes of ours never have."""
    return bool(used & used >> 2 & _SECOND)


def _weights(data: bytes, signed: bool) -> list[int]:
    """What the number at each place weighs; both of a pair weigh the coordinate, one negated.

    So the sum of products with unsigned weights is that of the coordinates.
    """
    squares = [(byte >> shift & 3) ** 2 for byte in data for shift in (6, 4, 2, 0)]
    if not signed:
        return squares
    pairs = zip(squares[::2], squares[1::2], strict=True)
    return [part for plus, minus in pairs for part in (plus - minus, minus - plus)]


def _masks(weights: Sequence[int]) -> Sequence[tuple[int, int]]:
    masks: dict[int, int] = {}
    for place, weight in enumerate(weights):
        low = place // 4 * 8 + (6, 4, 2, 0)[place % 4]
        for part in _powers(weight):
            masks[part] = masks.get(part, 0) | 1 << low
            masks[4 * part] = masks.get(4 * part, 0) | 1 << low + 1 | 1 << low + _BEHIND
    return tuple(masks.items())


def _powers(weight: int) -> Iterator[int]:
    """The powers of two, all positive or all negative, whose sum is ``weight``."""
    sign = 1 if weight > 0 else -1
    return (sign << power for power in range(4) if abs(weight) >> power & 1)
