from pathlib import Path

import pytest

from homegallery.config.error import ConfigError
from homegallery.config.find import default_config_path, find_config


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def _touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_order_of_places(tmp_path: Path, work: Path) -> None:
    environ = {"HOME": str(tmp_path), "GALLERY_CONFIG_DIR": str(tmp_path / "dir")}
    places = [
        tmp_path / ".gallery.config.json",
        tmp_path / ".gallery.config.yml",
        tmp_path / ".config/home-gallery/gallery.config.yml",
        work / "gallery.config.json",
        work / "gallery.config.yml",
        tmp_path / "dir" / "gallery.config.yaml",
        tmp_path / "dir" / "gallery.config.yml",
    ]
    assert find_config(None, environ) is None
    for place in places:
        _touch(place)
        found = find_config(None, environ)
        assert found is not None
        assert found.resolve() == place.resolve()


def test_named_file_must_exist(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    with pytest.raises(ConfigError, match=r"a\.yml: there is no such configuration file"):
        find_config(path, {})
    assert find_config(_touch(path), {"GALLERY_CONFIG": "/other.yml"}) == path


def test_gallery_config_may_not_exist_yet(tmp_path: Path, work: Path) -> None:
    _touch(work / "gallery.config.yml")
    path = tmp_path / "config" / "a.yml"
    environ = {"HOME": str(tmp_path), "GALLERY_CONFIG": str(path)}
    assert find_config(None, environ) is None
    assert find_config(path, environ) is None
    _touch(path)
    assert find_config(None, environ) == path
    assert find_config(path, environ) == path


def test_where_a_new_file_belongs() -> None:
    environ = {"HOME": "/h"}
    assert default_config_path(environ) == Path("/h/.config/home-gallery/gallery.config.yml")
    environ["GALLERY_CONFIG_DIR"] = "/data/config"
    assert default_config_path(environ) == Path("/data/config/gallery.config.yml")
    environ["GALLERY_CONFIG"] = "/data/a.yml"
    assert default_config_path(environ) == Path("/data/a.yml")
