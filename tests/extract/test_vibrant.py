from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from homegallery.extract.previews import PREVIEW_STEP
from homegallery.extract.step import Work
from homegallery.extract.vibrant import VIBRANT_STEP, vibrant_colors
from homegallery.storage.store import Storage
from tests.extract.photos import work_on

NAMES = ["Vibrant", "LightVibrant", "DarkVibrant", "Muted", "LightMuted", "DarkMuted"]


def _work(root: Path, **image: Any) -> Work:
    picture = Image.new("RGB", (400, 300), (204, 44, 44))
    path = root / "a.png"
    picture.save(path)
    work = work_on(path, Storage(root / "storage"), **image)
    PREVIEW_STEP.run(work)
    work.picture = None
    return work


def test_colors_of_two_halves() -> None:
    picture = Image.new("RGB", (100, 50), (204, 44, 44))
    picture.paste((124, 124, 124), (0, 0, 50, 50))
    colors = vibrant_colors(picture)
    assert list(colors) == NAMES
    assert colors["Vibrant"] == {"rgb": [204, 44, 44], "population": 100}
    assert colors["Muted"] == {"rgb": [124, 124, 124], "population": 100}
    assert colors["LightVibrant"]["population"] == 0


def test_white_is_background() -> None:
    assert vibrant_colors(Image.new("RGB", (128, 128), "white")) == dict.fromkeys(NAMES)
    picture = Image.new("RGB", (100, 100), (255, 255, 251))
    picture.paste((44, 204, 44), (0, 0, 5, 5))
    assert vibrant_colors(picture)["Vibrant"] == {"rgb": [44, 204, 44], "population": 1}
    # One channel that is not that bright is enough to count.
    picture.paste((255, 255, 250), (95, 95, 100, 100))
    assert vibrant_colors(picture)["LightMuted"] == {"rgb": [252, 252, 252], "population": 1}


@pytest.mark.parametrize("size", [(1, 1), (1, 128), (128, 2)])
def test_the_narrowest_pictures(size: tuple[int, int]) -> None:
    colors = vibrant_colors(Image.new("L", size, 100))
    assert colors["Muted"]["rgb"] == [100, 100, 100]


def test_the_step_reads_the_largest_small_preview(tmp_path: Path) -> None:
    work = _work(tmp_path, previewSizes=[320, 256, 128])
    for size in (320, 128):
        work.object(f"image-preview-{size}.jpg").unlink()
    assert VIBRANT_STEP.writes(work) == ("vibrant.json",)
    VIBRANT_STEP.run(work)
    assert work.has("vibrant.json")
    stored = work.storage.load(work.file.sha1).meta["vibrant"]
    assert stored["Vibrant"]["rgb"] == pytest.approx([204, 44, 44], abs=8)
    assert stored["Vibrant"]["population"] == 51 * 38


def test_no_small_preview_no_colors(tmp_path: Path) -> None:
    assert VIBRANT_STEP.writes(_work(tmp_path, previewSizes=[320])) == ()
