import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from homegallery.extract.heic import HEIC_STEP
from homegallery.extract.previews import PREVIEW_STEP
from homegallery.extract.step import StepError
from homegallery.storage.store import Storage
from tests.extract.photos import corner_colors, corners, encoded, source_file, work_on
from tests.shared import SHARED, needs_shared


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "storage")


def _heic(image: Image.Image, orientation: int = 1) -> bytes:
    import pillow_heif

    exif = Image.Exif()
    exif[0x0112] = orientation
    target = io.BytesIO()
    pillow_heif.from_pillow(image).save(target, quality=80, exif=exif.tobytes())
    return target.getvalue()


def test_raw_preview_and_previews_of_one_decoding(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "IMG_1.HEIC"
    path.write_bytes(_heic(corners(640, 480)))
    work = work_on(path, storage, previewSizes=[320, 128])
    assert list(HEIC_STEP.writes(work)) == ["raw-preview.jpg", "raw-preview-exif.json"]

    HEIC_STEP.run(work)
    path.unlink()
    PREVIEW_STEP.run(work)

    sizes = {}
    for relative in work.objects.files:
        if relative.endswith(".json"):
            continue
        with Image.open(storage.path(relative)) as image:
            sizes[relative.partition("-")[2]] = image.size
            assert corner_colors(image) == ["red", "green", "blue", "white"]
    assert sizes == {
        "raw-preview.jpg": (320, 240),
        "image-preview-320.jpg": (320, 240),
        "image-preview-128.jpg": (128, 96),
    }


def test_a_jpeg_in_the_group_is_the_picture(tmp_path: Path, storage: Storage) -> None:
    photo, jpeg = tmp_path / "a.heic", tmp_path / "a.jpg"
    photo.write_bytes(b"heic")
    jpeg.write_bytes(b"jpeg")
    group = (source_file(jpeg), source_file(photo))
    assert list(HEIC_STEP.writes(work_on(photo, storage, group))) == []
    assert list(HEIC_STEP.writes(work_on(jpeg, storage, group))) == []


def test_other_raw_photos_are_left_alone(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "a.cr2"
    path.write_bytes(b"raw")
    assert list(HEIC_STEP.writes(work_on(path, storage))) == []


def test_the_primary_picture_of_several(tmp_path: Path, storage: Storage) -> None:
    import pillow_heif

    burst = pillow_heif.from_pillow(Image.new("RGB", (96, 64)))
    burst.add_from_pillow(corners(96, 64))
    path = tmp_path / "burst.heic"
    burst.save(path, quality=90, primary_index=1)
    assert _shown(path, storage) == ["red", "green", "blue", "white"]


def test_ten_bits_per_color(tmp_path: Path, storage: Storage) -> None:
    import pillow_heif

    wide = np.asarray(corners(96, 64), np.uint16) * 257
    path = tmp_path / "a.hif"
    pillow_heif.from_bytes("RGB;16", (96, 64), wide.tobytes()).save(path, quality=90)
    assert pillow_heif.open_heif(path, convert_hdr_to_8bit=False).info["bit_depth"] > 8
    assert _shown(path, storage) == ["red", "green", "blue", "white"]


def _shown(path: Path, storage: Storage) -> list[str]:
    work = work_on(path, storage)
    HEIC_STEP.run(work)
    with Image.open(work.object("raw-preview.jpg")) as image:
        assert image.size == (96, 64)
        return corner_colors(image)


def test_a_jpeg_called_heic(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "a.heif"
    path.write_bytes(encoded(corners(64, 64), "JPEG"))
    work = work_on(path, storage)
    HEIC_STEP.run(work)
    assert work.objects.meta["rawPreviewExif"]["ImageWidth"] == 64
    assert work.has("raw-preview.jpg")


@pytest.mark.parametrize(
    ("message", "expected"),
    [("Memory allocation error: 599270415 bytes", MemoryError), ("Decoder plugin", RuntimeError)],
)
def test_too_little_memory(
    message: str,
    expected: type[Exception],
    tmp_path: Path,
    storage: Storage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import pillow_heif.as_plugin

    def fail(image: object) -> None:
        raise RuntimeError(message)

    monkeypatch.setattr(pillow_heif.as_plugin.HeifImageFile, "load", fail)
    path = tmp_path / "a.heic"
    path.write_bytes(_heic(corners(64, 64)))
    with pytest.raises(expected):
        HEIC_STEP.run(work_on(path, storage))


def test_which_files_are_taken(tmp_path: Path, storage: Storage) -> None:
    for name in ("a.HIF", "a.heif", "a.heics"):
        path = tmp_path / name
        path.write_bytes(b"heif")
        assert HEIC_STEP.writes(work_on(path, storage))


@needs_shared
@pytest.mark.parametrize(
    "name", ["corrupted.heic", "corrupted.hif", "random-bytes.heic", "oom_large_box.heic"]
)
def test_broken_files_have_a_reason(name: str, storage: Storage) -> None:
    assert SHARED is not None
    work = work_on(SHARED / "media/broken" / name, storage)
    with pytest.raises(StepError):
        HEIC_STEP.run(work)
    assert work.objects.files == []
