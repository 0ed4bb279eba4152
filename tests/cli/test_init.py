from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from homegallery.cli.init import init
from homegallery.config.error import ConfigError
from homegallery.config.load import load_settings

app = typer.Typer()
app.command()(init)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("GALLERY_CONFIG", "GALLERY_CONFIG_DIR", "GALLERY_SOURCE"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "it's mine").mkdir()
    return tmp_path


def _sources(path: Path) -> list[str]:
    loaded = load_settings(path, environ={"HOME": "/h"})
    return [str(source.dir) for source in loaded.settings.sources]


def test_creates_the_default_file(home: Path) -> None:
    result = CliRunner().invoke(app, ["--source", str(home / "it's mine")])
    path = home / ".config/home-gallery/gallery.config.yml"
    assert result.exit_code == 0
    assert str(path) in result.stdout
    assert result.stderr == ""
    assert _sources(path) == [str(home / "it's mine")]


def test_several_sources_after_one_option_or_each_with_its_own(home: Path) -> None:
    path = home / "a.yml"
    CliRunner().invoke(app, ["-s", "/a", "/b", "-s", "/c", "--config", str(path)])
    assert sorted(_sources(path)) == ["/a", "/b", "/c"]


def test_missing_directory_is_told(home: Path) -> None:
    result = CliRunner().invoke(app, ["-s", "/no/such", "-c", str(home / "a.yml")])
    assert result.exit_code == 0
    assert "'/no/such' is missing" in result.stderr


def test_it_tells_how_to_start_with_this_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(home)
    default = CliRunner().invoke(app, ["-s", str(home)])
    assert default.stdout.endswith("with: homegallery run server\n")
    other = home / "my photos.yml"
    named = CliRunner().invoke(app, ["-s", str(home), "-c", str(other)])
    assert named.stdout.endswith(f"run server --config '{other}'\n")


def test_existing_file_needs_force(home: Path) -> None:
    path = home / "a.yml"
    path.write_text("mine")
    result = CliRunner().invoke(app, ["-s", "/a", "-c", str(path)])
    assert isinstance(result.exception, ConfigError)
    assert path.read_text() == "mine"
    assert CliRunner().invoke(app, ["-s", "/a", "-c", str(path), "--force"]).exit_code == 0
    assert _sources(path) == ["/a"]


def test_a_source_is_required() -> None:
    assert CliRunner().invoke(app, []).exit_code == 2
