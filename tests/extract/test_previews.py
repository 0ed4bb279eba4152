import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from homegallery.extract import previews
from homegallery.extract.picture import read_picture
from homegallery.extract.previews import PREVIEW_STEP, encode_jpeg, sizes_for
from homegallery.extract.step import StepError
from homegallery.storage.store import Storage
from tests.extract.photos import corner_colors, corners, encoded, work_on

SIZES = [1920, 1280, 800, 320, 128]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "storage")


@pytest.mark.parametrize(
    ("long_side", "expected"),
    [
        (None, SIZES),
        (5000, SIZES),
        (1920, SIZES),
        (960, [800, 320, 128]),
        (640, [320, 128]),
        (128, [128]),
        (100, [128]),
    ],
)
def test_sizes_without_enlargement_but_at_least_one(
    long_side: int | None, expected: list[int]
) -> None:
    assert sizes_for(long_side, SIZES) == expected
    assert sizes_for(long_side, sorted(SIZES)) == expected


def _made(storage: Storage, path: Path, **settings: Any) -> dict[str, tuple[int, int]]:
    work = work_on(path, storage, **settings)
    PREVIEW_STEP.run(work)
    found = {}
    for relative in work.objects.files:
        with Image.open(storage.path(relative)) as image:
            assert image.format == "JPEG"
            assert corner_colors(image.convert("RGB")) == ["red", "green", "blue", "white"]
            found[relative.partition("-")[2]] = image.size
    return found


def test_all_previews_largest_first(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(2160, 3840), "JPEG"))
    made = _made(storage, path)
    assert list(made.items()) == [
        ("image-preview-1920.jpg", (1080, 1920)),
        ("image-preview-1280.jpg", (720, 1280)),
        ("image-preview-800.jpg", (450, 800)),
        ("image-preview-320.jpg", (180, 320)),
        ("image-preview-128.jpg", (72, 128)),
    ]


def test_a_tiny_picture_keeps_its_size(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "tiny.jpg"
    path.write_bytes(encoded(corners(100, 75), "JPEG"))
    assert _made(storage, path) == {"image-preview-128.jpg": (100, 75)}


def test_configured_sizes_and_quality(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(500, 250), "JPEG"))
    assert _made(storage, path, previewSizes=[300, 64]) == {
        "image-preview-300.jpg": (300, 150),
        "image-preview-64.jpg": (64, 32),
    }
    noise = Image.effect_noise((100, 100), 60)
    assert len(encode_jpeg(noise, 30)) < len(encode_jpeg(noise, 90))


def test_previews_carry_no_metadata_and_half_the_chroma() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Acme"
    photo = Image.open(
        io.BytesIO(encoded(corners(64, 64), "JPEG", exif=exif, icc_profile=b"profile"))
    )
    data = encode_jpeg(photo, 80)
    with Image.open(io.BytesIO(data)) as preview:
        assert not preview.getexif()
        assert "icc_profile" not in preview.info
    frame = data.index(b"\xff\xc0")  # baseline frame header; sampling of Y, Cb, Cr
    assert [data[frame + 11 + 3 * band] for band in range(3)] == [0x22, 0x11, 0x11]


def test_what_exists_is_kept_and_the_next_larger_one_is_the_source(
    tmp_path: Path, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(1000, 500), "JPEG"))
    _made(storage, path, previewSizes=[800, 320])
    kept = {file: file.stat().st_ino for file in storage.root.rglob("*.jpg")}
    read: list[Path] = []

    def watch(source: Path, long_side: int) -> object:
        read.append(source)
        return real(source, long_side)

    real = read_picture
    monkeypatch.setattr(previews, "read_picture", watch)
    made = _made(storage, path, previewSizes=[800, 320, 128])

    assert made["image-preview-128.jpg"] == (128, 64)
    assert [source.name.partition("-")[2] for source in read] == ["image-preview-320.jpg"]
    assert all(file.stat().st_ino == inode for file, inode in kept.items())


def test_a_broken_preview_is_no_source(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(1000, 500), "JPEG"))
    work = work_on(path, storage, previewSizes=[800])
    PREVIEW_STEP.run(work)
    large = storage.path(work.objects.files[0])
    large.write_bytes(large.read_bytes()[:600])

    work = work_on(path, storage, previewSizes=[800, 128])
    PREVIEW_STEP.run(work)
    with Image.open(storage.path(work.objects.files[-1])) as image:
        assert corner_colors(image) == ["red", "green", "blue", "white"]


def test_which_files_get_previews(tmp_path: Path, storage: Storage) -> None:
    wanted = {}
    for name in ("a.jpg", "a.bmp", "a.thm", "a.heic", "a.cr2", "a.mp4", "a.xmp", "a.psd", "a"):
        path = tmp_path / name
        path.write_bytes(name.encode())
        wanted[name] = bool(PREVIEW_STEP.writes(work_on(path, storage)))
    assert {name for name, yes in wanted.items() if yes} == {"a.jpg", "a.bmp", "a.thm"}


def test_a_raw_preview_makes_any_file_a_picture(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "photo.heic"
    path.write_bytes(b"heic")
    work = work_on(path, storage)
    work.write_bytes("raw-preview.jpg", encoded(corners(400, 200), "JPEG"))
    PREVIEW_STEP.run(work)
    assert [file.partition("-")[2] for file in work.objects.files] == [
        "raw-preview.jpg",
        "image-preview-320.jpg",
        "image-preview-128.jpg",
    ]


def test_metadata_tells_which_sizes_are_expected(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(400, 200), "JPEG"))
    work = work_on(path, storage)
    assert len(PREVIEW_STEP.writes(work)) == 5
    work.objects.meta["exif"] = {"ImageWidth": 400, "ImageHeight": 200}
    assert list(PREVIEW_STEP.writes(work)) == ["image-preview-320.jpg", "image-preview-128.jpg"]
    work.objects.meta["exif"] = {"ImageWidth": "broken"}
    assert len(PREVIEW_STEP.writes(work)) == 5


def test_wrong_metadata_does_not_decide_about_size(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(400, 200), "JPEG"))
    for width in (50, 9000):
        work = work_on(path, storage)
        work.objects.meta["exif"] = {"ImageWidth": width}
        PREVIEW_STEP.run(work)
        names = {file.partition("-")[2] for file in work.objects.files}
        assert names == {"image-preview-320.jpg", "image-preview-128.jpg"}


def test_half_a_photo_is_shown_and_told(tmp_path: Path, storage: Storage) -> None:
    data = encoded(Image.effect_noise((400, 400), 80), "JPEG")
    path = tmp_path / "half.jpg"
    path.write_bytes(data[: len(data) // 2])
    work = work_on(path, storage)
    with pytest.raises(StepError, match="ends early"):
        PREVIEW_STEP.run(work)
    assert len(work.objects.files) == 2


def test_a_failed_encoder_leaves_no_object(
    tmp_path: Path, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(image: Image.Image, quality: int) -> bytes:
        raise OSError("encoder error")

    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(corners(400, 200), "JPEG"))
    monkeypatch.setattr(previews, "encode_jpeg", fail)
    with pytest.raises(OSError, match="encoder error"):
        PREVIEW_STEP.run(work_on(path, storage))
    assert not list(storage.root.rglob("*"))
