"""The objects our import made against the original's: names, sizes, looks.

Each difference is named in ``differences`` with its reason.
"""

import json
import math
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageChops, ImageStat

from homegallery.media.types import media_type
from homegallery.storage.layout import (
    GEO_REVERSE,
    LIVE_VIDEO,
    MOTION,
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
    theirs = stored(golden.root() / "storage")
    ours = stored(imported.settings.storage.dir)
    suffixes = {suffix for _, suffix in theirs} - {suffix for _, suffix in ours}
    assert suffixes == differences.NOT_OURS.keys()
    missing = {(names.get(sha1, sha1), suffix) for sha1, suffix in theirs - ours}
    assert {item for item in missing if item[1] not in suffixes} == differences.LEFT_OUT


def test_objects_that_only_we_have(imported: Imported) -> None:
    names = names_by_sha1()
    made = stored(imported.settings.storage.dir) - stored(golden.root() / "storage")
    expected = {(name, SMALLEST) for name in _tiny()}
    for name, sizes in differences.NOW_DECODED.items():
        expected |= {(name, preview_suffix(size)) for size in sizes}
    expected |= {(name, SMALLEST) for name in differences.SMALL_INSIDE}
    expected |= {(name, "exif.json") for name in differences.MORE_EXIF}
    expected |= differences.IN_BETWEEN
    expected |= {(name, differences.VIDEO_720) for name in differences.NOW_CONVERTED}
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
    turned: set[str] = set()
    other: set[str] = set()
    for path, theirs in sizes.items():
        ours = imported.storage.path(path)
        if not ours.exists():
            continue  # the test of objects tells why
        with Image.open(ours) as image:
            sides = image.size
        name = names[path.replace("/", "")[:40]]
        if not _is_near(sides, theirs):
            (turned if _is_near(sides[::-1], theirs) else other).add(name)
        compared += 1
    assert compared > 400
    assert turned == differences.TURNED.keys()
    assert other == {*differences.WIDE_PIXELS, differences.OTHER_INSIDE}


def _is_near(one: Sequence[int], other: Sequence[int]) -> bool:
    return all(abs(here - there) <= 1 for here, there in zip(one, other, strict=True))


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


def test_pictures_of_another_size_than_those_of_the_original(imported: Imported) -> None:
    for name, size in (_tiny() | differences.WIDE_PIXELS).items():
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
