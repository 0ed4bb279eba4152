from typing import Any

import pytest

from homegallery.database.mappers.words import map_description, map_tags, map_title
from tests.database.samples import exif, group, media_file


def test_tags_of_all_files_once_and_sorted() -> None:
    made = map_tags(
        group(
            media_file("a.jpg", exif={"Keywords": ["sea", 2020, ""], "Subject": "sea"}),
            media_file(
                "a.xmp", exif={"TagList": ["～", "😀"], "HierarchicalSubject": "People|Ann"}
            ),
        )
    )
    # By UTF-16 code units capitals come first and the emoji (D83D) before U+FF5E.
    assert made == {"tags": ["2020", "People|Ann", "sea", "😀", "～"]}


def test_no_tags() -> None:
    assert map_tags(exif(Keywords=None, Subject={}, TagsList=["", "/", 0.5])) == {"tags": ["0.5"]}
    assert map_tags(group(media_file("a.jpg"))) == {"tags": []}


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"TagsList": ["People/Ann"]}, ["Ann", "People|Ann"]),
        ({"TagsList": "People/Ann", "LastKeywordXMP": ["People/Ann"]}, ["Ann", "People|Ann"]),
        ({"TagsList": ["A/b"], "HierarchicalSubject": ["A|b"], "Subject": ["b"]}, ["A|b", "b"]),
        ({"CatalogSets": ["A|b"]}, ["A|b"]),
        ({"TagsList": ["and/or"], "Subject": "and/or"}, ["and/or"]),
        ({"XPKeywords": "sea; sand;"}, ["sand", "sea"]),
        ({"XPKeywords": "sea,sand", "Subject": ["sea"]}, ["sea"]),
    ],
)
def test_paths_and_words_of_other_programs(tags: dict[str, Any], expected: list[str]) -> None:
    assert map_tags(exif(**tags)) == {"tags": expected}


def test_the_description_of_the_sidecar_comes_first() -> None:
    files = [
        media_file("a.jpg", exif={"ImageDescription": " photo \n"}),
        media_file("a.jpg.xmp", exif={"ImageDescription": "sidecar"}),
    ]
    assert map_description(group(*files)) == {"description": "sidecar"}
    assert map_description(group(files[0])) == {"description": "photo"}


def test_then_the_shorter_name_then_the_bigger_file() -> None:
    long = media_file("aa.jpg", exif={"ImageDescription": "long"})
    small = media_file("b.jpg", size=1, exif={"ImageDescription": "small"})
    big = media_file("c.jpg", size=2, exif={"ImageDescription": 7})
    assert map_description(group(long, small, big)) == {"description": "7"}
    assert map_description(group(long, small)) == {"description": "small"}


def test_an_empty_description_is_none() -> None:
    assert map_description(exif(ImageDescription="   ")) == {}
    sidecar = media_file("a.xmp", exif={"ImageDescription": " "})
    photo = media_file("a.jpg", exif={"ImageDescription": "photo"})
    assert map_description(group(photo, sidecar)) == {"description": "photo"}


def test_where_a_description_is_found() -> None:
    tags = {
        "ImageDescription": "camera", "Description": "xmp", "Caption-Abstract": "iptc",
        "XPComment": "windows", "UserComment": "machine",
    }  # fmt: skip
    found = []
    while len(tags) > 1:
        found.append(map_description(exif(**tags))["description"])
        del tags[next(iter(tags))]
    assert found == ["camera", "xmp", "iptc", "windows"]
    assert map_description(exif(**tags)) == {}


def test_the_description_of_takeout_comes_last() -> None:
    takeout = media_file("a.jpg.json", takeout={"description": "google "})
    assert map_description(group(media_file("a.jpg"), takeout)) == {"description": "google"}
    photo = media_file("a.jpg", exif={"Description": "mine"})
    assert map_description(group(photo, takeout)) == {"description": "mine"}


def test_title() -> None:
    sidecar = media_file("a.jpg.xmp", exif={"Title": "sidecar"})
    photo = media_file("a.jpg", exif={"ObjectName": "photo", "Headline": "press"})
    assert map_title(group(photo, sidecar)) == {"title": "sidecar"}
    assert map_title(group(photo)) == {"title": "photo"}
    assert map_title(exif(Title=" ")) == {}
    assert map_title(exif(Title="same", Description="same ")) == {}
