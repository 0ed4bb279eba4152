"""Where the film of a motion photo is, by all that may be told, true or not."""

import io
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.extract.motion_boxes import Span
from homegallery.extract.motion_place import find_film
from tests.extract.films import trailer
from tests.extract.test_motion_boxes import FILM, box

PHOTO = b"\xff\xd8" + b"photo" * 20
LENGTH = len(FILM)
START = len(PHOTO)
HERE = Span(START, LENGTH)


def found(data: bytes, **told: Any) -> Span | None:
    return find_film(io.BytesIO(data), len(data), told)


def item(semantic: str, length: Any = 0, padding: Any = 0) -> dict[str, Any]:
    return {"Item": {"Semantic": semantic, "Length": length, "Padding": padding}}


@pytest.mark.parametrize("tag", ["MicroVideoOffset", "MotionPhotoOffset"])
def test_a_distance_from_the_end(tag: str) -> None:
    assert found(PHOTO + FILM, **{tag: LENGTH}) == HERE


def test_a_directory_of_items() -> None:
    items = [item("Primary"), item("MotionPhoto", LENGTH)]
    assert found(PHOTO + FILM, Directory=items) == HERE
    assert found(PHOTO + FILM, Directory=[item["Item"] for item in items]) == HERE


def test_items_before_and_behind_the_film() -> None:
    items = [item("Primary"), item("GainMap", 50), item("MotionPhoto", LENGTH), item("Depth", 7)]
    assert found(PHOTO + b"g" * 50 + FILM + b"d" * 7, Directory=items) == Span(START + 50, LENGTH)


def test_a_gap_behind_the_film_may_count_or_not() -> None:
    data = PHOTO + FILM + b"gap"
    assert found(data, Directory=[item("MotionPhoto", LENGTH, 3)]) == HERE
    assert found(data, Directory=[item("MotionPhoto", LENGTH + 3, 3)]) == HERE


def test_a_film_told_by_its_type() -> None:
    directory = {"Item": {"Mime": "video/quicktime", "Length": LENGTH}}
    assert found(PHOTO + FILM, Directory=directory) == HERE


def test_a_wrong_place_leaves_the_next_one() -> None:
    told = {"Directory": [item("MotionPhoto", 12)], "MicroVideoOffset": LENGTH}
    assert found(PHOTO + FILM, **told) == HERE


def test_a_box_in_an_heif_file() -> None:
    start = box(b"ftyp", b"heic") + box(b"mdat", b"x" * 30)
    data = start + box(b"mpvd", FILM + b"more") + b"trailer"
    assert found(data) == Span(len(start) + 8, LENGTH)


def test_a_trailer_by_samsung() -> None:
    data = PHOTO + trailer(FILM)
    assert found(data) == Span(data.index(FILM), LENGTH)
    assert found(PHOTO + trailer(FILM, kind=0x0A31)) is None


def test_a_damaged_trailer_is_none() -> None:
    whole = trailer(FILM)
    for at in range(1, 45):
        for value in (b"\0", b"\xff"):
            damaged = PHOTO + whole[:-at] + value + whole[len(whole) - at + 1 :]
            assert found(damaged) in (None, Span(damaged.index(FILM), LENGTH))
        assert found(whole[-at:]) is None


def test_nothing_is_looked_for_where_nothing_is_told() -> None:
    assert found(PHOTO + FILM) is None


@pytest.mark.parametrize("number", [0, -5, 1, 10**30, 1.5, "12", None, True, [LENGTH], {}])
def test_hostile_numbers(number: Any) -> None:
    data = PHOTO + FILM
    assert found(data, MicroVideoOffset=number) is None
    assert found(data, Directory=[item("MotionPhoto", number, number)]) is None


@pytest.mark.parametrize(
    "directory", ["text", 5, None, [], [None], ["x"], {"Item": 3}, [[item("MotionPhoto", LENGTH)]]]
)
def test_hostile_directories(directory: Any) -> None:
    assert found(PHOTO + FILM, Directory=directory) is None


@given(st.binary(max_size=80))
def test_any_trailer_is_read_in_bounds(data: bytes) -> None:
    assert found(data + b"SEFT") is None
