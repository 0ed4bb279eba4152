"""The tags that the database uses, compared with what the original read from the same files.

The original had exiftool 13.59; differences that come from the age of the exiftool here, or
that we want, are listed by file and tag with their reason. Everything else must be equal.
"""

import hashlib
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from homegallery import jsontext
from homegallery.extract.exif import read_exif
from homegallery.extract.step import WorkerTools
from homegallery.media.types import media_type
from tests.shared import SHARED, needs_shared

DATES = ("GPSDateTime", "SubSecDateTimeOriginal", "DateTimeOriginal", "CreateDate")
FIELDS = (
    *DATES,
    *("tz", "tzSource", "zone", "errors"),
    *("Orientation", "ImageWidth", "ImageHeight", "Make", "Model", "ISO"),
    *("ApertureValue", "Aperture", "ExposureMode", "WhiteBalance", "ShutterSpeed"),
    *("FocalLength", "FocalLengthIn35mmFormat", "MediaDuration", "Duration"),
    *("GPSLatitude", "GPSLongitude", "GPSAltitude", "GPSPosition"),
    *("ImageDescription", "Description", "Rating"),
    *("TagsList", "TagList", "HierarchicalSubject", "Keywords", "Subject"),
    *("MIMEType", "FileType", "SubSecCreateDate", "CreationDate", "ModifyDate", "GPSDateStamp"),
)
"""Read by the database (spec/database.md 3 and 5), and what dates and zones depend on."""

OLD_EXIFTOOL = "exiftool before 13 does not know this"
DIFFERENCES: dict[tuple[str, str], str] = {
    ("formats/fixture-sequence.avif", "MIMEType"): OLD_EXIFTOOL,
    ("formats/fixture-sequence.avif", "FileType"): OLD_EXIFTOOL,
    ("live/IMG_7943_HEVC.MOV", "FocalLengthIn35mmFormat"): OLD_EXIFTOOL,
    ("video/quicktime-hvc1.mov", "FocalLengthIn35mmFormat"): OLD_EXIFTOOL,
    # Older releases choose the text of the track, which we read as seconds.
    ("video/transparent.webm", "Duration"): "4.943 seconds instead of 5",
}

WITHOUT_EXIFTOOL: dict[tuple[str, str], str] = {
    ("broken/decompression_bomb.gif", "ImageWidth"): "Pillow tells the size of the first frame",
    ("broken/decompression_bomb.gif", "ImageHeight"): "Pillow tells the size of the first frame",
    ("broken/truncated.heic", "ImageWidth"): "the part of the picture that is shown",
    ("broken/truncated.heic", "ImageHeight"): "the part of the picture that is shown",
    ("live/IMG_7943.HEIC", "ImageHeight"): "the part of the picture that is shown",
    ("camera/NIKON_NIKON_D1X.jpg", "WhiteBalance"): "from the maker notes",
    ("faces/vlado-1.jpg", "WhiteBalance"): "from the maker notes",
    ("formats/example.tif", "WhiteBalance"): "from the XMP of Camera Raw",
    ("raw/canon_eos_6d.dng", "WhiteBalance"): "from the XMP of Camera Raw",
    ("gps/mongolia.jpeg", "tz"): "the camera's zone is in the maker notes",
    ("gps/mongolia.jpeg", "zone"): "the camera's zone is in the maker notes",
    ("gps/mongolia.jpeg", "tzSource"): "the camera's zone is in the maker notes",
    ("orientation/kimono.mirror-horizontal.avif", "Orientation"): "exiftool tells it as Mirroring",
    ("orientation/kimono.rotate90.avif", "Orientation"): "exiftool tells it as Rotation",
}


def _corpus() -> list[str]:
    if SHARED is None:
        return []
    media = SHARED / "media"
    files = [path for path in media.rglob("*") if path.is_file() and _golden_path(path).exists()]
    return sorted(path.relative_to(media).as_posix() for path in files)


@cache
def _golden_path(path: Path) -> Path:
    assert SHARED is not None
    sha1 = hashlib.sha1(path.read_bytes()).hexdigest()
    return SHARED / "golden/media/storage" / sha1[:2] / sha1[2:4] / f"{sha1[4:]}-exif.json"


def _read(filename: str, tools: WorkerTools) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ours and the original's, both as stored."""
    assert SHARED is not None
    path = SHARED / "media" / filename
    ours = jsontext.loads(jsontext.dumps(read_exif(path, tools)))
    return ours, jsontext.loads(_golden_path(path).read_bytes())


@pytest.fixture(scope="module")
def tools() -> Iterator[WorkerTools]:
    tools = WorkerTools()
    yield tools
    tools.close()


@needs_shared
def test_the_corpus_is_complete() -> None:
    corpus = set(_corpus())
    assert len(corpus) >= 270
    assert {filename for filename, _ in (*DIFFERENCES, *WITHOUT_EXIFTOOL)} <= corpus


@needs_shared
@pytest.mark.skipif(shutil.which("exiftool") is None, reason="no exiftool")
@pytest.mark.parametrize("filename", _corpus())
def test_like_the_original(filename: str, tools: WorkerTools) -> None:
    ours, golden = _read(filename, tools)
    different = {
        field: (ours.get(field), golden.get(field))
        for field in FIELDS
        if ours.get(field) != golden.get(field) and (filename, field) not in DIFFERENCES
    }
    assert not different


@needs_shared
@pytest.mark.parametrize("filename", [name for name in _corpus() if media_type(name) != "video"])
def test_without_exiftool_nothing_is_told_wrong(
    filename: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Tags may be missing, but those that are there are the same."""
    monkeypatch.setenv("PATH", str(tmp_path))
    ours, golden = _read(filename, WorkerTools())
    different = {
        field: (ours[field], golden.get(field))
        for field in FIELDS
        if field in ours
        and field != "errors"
        and not _alike(ours[field], golden.get(field))
        and (filename, field) not in WITHOUT_EXIFTOOL
    }
    assert not different


def _alike(ours: Any, golden: Any) -> bool:
    """Equal but for the zone of dates, blanks, lists of one, and the last digits."""
    if isinstance(ours, dict) and isinstance(golden, dict):
        return bool(ours.get("rawValue") == golden.get("rawValue"))
    if isinstance(ours, list) and not isinstance(golden, list):
        return bool(ours == [golden])
    if isinstance(ours, float) and isinstance(golden, float):
        return abs(ours - golden) < 1e-6
    if isinstance(ours, str) and isinstance(golden, str):
        words = ours.split(), golden.split()
        return len(words[0]) == len(words[1]) and all(map(_close, *words))
    return bool(ours == golden)


def _close(ours: str, golden: str) -> bool:
    try:
        return ours == golden or abs(float(ours) - float(golden)) < 1e-6
    except ValueError:
        return False
