"""How alike two photos are, from the similarity hashes of their entries.

A hash is base64 of two-bit numbers v; its embedding has the weights v * v / 9.
The sums below run over the bit planes of all numbers at once, in whole numbers:
with l and h the planes of low and high bits, v * v = l + 4h + 4(l and h).
"""

import binascii
import math
import string
from functools import lru_cache
from typing import Final, NamedTuple

_ALPHABET: Final = frozenset(string.ascii_letters + string.digits + "+/")


class Planes(NamedTuple):
    """A hash as planes of bits; ``norm`` is the sum of v to the power of 4."""

    low: int
    high: int
    both: int
    norm: int


def unpack(text: str) -> Planes:
    """The planes of a hash; foreign characters count as zeros."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:
        known = "".join(char if char in _ALPHABET else "A" for char in text)
        data = binascii.a2b_base64(known + "A" * (-len(known) % 4))
    # The first byte lowest, so that hashes of different length begin at the same place.
    bits = int.from_bytes(data, "little")
    mask = _low_bits(len(data))
    low, high = bits & mask, bits >> 1 & mask
    both = low & high
    return Planes(low, high, both, low.bit_count() + 16 * high.bit_count() + 64 * both.bit_count())


@lru_cache(maxsize=8)
def _low_bits(length: int) -> int:
    """The lower bit of every number of ``length`` bytes."""
    return int.from_bytes(b"\x55" * length, "little")


def product(a: Planes, b: Planes) -> int:
    """81 times the dot product of two embeddings."""
    return (
        (a.low & b.low).bit_count()
        + 4 * ((a.low & b.high).bit_count() + (a.high & b.low).bit_count())
        + 4 * ((a.low & b.both).bit_count() + (a.both & b.low).bit_count())
        + 16 * ((a.high & b.high).bit_count() + (a.both & b.both).bit_count())
        + 16 * ((a.high & b.both).bit_count() + (a.both & b.high).bit_count())
    )


def cosine(a: Planes, b: Planes) -> float:
    """From 0 to 1; 0 if one of them has no number but zeros."""
    return product(a, b) / math.sqrt(a.norm * b.norm) if a.norm and b.norm else 0.0


def is_similar(a: Planes, b: Planes) -> bool:
    """Whether the cosine is at least 0.5, decided without rounding."""
    return a.norm > 0 and b.norm > 0 and 4 * product(a, b) ** 2 >= a.norm * b.norm
