import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from homegallery.extract import raw
from homegallery.extract.exif import EXIF_STEP
from homegallery.extract.previews import PREVIEW_STEP
from homegallery.extract.raw import RAW_STEP
from homegallery.extract.step import StepError, Work, WorkerTools
from homegallery.extract.tools.exiftool import ExifTool
from homegallery.storage.store import Storage
from tests.extract.photos import corner_colors, corners, encoded, source_file, work_on
from tests.extract.raws import dng
from tests.shared import SHARED, needs_shared

UPRIGHT = ["red", "green", "blue", "white"]


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "storage")


@pytest.fixture(params=["exiftool", "without"])
def tools(request: pytest.FixtureRequest) -> WorkerTools:
    """Tools of a worker with exiftool, and of one without."""
    tools = WorkerTools()
    if request.param == "without":
        tools._open[ExifTool] = ExifTool("no-exiftool")
    elif not shutil.which("exiftool"):
        pytest.skip("exiftool is missing")
    request.addfinalizer(tools.close)
    return tools


@pytest.fixture
def exiftool() -> Iterator[WorkerTools]:
    """Tools of a worker with exiftool, which finds more than one picture."""
    if not shutil.which("exiftool"):
        pytest.skip("exiftool is missing")
    tools = WorkerTools()
    yield tools
    tools.close()


def _work(path: Path, storage: Storage, tools: WorkerTools, **settings: Any) -> Work:
    work = work_on(path, storage, **settings)
    work.tools = tools
    EXIF_STEP.run(work)
    return work


def _made(work: Work) -> Image.Image:
    RAW_STEP.run(work)
    with Image.open(work.object("raw-preview.jpg")) as image:
        image.load()
        assert not image.getexif()
        assert work.objects.meta["rawPreviewExif"] == {
            "errors": [],
            "FileType": "JPEG",
            "MIMEType": "image/jpeg",
            "ImageWidth": image.width,
            "ImageHeight": image.height,
            "Orientation": 1,
        }
        return image.convert("RGB")


def _jpeg(image: Image.Image, orientation: int | None = None) -> bytes:
    exif = Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    return encoded(image, "JPEG", exif=exif)


def _small() -> bytes:
    return _jpeg(Image.new("RGB", (160, 120), "gray"))


def test_the_largest_picture_inside(tmp_path: Path, storage: Storage, tools: WorkerTools) -> None:
    path = tmp_path / "a.dng"
    preview = _jpeg(corners(1200, 800))
    path.write_bytes(
        dng(raw_size=(6000, 4000), preview=preview, preview_size=(1200, 800), thumbnail=_small())
    )
    work = _work(path, storage, tools)
    assert list(RAW_STEP.writes(work)) == ["raw-preview.jpg", "raw-preview-exif.json"]
    image = _made(work)
    assert image.size == (1200, 800)
    assert corner_colors(image) == UPRIGHT


def test_previews_of_one_decoding(tmp_path: Path, storage: Storage, tools: WorkerTools) -> None:
    path = tmp_path / "a.dng"
    preview = _jpeg(corners(3000, 2000))
    path.write_bytes(dng(raw_size=(6000, 4000), preview=preview, preview_size=(3000, 2000)))
    work = _work(path, storage, tools, previewSizes=[1600, 320])
    assert _made(work).size == (1600, 1067)
    assert work.picture is not None
    path.unlink()
    work.object("raw-preview.jpg").unlink()
    PREVIEW_STEP.run(work)
    assert work.has("image-preview-1600.jpg")
    assert work.has("image-preview-320.jpg")


def test_a_small_picture_inside_of_a_large_photo_is_not_enough(
    tmp_path: Path, storage: Storage, tools: WorkerTools
) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(
        dng(raw=corners(2200, 1400), preview=_small(), preview_size=(160, 120), orientation=6)
    )
    image = _made(_work(path, storage, tools))
    assert image.size == (700, 1100)
    assert corner_colors(image) == ["blue", "red", "white", "green"]


def test_small_photos_are_developed_at_full_size(
    tmp_path: Path, storage: Storage, tools: WorkerTools
) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng(raw=corners(600, 400), preview=_small(), preview_size=(160, 120)))
    image = _made(_work(path, storage, tools))
    assert image.size == (600, 400)
    assert corner_colors(image) == UPRIGHT


def test_a_picture_as_large_as_the_photo_is_enough(
    tmp_path: Path, storage: Storage, tools: WorkerTools
) -> None:
    path = tmp_path / "a.dng"
    preview = _jpeg(corners(600, 400))
    path.write_bytes(
        dng(raw=Image.new("RGB", (600, 400), "gray"), preview=preview, preview_size=(600, 400))
    )
    assert corner_colors(_made(_work(path, storage, tools))) == UPRIGHT


def test_a_photo_without_any_picture_inside(
    tmp_path: Path, storage: Storage, tools: WorkerTools
) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng(raw=corners(600, 400)))
    assert corner_colors(_made(_work(path, storage, tools))) == UPRIGHT


@pytest.mark.parametrize("orientation", [3, 6, 8])
@pytest.mark.parametrize("inside", [None, 1])
def test_the_orientation_of_the_photo_is_applied(
    orientation: int, inside: int | None, tmp_path: Path, storage: Storage, tools: WorkerTools
) -> None:
    if orientation == 3 and inside == 1:
        pytest.skip("the picture says that it is upright, and its shape does not deny it")
    path = tmp_path / "a.dng"
    lying = _turned(corners(700, 1000), orientation)
    path.write_bytes(
        dng(
            raw_size=(4000, 6000) if orientation == 3 else (6000, 4000),
            preview=_jpeg(lying, inside),
            preview_size=lying.size,
            orientation=orientation,
        )
    )
    image = _made(_work(path, storage, tools))
    assert image.size == (700, 1000)
    assert corner_colors(image) == UPRIGHT


@pytest.mark.parametrize(("orientation", "inside"), [(3, 3), (6, 6), (6, None), (8, 1), (3, 1)])
def test_it_is_not_applied_twice(
    orientation: int, inside: int | None, tmp_path: Path, storage: Storage, exiftool: WorkerTools
) -> None:
    """Either the picture inside says how it lies, or its shape shows that it was turned."""
    image = corners(700, 1000)
    inner = _turned(image, orientation) if inside == orientation else image
    path = tmp_path / "a.dng"
    path.write_bytes(
        dng(
            raw_size=(6000, 4000),
            preview=_jpeg(inner, inside),
            preview_size=inner.size,
            orientation=orientation,
        )
    )
    assert corner_colors(_made(_work(path, storage, exiftool))) == UPRIGHT


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    """What makes ``image`` when ``orientation`` is applied."""
    quarters = {3: 2, 6: 1, 8: 3}[orientation]
    return image.rotate(90 * quarters, expand=True)


def test_half_a_picture_inside_gives_way_to_the_next(
    tmp_path: Path, storage: Storage, exiftool: WorkerTools
) -> None:
    noise = Image.effect_noise((1200, 800), 80).convert("RGB")
    broken = _jpeg(noise)
    broken = broken[: len(broken) // 2]
    path = tmp_path / "a.dng"
    path.write_bytes(
        dng(
            raw_size=(6000, 4000),
            preview=broken,
            preview_size=(1200, 800),
            thumbnail=_jpeg(corners(1024, 768)),
        )
    )
    image = _made(_work(path, storage, exiftool))
    assert image.size == (1024, 768)
    assert corner_colors(image) == UPRIGHT


def test_half_a_picture_is_better_than_none(
    tmp_path: Path, storage: Storage, exiftool: WorkerTools
) -> None:
    broken = _jpeg(Image.effect_noise((1200, 800), 80))
    path = tmp_path / "a.dng"
    path.write_bytes(
        dng(raw_size=(6000, 4000), preview=broken[: len(broken) // 2], preview_size=(1200, 800))
    )
    work = _work(path, storage, exiftool)
    with pytest.raises(StepError, match="ends early"):
        RAW_STEP.run(work)
    assert work.has("raw-preview.jpg")
    assert work.has("raw-preview-exif.json")


def test_the_best_there_is_when_nothing_can_be_developed(
    tmp_path: Path, storage: Storage, tools: WorkerTools
) -> None:
    path = tmp_path / "a.dng"
    preview = _jpeg(corners(160, 120))
    path.write_bytes(dng(raw_size=(6000, 4000), preview=preview, preview_size=(160, 120)))
    image = _made(_work(path, storage, tools))
    assert image.size == (160, 120)
    assert corner_colors(image) == UPRIGHT


def test_nothing_of_use(tmp_path: Path, storage: Storage, tools: WorkerTools) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng(raw_size=(6000, 4000)))
    work = _work(path, storage, tools)
    with pytest.raises(StepError, match="no picture of a useful size, and the RAW data is missing"):
        RAW_STEP.run(work)
    assert not work.has("raw-preview.jpg")


@pytest.mark.parametrize("name", ["a.cr2", "a.x3f", "a.raw"])
def test_what_is_no_photo_at_all(
    name: str, tmp_path: Path, storage: Storage, tools: WorkerTools, capfd: Any
) -> None:
    path = tmp_path / name
    path.write_bytes(b"no photo " * 1000)
    work = work_on(path, storage)
    work.tools = tools
    with pytest.raises(StepError, match="not known to the decoder"):
        RAW_STEP.run(work)
    assert capfd.readouterr().err == ""


def test_huge_sensors_are_refused_before_they_take_memory(
    tmp_path: Path, storage: Storage, tools: WorkerTools
) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng(raw_size=(30_000, 30_000)))
    with pytest.raises(StepError, match="too large"):
        RAW_STEP.run(_work(path, storage, tools))


def test_names_that_are_not_utf_8(tmp_path: Path, storage: Storage, tools: WorkerTools) -> None:
    path = Path(str(tmp_path), "caf\udce9.dng")
    path.write_bytes(dng(raw=corners(600, 400)))
    assert corner_colors(_made(_work(path, storage, tools))) == UPRIGHT


def test_which_files_are_taken(tmp_path: Path, storage: Storage) -> None:
    def wanted(name: str, *others: str, primary: str = "") -> bool:
        for each in (name, *others):
            (tmp_path / each).write_bytes(each.encode())
        names = sorted((name, *others), key=lambda each: each != (primary or name))
        group = tuple(source_file(tmp_path / each) for each in names)
        return bool(RAW_STEP.writes(work_on(tmp_path / name, storage, group)))

    assert wanted("a.cr2")
    assert wanted("a.CR3", "a.xmp", "a.THM")
    assert not wanted("a.heic")
    assert not wanted("a.hif")
    assert not wanted("a.jpg")
    assert not wanted("a.nef", "a.JPG", primary="a.JPG")
    assert not wanted("a.nef", "a.jpe", primary="a.jpe")
    assert not wanted("a.arw", "a.HIF")


def test_a_preview_that_exists_is_described_and_kept(tmp_path: Path, storage: Storage) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(b"not read")
    work = work_on(path, storage)
    work.write_bytes("raw-preview.jpg", _jpeg(corners(400, 200)))
    RAW_STEP.run(work)
    assert work.objects.meta["rawPreviewExif"]["ImageWidth"] == 400
    assert all(work.has(suffix) for suffix in RAW_STEP.writes(work))


def test_rubbish_that_counts_as_preview_is_made_again(
    tmp_path: Path, storage: Storage, tools: WorkerTools
) -> None:
    path = tmp_path / "a.dng"
    path.write_bytes(dng(raw=corners(600, 400)))
    work = _work(path, storage, tools)
    work.write_bytes("raw-preview.jpg", b"<Dummy preview image data>")
    work.write_json("raw-preview-exif.json", {"FileType": "TXT"})
    assert not any(work.has(suffix) for suffix in RAW_STEP.writes(work))
    assert corner_colors(_made(work)) == UPRIGHT


def test_another_failure_than_that_of_a_decoder_is_not_hidden(
    tmp_path: Path, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def vanished(*_: object) -> None:
        raise FileNotFoundError(2, "gone")

    path = tmp_path / "a.dng"
    path.write_bytes(b"raw")
    monkeypatch.setattr(raw, "best_embedded", vanished)
    with pytest.raises(FileNotFoundError):
        RAW_STEP.run(work_on(path, storage))


@needs_shared
@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Canon-R6-pruned.CR3", (1620, 1080)),
        ("FujiFilm.raf", (160, 120)),
        ("Issue 247-1.nef", (425, 640)),
        ("canon_eos_6d.dng", (1024, 683)),
        ("fixture-sony-zv-e10.arw", (120, 160)),
        ("test.dng", (382, 510)),
    ],
)
def test_files_of_cameras(
    name: str, size: tuple[int, int], storage: Storage, exiftool: WorkerTools
) -> None:
    assert SHARED is not None
    work = _work(SHARED / "media/raw" / name, storage, exiftool)
    assert _made(work).size == size


@needs_shared
@pytest.mark.parametrize(
    "name", ["CanonRaw.cr2", "CanonRaw.crw", "Nikon.nef", "Panasonic.rw2", "SigmaDP2.x3f"]
)
def test_files_without_a_picture_have_a_reason(
    name: str, storage: Storage, tools: WorkerTools
) -> None:
    assert SHARED is not None
    work = _work(SHARED / "media/raw" / name, storage, tools)
    with pytest.raises(StepError, match="no picture of a useful size"):
        RAW_STEP.run(work)


@pytest.mark.parametrize(("side", "shown"), [(160, True), (16, False)])
def test_too_little_memory_to_develop(
    side: int,
    shown: bool,
    tmp_path: Path,
    storage: Storage,
    tools: WorkerTools,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(path: Path, long_side: int) -> None:
        raise MemoryError

    path = tmp_path / "a.dng"
    preview = _jpeg(corners(side, side))
    path.write_bytes(dng(raw_size=(6000, 4000), preview=preview, preview_size=(side, side)))
    work = _work(path, storage, tools)
    monkeypatch.setattr(raw, "decode_raw", fail)
    if shown:
        assert _made(work).size == (side, side)
    else:
        with pytest.raises(MemoryError):
            RAW_STEP.run(work)
