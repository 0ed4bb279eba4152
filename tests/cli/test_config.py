import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from homegallery.cli.config import app
from homegallery.config.error import ConfigError
from homegallery.config.yamltext import parse_yaml


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GALLERY_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _write(directory: Path, text: str) -> Path:
    path = directory / "gallery.config.yml"
    path.write_text(text)
    return path


def test_show_prints_what_is_in_effect_without_passwords(home: Path) -> None:
    path = _write(home, "sources: [~/é]\nserver: {prot: 1, auth: {users: [al: s3cret]}}")
    result = CliRunner().invoke(app, ["show", "-c", str(path)], env={"GALLERY_PORT": "8080"})
    assert result.exit_code == 0
    assert "s3cret" not in result.output
    assert f"# from '{path}'" in result.stdout
    settings = parse_yaml(result.stdout, "stdout")
    assert settings["server"]["port"] == 8080
    assert settings["server"]["auth"]["users"][0]["password"] == "********"
    assert settings["sources"][0]["dir"] == str(home / "é")
    assert "did you mean server.port?" in result.stderr


def test_show_finds_the_file_unless_told_not_to(home: Path) -> None:
    _write(home, "server: {port: 1}")
    found = CliRunner().invoke(app, ["show", "--json"])
    assert json.loads(found.stdout)["server"]["port"] == 1
    ignored = CliRunner().invoke(app, ["show", "--json", "--no-auto-config"])
    assert json.loads(ignored.stdout)["server"]["port"] == 3000


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_show_copes_with_names_that_are_not_utf8(home: Path, form: list[str]) -> None:
    _write(home, 'sources: ["/photos/\\uDCFF"]')
    result = CliRunner().invoke(app, ["show", *form])
    assert parse_yaml(result.stdout, "stdout")["sources"][0]["dir"] == "/photos/\udcff"


def test_show_of_a_broken_file_is_a_configuration_error(home: Path) -> None:
    _write(home, "server: [")
    result = CliRunner().invoke(app, ["show"])
    assert isinstance(result.exception, ConfigError)


def test_schema_is_json() -> None:
    result = CliRunner().invoke(app, ["schema"])
    assert "sources" in json.loads(result.stdout)["properties"]
