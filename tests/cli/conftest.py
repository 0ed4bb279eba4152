"""Commands run inside of the test process, which is a second faster each."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from homegallery.cli.app import main
from tests.gallery import Gallery, make_gallery


@dataclass(frozen=True)
class Home:
    """A gallery, and its directory as home and working directory."""

    gallery: Gallery
    capture: pytest.CaptureFixture[str]

    def run(self, *arguments: str) -> tuple[int, str]:
        """Exit code and all output of a command."""
        self.capture.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(list(arguments))
        shown = self.capture.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), shown.out + shown.err


@pytest.fixture
def home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Home:
    gallery = make_gallery(tmp_path / "home")
    monkeypatch.setenv("HOME", str(gallery.root))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(gallery.root)
    return Home(gallery, capsys)


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    """A command sets up the logs of its process, which here is that of all tests."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    for handler in [one for one in root.handlers if one not in handlers]:
        root.removeHandler(handler)
        handler.close()
    for handler in [one for one in handlers if one not in root.handlers]:
        root.addHandler(handler)
    root.setLevel(level)
