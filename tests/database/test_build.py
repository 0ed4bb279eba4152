from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery import jsontext
from homegallery.database.build import MediaFile, build_entry
from homegallery.database.entry import Entry, decode_all, encode
from homegallery.database.hash import entry_hash
from tests.database.samples import media_file, sha1

UPDATED = "2026-01-01T00:00:00.000Z"
_KEYS = [
    "Make", "Model", "ISO", "ApertureValue", "Aperture", "ExposureMode", "WhiteBalance",
    "FocalLength", "FocalLengthIn35mmFormat", "ShutterSpeed", "MediaDuration", "Duration",
    "Orientation", "ImageWidth", "ImageHeight", "GPSLatitude", "GPSLongitude", "GPSAltitude",
    "ImageDescription", "tz", "TagList", "Keywords", "GPSDateTime", "DateTimeOriginal",
    "CreateDate", "CreationDate",
]  # fmt: skip
_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def build(*files: MediaFile, updated: str = UPDATED) -> Entry:
    entry = build_entry(files, updated=updated)
    assert entry is not None
    return entry


def test_an_entry() -> None:
    exif = {"DateTimeOriginal": "2024:05:06 07:08:09Z", "Make": "Acme", "ImageWidth": 4}
    entry = build(
        media_file("d/a.jpg", "aa/bb/c-image-preview-128.jpg", exif=exif),
        media_file("d/a.jpg.xmp", exif={"Subject": ["sea"]}),
    )
    assert list(entry)[:2] == ["id", "hash"]
    assert entry["id"] == sha1("d/a.jpg")
    assert entry["hash"] == entry_hash(entry)
    assert entry["date"] == "2024-05-06T07:08:09.000Z"
    assert entry["updated"] == UPDATED
    assert entry["previews"] == ["aa/bb/c-image-preview-128.jpg"]
    assert entry["tags"] == ["sea"]
    assert (entry["make"], entry["width"], entry["height"]) == ("Acme", 4, 4)


def test_building_again_gives_the_same_hash() -> None:
    one = build(media_file("a.jpg", exif={"Make": "Acme"}))
    other = build(media_file("a.jpg", exif={"Make": "Acme"}), updated="2027-01-01T00:00:00.000Z")
    assert one["hash"] == other["hash"] != build(media_file("a.jpg"))["hash"]


def test_ffprobe_knows_a_video_better_than_exif() -> None:
    stream = {"codec_type": "video", "width": 8, "height": 6, "duration": "2.7"}
    exif = {"ImageWidth": 1, "ImageHeight": 1, "Duration": 1}
    entry = build(media_file("a.mp4", exif=exif, ffprobe={"streams": [stream]}))
    assert (entry["width"], entry["height"], entry["duration"]) == (8, 6, 3)


@pytest.mark.parametrize("name", ["a.xmp", "a.txt", "a.mp3", "a"])
def test_other_types_are_no_entries(name: str) -> None:
    assert build_entry([media_file(name), media_file("a.jpg")], updated=UPDATED) is None


def test_types_can_be_chosen() -> None:
    files = [media_file("a.mp4")]
    assert build_entry(files, updated=UPDATED, supported_types=["image"]) is None
    assert build_entry(files, updated=UPDATED, supported_types=["video"]) is not None


@given(
    name=st.sampled_from(["a.jpg", "a.mp4", "a.nef"]),
    exif=st.dictionaries(st.sampled_from(_KEYS), _ANY),
    other=st.dictionaries(
        st.sampled_from(["exif", "ffprobe", "vibrant", "geoReverse", "faces", "objects"]), _ANY
    ),
)
def test_whatever_the_tools_wrote_makes_an_entry(
    name: str, exif: dict[str, Any], other: dict[str, Any]
) -> None:
    entry = build(media_file(name, exif=exif), media_file("a.xmp", **other))
    assert decode_all(encode(entry)) == [jsontext.loads(jsontext.dumps(entry))]
    assert None not in entry.values()
    assert entry["hash"] == entry_hash(decode_all(encode(entry))[0])


@pytest.mark.parametrize(
    ("disabled", "gone"),
    [
        (["baseMapper.similarityMapper"], {"similarityHash"}),
        (["baseMapper.database.faceMapper", "baseMapper.objectMapper"], {"faces", "objects"}),
        (["baseMapper.extractor.faceMapper", "aiExtractor"], set()),
    ],
)
def test_mappers_can_be_switched_off(disabled: list[str], gone: set[str]) -> None:
    file = media_file("a.jpg", similarityEmbeddings={"data": [1.0] * 9})
    everything = build_entry([file], updated="")
    entry = build_entry([file], updated="", disabled=disabled)
    assert everything is not None
    assert entry is not None
    assert everything.keys() - entry.keys() == gone
