"""Words are found in the lines of a leaf as in its entries."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from homegallery.query.compile import compile_query
from homegallery.server.texts import LeafTexts, Texts
from homegallery.server.tree import Leaf, build_leaf
from tests.server.gallery import make_entry

_TEXT = st.text("aAbBßςé\u0301\n ", max_size=4)
_ENTRIES = st.lists(
    st.builds(
        lambda number, tags, hidden: make_entry(number, "2020-01-01", tags=tags, hidden=hidden),
        st.integers(1, 9),
        st.lists(_TEXT, max_size=3),
        st.booleans(),
    ),
    max_size=6,
)
_WORD = st.one_of(_TEXT.map(lambda text: f'"{text}"'), st.sampled_from(["a", "B", "ab", "img"]))
_QUERY = st.recursive(
    _WORD,
    lambda inner: st.one_of(
        st.builds("({} {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=6,
)


@given(entries=_ENTRIES, text=st.one_of(st.just(""), _QUERY))
def test_lines_say_the_same_as_entries(entries: list[Any], text: str) -> None:
    query = compile_query(text)
    assert query.is_of_words
    hits = LeafTexts.of(entries).hits(query.query.condition)
    assert list(hits.positions) == [at for at, each in enumerate(entries) if query.finds(each)]
    assert list(hits.each_id()) == [entries[at]["id"] for at in hits.positions]


def test_texts_are_kept_as_long_as_there_is_room() -> None:
    leaves = [_leaf(name) for name in ("a", "b", "c")]
    texts = Texts(memory=2 * LeafTexts.of(leaves[0].entries()).size())
    first, second = texts.of(leaves[0]), texts.of(leaves[1])
    assert texts.of(leaves[0]) is first
    texts.of(leaves[2])
    assert texts.of(leaves[0]) is first
    assert texts.of(leaves[1]) is not second


def test_a_leaf_without_room_is_looked_through_all_the_same() -> None:
    leaf = _leaf("a")
    texts = Texts(memory=1)
    assert len(texts.of(leaf).ids) == len(texts.of(leaf).ids) == leaf.count


def _leaf(name: str) -> Leaf:
    return build_leaf(name, name, [make_entry(1, "2020-01-01", tags=[name])])
