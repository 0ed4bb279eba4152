"""The stay-open exiftool: any file name, deadlines, restart, no process left behind."""

import json
import os
import re
import select
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.extract.tools.exiftool import ExifTool, ExifToolError

GIF = b"GIF89a\x07\x00\x05\x00\x00\x00\x00;"
"""A picture of 7 x 5 pixels as far as its header goes."""
OPTIONS = ("-json", "-ImageWidth", "-ImageHeight")

needs_exiftool = pytest.mark.skipif(shutil.which("exiftool") is None, reason="no exiftool")

FAKE = """#!{python}
import os, re, sys, time
from pathlib import Path

here = Path(__file__).parent
lines = []
for line in sys.stdin:
    lines.append(line.rstrip("\\n"))
    if not lines[-1].startswith("-execute"):
        continue
    token, name = lines[-1].removeprefix("-execute"), Path(lines[-2]).name
    lines.clear()
    if name == "hangs.jpg":
        time.sleep(600)
    if name == "dies.jpg":
        sys.stderr.write("Can't locate Image/ExifTool.pm\\n\\n")
        sys.stderr.flush()
        os._exit(2)
    if name == "crashes.jpg" or (name == "crashes-once.jpg" and not (here / "seen").exists()):
        (here / "seen").touch()
        os._exit(1)
    if name == "noisy.jpg":
        sys.stderr.write("x" * 1_000_000)
    if name == "fails.jpg":
        sys.stderr.write("Error: no such thing\\n")
    sys.stderr.flush()
    print(os.getpid(), name, "{{ready" + token + "}}", sep="\\n", flush=True)
"""


@pytest.fixture
def fake(tmp_path: Path) -> Iterator[ExifTool]:
    """A program that speaks the protocol and misbehaves for some file names."""
    program = tmp_path / "exiftool"
    program.write_text(FAKE.format(python=sys.executable))
    program.chmod(0o755)
    for name in ("good", "hangs", "crashes", "crashes-once", "dies", "noisy", "fails"):
        (tmp_path / f"{name}.jpg").touch()
    exiftool = ExifTool(str(program), timeout=30)
    yield exiftool
    exiftool.close()


@pytest.fixture(scope="module")
def real() -> Iterator[ExifTool]:
    exiftool = ExifTool()
    yield exiftool
    exiftool.close()


def ends(pid: int, timeout: float = 20.0) -> bool:
    """Whether the process ends (or has ended) within ``timeout`` seconds."""
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([process], [], [], timeout)[0])
    finally:
        os.close(process)


def test_one_process_answers_for_many_files(fake: ExifTool, tmp_path: Path) -> None:
    answers = [fake.read(["-json"], tmp_path / "good.jpg") for _ in range(3)]
    assert len({answer.stdout for answer in answers}) == 1
    assert answers[0].stdout.endswith(b"\ngood.jpg\n")


def test_a_file_that_hangs_fails_and_the_next_one_is_read(fake: ExifTool, tmp_path: Path) -> None:
    first = int(fake.read(["-json"], tmp_path / "good.jpg").stdout.split()[0])
    fake._timeout = 0.2
    with pytest.raises(ExifToolError, match=r"did not answer within 0\.8 seconds"):
        fake.read(["-json"], tmp_path / "hangs.jpg")
    fake._timeout = 30
    assert ends(first)
    second = int(fake.read(["-json"], tmp_path / "good.jpg").stdout.split()[0])
    assert second != first


def test_a_file_that_kills_exiftool_fails_and_the_next_one_is_read(
    fake: ExifTool, tmp_path: Path
) -> None:
    with pytest.raises(ExifToolError, match="exiftool has ended"):
        fake.read(["-json"], tmp_path / "crashes.jpg")
    assert fake.read(["-json"], tmp_path / "good.jpg").stdout.endswith(b"good.jpg\n")


def test_what_it_said_last_is_the_reason(fake: ExifTool, tmp_path: Path) -> None:
    with pytest.raises(ExifToolError, match="has ended: Can't locate Image/ExifTool"):
        fake.read(["-json"], tmp_path / "dies.jpg")


def test_a_request_is_tried_twice(fake: ExifTool, tmp_path: Path) -> None:
    assert fake.read(["-json"], tmp_path / "crashes-once.jpg").stdout.endswith(b"-once.jpg\n")


def test_much_text_on_stderr_does_not_block(fake: ExifTool, tmp_path: Path) -> None:
    answer = fake.read(["-json"], tmp_path / "noisy.jpg")
    assert answer.stdout.endswith(b"noisy.jpg\n")
    assert len(answer.stderr) == 1_000_000


def test_messages_belong_to_their_file(fake: ExifTool, tmp_path: Path) -> None:
    assert fake.read(["-json"], tmp_path / "fails.jpg").stderr == "Error: no such thing"
    assert fake.read(["-json"], tmp_path / "good.jpg").stderr == ""


def test_a_tool_killed_between_requests_is_replaced(fake: ExifTool, tmp_path: Path) -> None:
    pid = int(fake.read(["-json"], tmp_path / "good.jpg").stdout.split()[0])
    os.kill(pid, 9)
    assert ends(pid)
    assert fake.read(["-json"], tmp_path / "good.jpg").stdout.endswith(b"good.jpg\n")


def test_close_ends_the_process(fake: ExifTool, tmp_path: Path) -> None:
    pid = int(fake.read(["-json"], tmp_path / "good.jpg").stdout.split()[0])
    fake.close()
    fake.close()
    assert ends(pid, 0.0)


def test_a_missing_program_is_known_and_named(tmp_path: Path) -> None:
    exiftool = ExifTool(str(tmp_path / "nothing"))
    (tmp_path / "a.jpg").touch()
    assert not exiftool.available
    with pytest.raises(ExifToolError, match="not installed"):
        exiftool.read(["-json"], tmp_path / "a.jpg")


@pytest.mark.parametrize("option", ["", "-json\n-all=", "#comment", " -json", "-json\r", "-json "])
def test_only_plain_options_are_sent(fake: ExifTool, tmp_path: Path, option: str) -> None:
    with pytest.raises(ValueError, match="plain"):
        fake.read([option], tmp_path / "good.jpg")


def test_only_regular_files_are_read(fake: ExifTool, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    for name in ("pipe.jpg", "", "missing.jpg"):
        with pytest.raises(OSError, match=r"not a regular file|No such file"):
            fake.read(["-json"], tmp_path / name)


@needs_exiftool
def test_version(real: ExifTool) -> None:
    assert re.fullmatch(r"\d+\.\d\d", real.version)


# Every name that could mean something else in a list of arguments, or in Perl's open.
AWKWARD = [
    b"-all=",
    b"-o",
    b"@list",
    b"#comment.jpg",
    b"#[CSTR]a\\nb.jpg",
    b"two\nlines.jpg",
    b"x\n-execute\n-ver\n-execute1\n.jpg",
    b"x\n-stay_open\nFalse\n",
    b"x\n-overwrite_original\n-all=\n.jpg",
    b"ends with return\r",
    b"ends with blank ",
    b" starts with blank.jpg",
    b"\ttab\t.jpg",
    b"touch evil.txt|",
    b"|touch evil.txt",
    b">evil.txt",
    b"$HOME `id` %d.jpg",
    b"*",
    b"[a-z]?.jpg",
    b"{ready1}",
    b"\xff\xfe latin \xe4.jpg",
    "日本語 ö.jpg".encode(),
    b"~",
]


@needs_exiftool
@pytest.mark.parametrize("name", AWKWARD)
def test_awkward_names_are_names(real: ExifTool, tmp_path: Path, name: bytes) -> None:
    _check_name(real, tmp_path, name)


@needs_exiftool
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(min_size=1, max_size=40).map(lambda b: re.sub(rb"[/\0]", b"-", b)))
def test_any_name_is_a_name(real: ExifTool, tmp_path: Path, name: bytes) -> None:
    if name not in {b".", b".."}:
        _check_name(real, tmp_path, name)


def _check_name(exiftool: ExifTool, directory: Path, name: bytes) -> None:
    """The file is read, it is the only one read, and nothing is written."""
    directory = directory / "names"
    directory.mkdir(exist_ok=True)
    path = directory / os.fsdecode(name)
    path.write_bytes(GIF)
    answer = exiftool.read(OPTIONS, path)
    (tags,) = json.loads(answer.stdout.decode("utf-8", "replace"))
    assert (tags["ImageWidth"], tags["ImageHeight"]) == (7, 5)
    assert answer.stderr == ""
    assert os.listdir(os.fsencode(directory)) == [name]
    assert path.read_bytes() == GIF
    path.unlink()


@needs_exiftool
def test_links_to_awkward_names_are_removed(
    real: ExifTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    (tmp_path / "temp").mkdir(mode=stat.S_IRWXU)
    (tmp_path / "a\nb.gif").write_bytes(GIF)
    real.read(OPTIONS, tmp_path / "a\nb.gif")
    assert list((tmp_path / "temp").iterdir()) == []


@needs_exiftool
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="no setpriv")
def test_exiftool_ends_with_a_killed_worker() -> None:
    program = (
        "import os\n"
        "from homegallery.extract.tools.exiftool import ExifTool\n"
        "tool = ExifTool()\n"
        "assert tool.version\n"
        "print(tool._process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    worker = subprocess.run([sys.executable, "-c", program], capture_output=True, check=False)
    assert worker.returncode == -9
    assert ends(int(worker.stdout))
