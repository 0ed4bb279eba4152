"""The compact set of file ids."""

from hypothesis import given
from hypothesis import strategies as st

from homegallery.database.entry import Entry
from homegallery.server.fileids import FileIds

ids = st.binary(min_size=20, max_size=20)


@given(st.lists(ids), st.lists(ids), st.binary(max_size=24))
def test_behaves_like_a_set(first: list[bytes], second: list[bytes], other: bytes) -> None:
    union = FileIds.union([FileIds(first), FileIds(second)])
    expected = {*first, *second}
    assert list(union) == sorted(expected)
    assert len(union) == len(expected)
    assert all(file_id in union for file_id in expected)
    assert (other in union) == (other in expected)


def test_what_is_no_sha1_is_left_out() -> None:
    entry: Entry = {
        "files": [
            {"id": text, "index": "a", "type": "image", "size": 1, "filename": "b"}
            for text in ("zz" * 20, "ab", "ab" * 20)
        ]
    }
    assert list(FileIds.of([entry, {}])) == [b"\xab" * 20]
