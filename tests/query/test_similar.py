import base64
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.query.compile import compile_query
from homegallery.query.context import Context
from homegallery.query.errors import QueryError
from homegallery.query.faces import Descriptor, FaceSeed
from homegallery.query.limits import Limits, SimilarityLimit
from homegallery.query.similar import MAX_BYTES, Hash, Seed, unpack

NUMBERS = st.lists(st.integers(0, 3), max_size=420)
EVERYTHING = SimilarityLimit(1e-9, signed=False)
SIGNED = SimilarityLimit(1e-9, signed=True)


def pack(numbers: Sequence[int]) -> str:
    padded = [*numbers, *[0] * (-len(numbers) % 4)]
    fours = [padded[start : start + 4] for start in range(0, len(padded), 4)]
    data = bytes(a << 6 | b << 4 | c << 2 | d for a, b, c, d in fours)
    return base64.b64encode(data).decode()


def vector(numbers: Sequence[int], signed: bool) -> list[int]:
    weights = [number**2 for number in numbers[: 4 * MAX_BYTES]]
    weights += [0] * (4 * MAX_BYTES - len(weights))
    if not signed:
        return weights
    return [weights[place] - weights[place + 1] for place in range(0, len(weights), 2)]


def by_definition(a: Sequence[int], b: Sequence[int], signed: bool) -> float:
    """The cosine, negative ones as 0, with the one rounding that both languages share."""
    x, y = vector(a, signed), vector(b, signed)
    dot = sum(p * q for p, q in zip(x, y, strict=True))
    return dot / math.sqrt(sum(p * p for p in x) * sum(q * q for q in y)) if dot > 0 else 0.0


def likeness(a: str, b: str, limit: SimilarityLimit = EVERYTHING) -> float:
    return Seed.of(Hash(a, ""), limit).likeness(Hash(b, ""))


@given(NUMBERS, NUMBERS)
def test_the_cosine_is_that_of_the_definition(a: list[int], b: list[int]) -> None:
    """To the last bit; the shorter one ends in zeros, and the rest of a long one is left out."""
    for limit in (EVERYTHING, SIGNED):
        expected = by_definition(a, b, limit.signed)
        assert likeness(pack(a), pack(b), limit) == expected


@given(st.lists(st.integers(-3, 3), min_size=1, max_size=171))
def test_signed_hashes_are_opposite_to_their_negative(levels: list[int]) -> None:
    parts = [part for level in levels for part in (max(level, 0), max(-level, 0))]
    swapped = [part for level in levels for part in (max(-level, 0), max(level, 0))]
    assert likeness(pack(parts), pack(parts), SIGNED) == (1 if any(levels) else 0)
    assert likeness(pack(parts), pack(swapped), SIGNED) == 0


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("////", "////", 1),
        ("////", "//AA", math.sqrt(0.5)),
        ("////", "/AAA", 0.5),
        ("////", "AAAA", 0),
    ],
)
def test_vectors(a: str, b: str, expected: float) -> None:
    assert likeness(a, b) == pytest.approx(expected)
    limit = SimilarityLimit(0.5, signed=False)
    assert (likeness(a, b, limit) > 0) == (expected >= 0.5)


def test_foreign_characters_are_zeros() -> None:
    for text, clean in [("/=/!", "/A/A"), ("//é", "//A"), ("/", "/AAA")]:
        assert unpack(text).rstrip(b"\0") == unpack(clean).rstrip(b"\0")
    assert unpack("") == b""


def test_hashes_of_two_spaces_are_not_alike() -> None:
    seed = Seed.of(Hash("////", "one"), EVERYTHING)
    assert seed.likeness(Hash("////", "one")) == 1
    assert seed.likeness(Hash("////", "other")) == 0


def test_distance() -> None:
    """Of different lengths, the longer one is cut."""
    seed = FaceSeed(Descriptor([0, 3], "one"), limit=5)
    assert seed.distance(Descriptor([4, 0], "one")) == 5
    assert seed.distance(Descriptor([4, 0, 9], "one")) == 5
    assert not seed.shows(Descriptor([4, 0], "one"))
    assert seed.shows(Descriptor([3, 0], "one"))
    assert seed.distance(Descriptor([0, 3], "other")) == math.inf


def entry(id_: str, hash_: str | None) -> dict[str, object]:
    found: dict[str, object] = {"id": id_ * 40, "date": f"202{id_}"}
    return found if hash_ is None else found | {"similarityHash": hash_}


ENTRIES = [entry("1", None), entry("2", "//AA"), entry("3", "////"), entry("4", "AAAA")]


def test_seeds_come_from_the_context() -> None:
    seed = entry("9", "//AA")
    compiled = compile_query(
        "similar:9", Context(find=lambda prefix: [seed] if prefix == "9" else [])
    )
    assert [each["id"] for each in compiled.search(ENTRIES)] == ["2" * 40, "3" * 40]
    assert compiled.matches(ENTRIES[1])
    assert not compile_query("similar:2").matches(ENTRIES[1])


def test_limits_come_from_the_context() -> None:
    strict = Limits(similar={"": SimilarityLimit(0.8, signed=False)}, faces={})
    assert len(compile_query("similar:2").search(ENTRIES)) == 2
    assert compile_query("similar:2", Context(limits=strict)).search(ENTRIES) == [ENTRIES[1]]


def test_first_entry_with_a_hash_is_the_seed() -> None:
    twins = [entry("1", ""), entry("1", "AAA/"), *ENTRIES]
    assert compile_query("similar:1").search(twins) == [twins[1], twins[4]]


def test_seeds_are_bounded() -> None:
    with pytest.raises(QueryError, match="More than 16 values of similar"):
        compile_query(" ".join(f"similar:{number}" for number in range(17)))
