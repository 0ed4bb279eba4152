from pathlib import Path

import pytest

from homegallery.config.error import ConfigError
from tests.config.conftest import Load


def test_one_directory_in_several_indices(load: Load) -> None:
    text = "sources: [{dir: /p, index: /i/a.idx}, {dir: /p, index: /i/b.idx, excludes: [x]}]"
    assert [source.name for source in load(text).settings.sources] == ["a", "b"]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("sources: [/a/P, /b/P]", "sources[1].index ("),
        ("sources: [{dir: /a, index: /i/x.idx}, {dir: /b, index: /i/x.idx}]", "is the index of"),
        ("sources: [{dir: /a, index: /i/x.idx}, {dir: /b, index: /j/x.db}]", "has the same name"),
        ("sources: [{dir: /a, index: /}]", "sources[0].index has no name"),
        ("server: {auth: {users: [al: x, bo: y, al: z]}}", "users[2].username is the user name of"),
    ],
)
def test_what_must_be_unique(load: Load, text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(text)
    assert "gallery.config.yml: " in str(caught.value)
    assert problem in str(caught.value)
    assert caught.value.hint


def test_offline_source_needs_its_index(load: Load, home: Path) -> None:
    text = "sources: [{dir: /gone, index: ~/gone.idx, offline: true}]"
    with pytest.raises(ConfigError, match=r"sources\[0\]\.index is .*/gone\.idx: there is no such"):
        load(text)
    (home / "gone.idx").touch()
    assert load(text).settings.sources[0].offline


def test_a_file_is_no_source(load: Load, home: Path) -> None:
    (home / "photo.jpg").touch()
    with pytest.raises(ConfigError, match=r"sources\[0\]\.dir is .*: this is not a directory"):
        load("sources: [~/photo.jpg]")
