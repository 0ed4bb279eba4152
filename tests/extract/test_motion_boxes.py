"""Boxes, and where a film among them ends."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.extract.motion_boxes import Span, film_at, read_boxes


def box(name: bytes, content: bytes = b"", *, size: int | None = None) -> bytes:
    return (size if size is not None else 8 + len(content)).to_bytes(4) + name + content


FILM = box(b"ftyp", b"isom") + box(b"free") + box(b"mdat", b"12345") + box(b"moov", b"x" * 9)


def film(data: bytes, start: int = 0) -> Span | None:
    return film_at(io.BytesIO(data), start, len(data))


def test_a_film_ends_where_no_box_of_a_film_follows() -> None:
    whole = Span(3, len(FILM))
    for after in (b"", b"\0\0\0", b"SEFH and more", box(b"JPEG"), box(b"moov", size=1 << 30)):
        assert film(b"abc" + FILM + after, 3) == whole
    assert whole.end == 3 + len(FILM)


def test_the_last_box_may_reach_to_the_end_and_be_large() -> None:
    open_end = box(b"ftyp") + box(b"moov") + box(b"mdat", b"12345", size=0)
    assert film(open_end) == Span(0, len(open_end))
    wide = box(b"ftyp") + box(b"moov") + box(b"mdat", (21).to_bytes(8) + b"12345", size=1)
    assert film(wide + b"rest") == Span(0, len(wide))


def test_a_fragmented_film() -> None:
    parts = box(b"ftyp") + box(b"moov") + box(b"moof") + box(b"mdat", b"1")
    assert film(parts) == Span(0, len(parts))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff\xe1 no boxes",
        FILM[1:],
        box(b"moov") + FILM,
        box(b"ftyp") + box(b"mdat"),
        box(b"ftyp") + box(b"moov"),
        FILM[:-1],
        box(b"ftyp", size=7) + FILM,
        box(b"ftyp", size=0) + FILM,
        box(b"ftyp", (1 << 63).to_bytes(8), size=1) + FILM,
        box(b"ftyp", (15).to_bytes(8), size=1) + FILM,
    ],
)
def test_what_is_no_whole_film(data: bytes) -> None:
    assert film(data) is None


@pytest.mark.parametrize("start", [-1, len(FILM) - 7, len(FILM), 1 << 70])
def test_places_outside_have_no_film(start: int) -> None:
    assert film(FILM, start) is None


def test_endless_boxes_are_not_all_read() -> None:
    assert len(list(read_boxes(io.BytesIO(box(b"free") * 9000), 0, 72000))) == 4096


@given(st.binary(max_size=60))
def test_boxes_stay_in_their_file(data: bytes) -> None:
    end = 0
    for found in read_boxes(io.BytesIO(data), 0, len(data)):
        assert end < found.content <= found.end <= len(data)
        end = found.end
