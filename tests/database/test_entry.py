import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.database.entry import (
    START,
    Entry,
    decode_all,
    encode,
    encode_all,
    file_keys,
    month_of,
    newest_first,
    primary_key,
)
from tests.database.samples import entry, names


@pytest.mark.parametrize(
    ("fields", "month"),
    [
        ({"date": "2024-05-06T07:08:09.000Z"}, "2024-05"),
        ({"date": "1899-12-30T01:00:14.000Z"}, "1899-12"),
        ({"date": ""}, "0000-00"),
        ({"date": "2024"}, "0000-00"),
        ({"date": None}, "0000-00"),
        ({}, "0000-00"),
    ],
)
def test_month_of(fields: Entry, month: str) -> None:
    assert month_of(fields) == month


def test_an_entry_begins_with_id_and_hash() -> None:
    made: Entry = {"type": "image", "date": "2024", "hash": "h", "id": "1" * 40}
    assert encode(made) == b'{"id":"%b","hash":"h","type":"image","date":"2024"}' % (b"1" * 40)


def test_nothing_inside_looks_like_the_start_of_an_entry() -> None:
    nested = {"id": "2" * 40, "type": "x", "more": [{"id": "3" * 40, "hash": "y"}]}
    made = entry("a.jpg", plugin={"list": [nested]})
    text = encode(made)
    assert len(START.findall(text)) == 1
    assert json.loads(text) == made


def test_a_text_may_look_like_anything() -> None:
    made = entry("a.jpg", description='{"id":"' + "4" * 40 + '","type":"image"')
    assert len(START.findall(encode(made))) == 1
    assert decode_all(encode(made)) == [made]


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_unknown_keys_survive(value: object) -> None:
    made = entry("a.jpg", plugin={"any": value}, newer=value)
    assert decode_all(encode_all([made, made])) == [made, made]


def test_a_name_that_is_not_utf8_survives() -> None:
    made = entry("caf\udce9.jpg")
    assert decode_all(encode(made)) == [made]
    assert b"caf\\udce9.jpg" in encode(made)


def test_only_objects_are_entries() -> None:
    with pytest.raises(ValueError, match="not an object"):
        decode_all(b'{"id":"1"},2')


def test_newest_first_with_ties_by_id() -> None:
    shuffled = [
        entry("b.jpg", "2024-01-01T00:00:00.000Z", id="2"),
        entry("old.jpg", "2023-01-01T00:00:00.000Z", id="0"),
        entry("z.jpg", "2024-01-01T00:00:00.000Z", id="1"),
        entry("new.jpg", "2024-01-02T00:00:00.000Z", id="9"),
        entry("copy.jpg", "2024-01-01T00:00:00.000Z", id="1"),
    ]
    expected = ["new.jpg", "copy.jpg", "z.jpg", "b.jpg", "old.jpg"]
    assert names(newest_first(shuffled)) == expected
    assert names(newest_first(reversed(shuffled))) == expected


def test_keys_of_files() -> None:
    made = entry("d\\a.jpg", "2024", "d/a.xmp")
    assert file_keys(made) == [("Pictures", "d/a.jpg"), ("Pictures", "d/a.xmp")]
    assert primary_key(made) == ("Pictures", "d/a.jpg")
    assert primary_key({"id": "1"}) == ("", "1")
