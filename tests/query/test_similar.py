import base64
import math
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.query.compile import compile_query
from homegallery.query.context import Context
from homegallery.query.errors import QueryError
from homegallery.query.seeds import distance
from homegallery.query.similar import cosine, is_similar, unpack

_NUMBERS = st.lists(st.integers(0, 3), max_size=40)


def pack(numbers: Sequence[int]) -> str:
    padded = [*numbers, *[0] * (-len(numbers) % 4)]
    fours = [padded[start : start + 4] for start in range(0, len(padded), 4)]
    data = bytes(a << 6 | b << 4 | c << 2 | d for a, b, c, d in fours)
    return base64.b64encode(data).decode()


@given(_NUMBERS, _NUMBERS)
def test_cosine(a: list[int], b: list[int]) -> None:
    """The bit planes give what the definition gives; the shorter one ends in zeros."""
    weights = [[number**2 / 9 for number in numbers] for numbers in (a, b)]
    dot = sum(x * y for x, y in zip(*weights, strict=False))
    norms = math.hypot(*weights[0]) * math.hypot(*weights[1])
    expected = dot / norms if norms else 0
    assert math.isclose(cosine(unpack(pack(a)), unpack(pack(b))), expected, abs_tol=1e-9)


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
    assert cosine(unpack(a), unpack(b)) == pytest.approx(expected)
    assert is_similar(unpack(a), unpack(b)) == (expected >= 0.5)


def test_foreign_characters_are_zeros() -> None:
    for text, clean in [("/=/!", "/A/A"), ("//é", "//A"), ("/", "/AAA"), ("", "")]:
        assert unpack(text).norm == unpack(clean).norm
        assert unpack(text)[:3] == unpack(clean)[:3]


def test_distance_of_different_lengths() -> None:
    assert distance([0, 3], [4, 0]) == 5
    assert distance([0, 3, 9], [4, 0]) == 5


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


def test_first_entry_with_a_hash_is_the_seed() -> None:
    twins = [entry("1", ""), entry("1", "AAA/"), *ENTRIES]
    assert compile_query("similar:1").search(twins) == [twins[1], twins[4]]


def test_seeds_are_bounded() -> None:
    with pytest.raises(QueryError, match="More than 16 values of similar"):
        compile_query(" ".join(f"similar:{number}" for number in range(17)))
