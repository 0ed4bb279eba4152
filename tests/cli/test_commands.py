"""The commands as a person runs them."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from homegallery.importer.lock import import_lock
from tests.gallery import Gallery, jpeg, make_gallery

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return make_gallery(tmp_path / "home")


def environment(home: Path) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GALLERY_")}
    return {**clean, "HOME": str(home), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}


def homegallery(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "homegallery", *arguments],
        check=False, capture_output=True, text=True, env=environment(home), cwd=home,
    )  # fmt: skip


@pytest.mark.parametrize("command", ["run server", "run import", "run init"])
def test_help_shows_an_example(tmp_path: Path, command: str) -> None:
    shown = homegallery(tmp_path, *command.split(), "--help")
    assert shown.returncode == 0
    assert f"homegallery {command} --" in shown.stdout


def test_import_tells_failures_and_exits_with_three(gallery: Gallery) -> None:
    gallery.add("good.jpg", jpeg())
    gallery.add("bad.jpg", b"no picture")
    done = homegallery(gallery.root, "run", "import", "--config", "gallery.config.yml")
    assert done.returncode == 3, done.stderr
    assert "2 entries" in done.stderr
    assert "Failed: Pictures: bad.jpg:" in done.stderr
    assert homegallery(gallery.root, "run", "import", "--update").returncode == 0


def test_only_a_full_import_looks_at_everything_and_drops_what_is_not_configured(
    gallery: Gallery,
) -> None:
    gallery.add("a.jpg", jpeg(1))
    other = gallery.root / "Other"
    other.mkdir()
    (other / "b.jpg").write_bytes(jpeg(2))
    first = homegallery(gallery.root, "run", "import", "--initial", "--source", str(other))
    assert "2 entries from 2 files" in first.stderr
    assert "Time by step: " in first.stderr
    assert "previews " in first.stderr
    update = homegallery(gallery.root, "run", "import", "--update", "--small-files")
    assert "nothing new" in update.stderr
    full = homegallery(gallery.root, "run", "import")
    assert "from 1 files" in full.stderr
    assert "Source Other is not configured any more: its 1 files left" in full.stderr
    assert gallery.names() == ["a.jpg"]


def test_camel_case_options_are_understood(gallery: Gallery) -> None:
    gallery.add("good.jpg", jpeg())
    done = homegallery(gallery.root, "run", "import", "--logLevel=silent", "--logFile", "x.log")
    assert done.returncode == 0, done.stderr
    assert "gallery.config.yml" not in done.stderr
    assert '"levelName": "info"' in (gallery.root / "x.log").read_text()


def test_a_first_import_writes_the_configuration(tmp_path: Path) -> None:
    pictures = tmp_path / "My 'Pics'"
    pictures.mkdir()
    (pictures / "a.jpg").write_bytes(jpeg())
    done = homegallery(tmp_path, "run", "import", "--source", str(pictures))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / ".config/home-gallery/gallery.config.yml").exists()
    assert (tmp_path / ".config/home-gallery/database.db").exists()
    assert homegallery(tmp_path, "run", "import").returncode == 0


def test_a_source_can_be_added_for_one_run(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    other = gallery.root / "Other"
    other.mkdir()
    (other / "b.jpg").write_bytes(jpeg(2))
    assert homegallery(gallery.root, "run", "import", "--source", str(other)).returncode == 0
    assert gallery.names() == ["a.jpg", "b.jpg"]


def test_errors_name_the_problem_and_the_next_step(gallery: Gallery) -> None:
    (gallery.root / "gallery.config.yml").write_text("server:\n  port: many\n")
    failed = homegallery(gallery.root, "run", "import")
    assert failed.returncode == 1
    assert "gallery.config.yml" in failed.stderr
    assert "server.port" in failed.stderr
    assert "Traceback" not in failed.stderr


def test_a_wrong_log_level_lists_the_right_ones(gallery: Gallery) -> None:
    failed = homegallery(gallery.root, "run", "import", "--log-level", "loud")
    assert failed.returncode == 1
    assert "'loud' is none of trace, debug" in failed.stderr


def test_without_configuration_it_says_what_to_do(tmp_path: Path) -> None:
    failed = homegallery(tmp_path, "run", "import")
    assert failed.returncode == 1
    assert "--source" in failed.stderr


def test_a_second_import_is_refused_with_its_own_exit_code(gallery: Gallery) -> None:
    with import_lock(gallery.database):
        refused = homegallery(gallery.root, "run", "import")
    assert refused.returncode == 4
    assert "Another import" in refused.stderr


@contextmanager
def started(gallery: Gallery, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "homegallery", *arguments],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        env=environment(gallery.root), cwd=gallery.root,
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.kill()


def read_until(process: subprocess.Popen[str], word: str) -> str:
    assert process.stderr is not None
    lines = []
    for line in process.stderr:
        lines.append(line)
        if word in line:
            return line
    raise AssertionError(f"{word!r} never came: {''.join(lines)}")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_imports_serves_and_stops(gallery: Gallery, number: signal.Signals) -> None:
    gallery.add("a.jpg", jpeg())
    options = ("--host", "127.0.0.1", "--port", "0", "--no-open-browser")
    with started(gallery, "run", "server", *options) as server:
        url = read_until(server, "http://").rpartition(" ")[2].strip().rstrip("/")
        read_until(server, "Imported 1 entries")
        with urllib.request.urlopen(f"{url}/api/status") as answer:
            status = json.load(answer)
        assert status["import"]["phase"] == "done"
        server.send_signal(number)
        assert server.wait(timeout=30) == 0


def test_an_interrupted_import_exits_with_130(gallery: Gallery) -> None:
    for count in range(300):
        gallery.add(f"{count}.jpg", jpeg(count))
    with started(gallery, "run", "import", "--workers", "1", "-l", "debug") as process:
        read_until(process, "are in the database")
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
    assert homegallery(gallery.root, "run", "import").returncode == 0
    assert len(gallery.names()) == 300


def test_a_watching_import_takes_what_is_copied_until_it_is_stopped(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    arguments = ("run", "import", "--watch", "--watch-delay=0.1", "--workers=1")
    with started(gallery, *arguments) as process:
        read_until(process, "Imported 1 entries")
        gallery.add("b.jpg", jpeg(2))
        read_until(process, "Imported 1 entries")
        process.send_signal(signal.SIGUSR1)
        read_until(process, "File watcher status")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 130
    assert gallery.names() == ["a.jpg", "b.jpg"]


def test_storage_purge_tells_what_it_would_do(gallery: Gallery) -> None:
    gallery.add("a.jpg", jpeg(1))
    gone = gallery.add("b.jpg", jpeg(2))
    homegallery(gallery.root, "run", "import", "--workers=1")
    gone.unlink()
    homegallery(gallery.root, "run", "import", "--workers=1", "--update")
    before = gallery.previews()
    told = homegallery(gallery.root, "storage", "purge", "--dry-run", "--min-age=0")
    assert told.returncode == 0, told.stderr
    assert "Would remove" in told.stderr
    assert gallery.previews() == before
    young = homegallery(gallery.root, "storage", "purge")
    assert "too young" in young.stderr
    assert gallery.previews() == before
    homegallery(gallery.root, "storage", "purge", "--min-age=0")
    assert 0 < len(gallery.previews()) < len(before)
    refused = homegallery(gallery.root, "storage", "purge", "--config", "missing.yml")
    assert refused.returncode == 1
