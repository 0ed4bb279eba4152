"""The step: which files it is for, what it stores, and with which tool."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import ExifTags, Image

from homegallery import jsontext
from homegallery.config.model import ExtractorSettings
from homegallery.extract.exif import EXIF_STEP, read_exif
from homegallery.extract.source import SourceFile
from homegallery.extract.step import Work, WorkerTools
from homegallery.extract.tools.exiftool import ExifToolError
from homegallery.storage.store import Storage

needs_exiftool = pytest.mark.skipif(shutil.which("exiftool") is None, reason="no exiftool")

SHA1 = "0123456789abcdef0123456789abcdef01234567"
XMP = """<x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description xmlns:xmp='http://ns.adobe.com/xap/1.0/' xmp:Rating='4'/>
</rdf:RDF></x:xmpmeta>"""


@pytest.fixture
def tools() -> Iterator[WorkerTools]:
    tools = WorkerTools()
    yield tools
    tools.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A JPEG of 40 x 20 pixels from a camera in Nepal."""
    tags = Image.Exif()
    tags[ExifTags.Base.Make] = "Acme"
    camera = tags.get_ifd(ExifTags.IFD.Exif)
    camera[ExifTags.Base.DateTimeOriginal] = "2024:04:14 02:20:31"
    camera[ExifTags.Base.OffsetTimeOriginal] = "+05:45"
    (tmp_path / "source").mkdir()
    path = tmp_path / "source" / "photo.jpg"
    Image.new("RGB", (40, 20)).save(path, exif=tags)
    return path


@pytest.fixture
def no_exiftool(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


def work_on(path: Path, tools: WorkerTools) -> Work:
    file = SourceFile("Pictures", path.parent, path.name, SHA1, path.stat().st_size, 0.0)
    storage = Storage(path.parent.parent / "storage")
    return Work(file, (file,), ExtractorSettings(), storage, tools, storage.load(SHA1))


def run(path: Path, tools: WorkerTools) -> Any:
    work = work_on(path, tools)
    assert EXIF_STEP.writes(work) == ("exif.json",)
    EXIF_STEP.run(work)
    assert work.has("exif.json")
    return jsontext.loads(work.object("exif.json").read_bytes())


def check_photo(stored: dict[str, Any]) -> None:
    assert (stored["ImageWidth"], stored["ImageHeight"], stored["Make"]) == (40, 20, "Acme")
    assert (stored["tz"], stored["tzSource"]) == ("UTC+5:45", "OffsetTimeOriginal")
    assert stored["DateTimeOriginal"]["tzoffsetMinutes"] == 345
    assert stored["errors"] == []


@needs_exiftool
def test_with_exiftool(photo: Path, tools: WorkerTools) -> None:
    stored = run(photo, tools)
    check_photo(stored)
    assert re.fullmatch(r"\d+\.\d\d", stored["ExifToolVersion"])
    assert str(photo.parent) not in jsontext.dumps(stored).decode()


@pytest.mark.usefixtures("no_exiftool")
def test_with_pillow(photo: Path, tools: WorkerTools) -> None:
    stored = run(photo, tools)
    check_photo(stored)
    assert "ExifToolVersion" not in stored


@needs_exiftool
def test_one_process_for_many_files(photo: Path, tools: WorkerTools) -> None:
    read_exif(photo, tools)
    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = children.read_text()
    read_exif(photo, tools)
    assert children.read_text() == before


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("a.jpg", True), ("a.HEIC", True), ("a.mp4", True), ("a.xmp", True), ("a.txt", False)],
)
@needs_exiftool
def test_which_files(tmp_path: Path, tools: WorkerTools, name: str, wanted: bool) -> None:
    (tmp_path / name).touch()
    assert bool(EXIF_STEP.writes(work_on(tmp_path / name, tools))) is wanted


@pytest.mark.usefixtures("no_exiftool")
def test_without_exiftool_videos_wait_for_it(tmp_path: Path, tools: WorkerTools) -> None:
    (tmp_path / "a.mp4").touch()
    assert EXIF_STEP.writes(work_on(tmp_path / "a.mp4", tools)) == ()
    with pytest.raises(ExifToolError, match="not installed"):
        read_exif(tmp_path / "a.mp4", tools)


@needs_exiftool
def test_tags_read_without_exiftool_are_read_again(
    photo: Path, tools: WorkerTools, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("PATH", str(tmp_path))
        without = WorkerTools()
        run(photo, without)
        assert work_on(photo, without).has("exif.json")
        kept = work_on(photo, without)
        EXIF_STEP.writes(kept)
        assert kept.has("exif.json")
    work = work_on(photo, tools)
    assert EXIF_STEP.writes(work) == ("exif.json",)
    assert not work.has("exif.json")
    EXIF_STEP.run(work)
    EXIF_STEP.writes(work)
    assert work.has("exif.json")
    assert "ExifToolVersion" in work.objects.meta["exif"]


@needs_exiftool
@pytest.mark.parametrize("stored", [None, [], "text", {}])
def test_objects_that_are_no_tags_are_made_again(
    photo: Path, tools: WorkerTools, stored: Any
) -> None:
    work = work_on(photo, tools)
    work.write_json("exif.json", stored)
    EXIF_STEP.writes(work)
    assert not work.has("exif.json")


def test_objects_of_the_original_are_kept(photo: Path, tools: WorkerTools) -> None:
    work = work_on(photo, tools)
    work.write_json("exif.json", {"ExifToolVersion": 12.4})
    EXIF_STEP.writes(work)
    assert work.has("exif.json")


@pytest.mark.parametrize(
    "name", ["-rf.jpg", "two\nlines.jpg", os.fsdecode(b"\xff\xe4.jpg"), "öü [1] & 100%.jpg"]
)
@pytest.mark.parametrize("with_exiftool", [pytest.param(True, marks=needs_exiftool), False])
def test_any_name(
    photo: Path,
    tools: WorkerTools,
    name: str,
    with_exiftool: bool,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    if not with_exiftool:
        monkeypatch.setenv("PATH", str(tmp_path))
    stored = run(photo.rename(photo.with_name(name)), tools)
    check_photo(stored)
    assert stored["SourceFile"] == stored["FileName"] == name


@pytest.mark.parametrize("with_exiftool", [pytest.param(True, marks=needs_exiftool), False])
def test_broken_files_say_so(
    tools: WorkerTools, with_exiftool: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not with_exiftool:
        monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.heic").write_bytes(b"\0\1\2\3" * 64)
    assert read_exif(tmp_path / "a.heic", tools)["errors"] == ["File format error"]


@pytest.mark.parametrize("with_exiftool", [pytest.param(True, marks=needs_exiftool), False])
def test_sidecars(
    tools: WorkerTools, with_exiftool: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if not with_exiftool:
        monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "a.xmp").write_text(XMP)
    stored = read_exif(tmp_path / "a.xmp", tools)
    assert (stored["Rating"], stored["errors"]) == (4, [])


@pytest.mark.usefixtures("no_exiftool")
def test_a_broken_sidecar_says_so(tools: WorkerTools, tmp_path: Path) -> None:
    (tmp_path / "a.xmp").write_text("<broken")
    (error,) = read_exif(tmp_path / "a.xmp", tools)["errors"]
    assert error.startswith("XMP is broken")


def test_a_missing_file_is_a_failure(tools: WorkerTools, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_exif(tmp_path / "gone.jpg", tools)


ANSWERS = """#!{python}
import sys
for line in sys.stdin:
    if line.startswith("-execute"):
        print({answer!r} + "{{ready" + line.strip().removeprefix("-execute") + "}}", flush=True)
"""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        # The tests may run as root, who can open every file.
        ('[{"Error": "Error opening file", "FileName": "photo.jpg"}]', "cannot open the file"),
        ("", "said nothing"),
        ("[{", "no valid JSON"),
        ("[]", "no valid JSON"),
        ("[1]", "no tags"),
    ],
)
def test_useless_answers_are_failures(
    photo: Path,
    tools: WorkerTools,
    answer: str,
    reason: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = tmp_path / "exiftool"
    program.write_text(ANSWERS.format(python=sys.executable, answer=answer))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ExifToolError, match=reason):
        read_exif(photo, tools)


def test_importing_the_step_loads_no_decoder() -> None:
    program = (
        "import sys, homegallery.extract.exif\n"
        "print(*{'PIL', 'pillow_heif', 'tzfpy', 'numpy', 'exiftool'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == ""
