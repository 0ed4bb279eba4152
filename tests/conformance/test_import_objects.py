"""The objects our import made against the original's: names, sizes, looks.

Each difference is named in ``differences`` with its reason.
"""

import json
import math
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from homegallery.media.types import media_type
from homegallery.storage.layout import (
    GEO_REVERSE,
    LIVE_VIDEO,
    MOTION,
    RAW_PREVIEW,
    RAW_PREVIEW_EXIF,
    VIBRANT,
    preview_suffix,
)
from tests.conformance import differences, golden
from tests.conformance.corpus import Imported, names_by_sha1, path_of, stored
from tests.shared import needs_shared

pytestmark = needs_shared

SMALLEST = preview_suffix(128)
ALIKE = 6.0
"""Mean difference in a channel, of 255, that another scaler and encoder may make."""


def test_objects_that_only_the_original_has(imported: Imported) -> None:
    names = names_by_sha1()
    ours = stored(imported.settings.storage.dir)
    missing = stored(golden.root() / "storage") - ours
    assert not {suffix for _, suffix in ours} & differences.NOT_OURS.keys()
    unexplained = {
        (names.get(sha1, sha1), suffix)
        for sha1, suffix in missing
        if suffix not in differences.NOT_OURS and not _is_left_out(names.get(sha1, ""), suffix)
    }
    assert not unexplained


def _is_left_out(name: str, suffix: str) -> bool:
    if name == differences.TOO_HEAVY:
        return suffix != "exif.json"
    if name in differences.RAW_WITH_RUBBISH:
        return suffix in (RAW_PREVIEW, RAW_PREVIEW_EXIF)
    if name in differences.CLIPS:
        return suffix not in ("exif.json", "ffprobe.json")
    return name in differences.LONELY_XMP


def test_objects_that_only_we_have(imported: Imported) -> None:
    names = names_by_sha1()
    made = stored(imported.settings.storage.dir) - stored(golden.root() / "storage")
    expected = {(name, SMALLEST) for name in _tiny()}
    for name, sizes in differences.NOW_DECODED.items():
        expected |= {(name, preview_suffix(size)) for size in sizes}
    expected |= {(name, SMALLEST) for name in differences.SMALL_INSIDE}
    expected |= {(name, "exif.json") for name in differences.MORE_EXIF}
    expected |= differences.IN_BETWEEN
    expected |= {(name, "video-preview-720.mp4") for name in differences.NOW_CONVERTED}
    expected |= {(name, LIVE_VIDEO) for name in differences.LIVE}
    expected |= {(name, MOTION) for name in differences.ASKED_FOR_FILM}
    expected |= {(name, VIBRANT) for name, suffix in expected if suffix == SMALLEST}
    expected |= {(name, GEO_REVERSE) for name in _with_position() - {*differences.LONELY_XMP}}
    expected |= {
        (name, "failures.json")
        for name, (step, _) in differences.FAILURES.items()
        if step != "read"
    }
    assert {(names[sha1], suffix) for sha1, suffix in made} == expected


def test_previews_have_the_size_of_the_original(imported: Imported) -> None:
    names = names_by_sha1()
    sizes = json.loads((golden.root() / "objects.json").read_bytes())["jpeg_size"]
    compared = 0
    for path, (width, height) in sizes.items():
        ours = imported.storage.path(path)
        if not ours.exists():
            continue  # the test of objects tells why
        with Image.open(ours) as image:
            sides = image.size
        name = names[path.replace("/", "")[:40]]
        if name == differences.OTHER_INSIDE or name in differences.WIDE_PIXELS:
            continue
        if name in differences.TURNED:
            sides = (sides[1], sides[0])
        assert abs(sides[0] - width) <= 1, path
        assert abs(sides[1] - height) <= 1, path
        compared += 1
    assert compared > 400


def test_previews_look_like_those_of_the_original(imported: Imported) -> None:
    theirs = stored(golden.root() / "storage") & stored(imported.settings.storage.dir)
    names = names_by_sha1()
    unlike = {}
    for sha1, suffix in theirs:
        if suffix == SMALLEST:
            ours = path_of(imported.settings.storage.dir, sha1, suffix)
            other = _difference(ours, path_of(golden.root() / "storage", sha1, suffix))
            if other > ALIKE:
                unlike[names[sha1]] = other
    assert unlike.keys() == differences.OTHER_LOOK.keys(), unlike


def _difference(ours: Path, theirs: Path) -> float:
    """Mean over 16 x 16 fields of the most different channel; infinite for another shape."""
    with Image.open(ours) as one, Image.open(theirs) as other:
        if abs(one.width - other.width) > 1 or abs(one.height - other.height) > 1:
            return math.inf
        fields = [
            image.convert("RGB").resize((16, 16), Image.Resampling.BOX) for image in (one, other)
        ]
    return max(ImageStat.Stat(ImageChops.difference(*fields)).mean)


def test_tiny_pictures_have_a_preview_of_their_own_size(imported: Imported) -> None:
    for name, size in _tiny().items():
        assert _preview_sides(imported, name, 128) == size, name


def test_pictures_that_the_original_could_not_decode(imported: Imported) -> None:
    for name, sizes in differences.NOW_DECODED.items():
        entry = imported.entry_of(name)
        for size in sizes:
            width, height = _preview_sides(imported, name, size)
            assert max(width, height) == size
            assert abs(width * entry["height"] - height * entry["width"]) <= max(
                entry["width"], entry["height"]
            )


def _with_position() -> set[str]:
    names = names_by_sha1()
    root = golden.root() / "storage"
    return {
        names[sha1]
        for sha1, suffix in stored(root)
        if suffix == "exif.json" and b'"GPSPosition"' in path_of(root, sha1, suffix).read_bytes()
    }


def _tiny() -> dict[str, tuple[int, int]]:
    """Pictures below the smallest preview, with their upright size as the original read it."""
    tiny = dict(differences.TINY_VIDEOS)
    names = names_by_sha1()
    for name, record in golden.files().items():
        path = path_of(golden.root() / "storage", record["sha1sum"], "exif.json")
        if media_type(name) != "image" or name in differences.FAILURES or not path.exists():
            continue
        exif = json.loads(path.read_bytes())
        sides = (exif.get("ImageWidth"), exif.get("ImageHeight"))
        if all(sides) and max(sides) < 128:
            tiny[names[record["sha1sum"]]] = (
                sides if exif.get("Orientation", 1) < 5 else sides[::-1]
            )
    return tiny


def _preview_sides(imported: Imported, name: str, size: int) -> tuple[int, int]:
    sha1 = golden.files()[name]["sha1sum"]
    path = path_of(imported.settings.storage.dir, sha1, preview_suffix(size))
    with Image.open(path) as image:
        return image.size
