import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homegallery.config.create import create_config, read_example
from homegallery.config.error import ConfigError
from homegallery.config.load import load_settings


def _directories(path: Path) -> list[str]:
    loaded = load_settings(path, environ={"HOME": "/h"})
    return [str(source.dir) for source in loaded.settings.sources]


def test_example_with_sources(tmp_path: Path) -> None:
    path = tmp_path / "new" / "gallery.config.yml"
    create_config(path, ["/a/it's", Path("/b: #1")])
    assert _directories(path) == ["/a/it's", "/b: #1"]
    added = [line for line in path.read_text().splitlines() if line not in read_example()]
    assert added == ["  - dir: '/a/it''s'", "  - dir: '/b: #1'"]


def test_without_sources_it_is_the_example(tmp_path: Path) -> None:
    path = tmp_path / "gallery.config.yaml"
    create_config(path, [])
    assert path.read_text() == read_example()
    assert _directories(path) == []


@settings(deadline=None, max_examples=50)
@given(st.text(st.characters(exclude_characters="\0"), min_size=1, max_size=30))
def test_any_directory_name(name: str) -> None:
    directory = str(Path("/photos", name.replace("/", "-")))
    with tempfile.TemporaryDirectory() as temp:
        path = Path(temp, "gallery.config.yml")
        create_config(path, [directory])
        assert _directories(path) == [directory]


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "gallery.config.yml"
    create_config(path, [Path("/photos/\udcff")])
    assert _directories(path) == ["/photos/\udcff"]


def test_relative_sources_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    create_config(Path("a.yml"), ["Pictures", Path("./Pictures")])
    assert _directories(tmp_path / "a.yml") == [str(tmp_path / "Pictures")]


def test_equal_names_get_indices_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "gallery.config.yml"
    create_config(path, ["/a/{x}", "/b/{x}", "/c/{x}-2", "/d/{x}"])
    sources = load_settings(path, environ={"HOME": "/h"}).settings.sources
    assert [source.name for source in sources] == ["{x}", "{x}-2", "{x}-2-2", "{x}-3"]


def test_existing_file_stays_unless_forced(tmp_path: Path) -> None:
    path = tmp_path / "gallery.config.yml"
    path.write_text("mine")
    with pytest.raises(ConfigError, match="exists already"):
        create_config(path, ["/a"])
    assert path.read_text() == "mine"
    create_config(path, ["/a"], force=True)
    assert _directories(path) == ["/a"]


@pytest.mark.parametrize(
    ("name", "problem"), [("a.json", "should end with"), ("file/a.yml", "cannot be written: ")]
)
def test_places_that_do_not_work(tmp_path: Path, name: str, problem: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match=problem):
        create_config(tmp_path / name, [])
