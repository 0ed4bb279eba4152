from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.config.error import ConfigError
from homegallery.config.keys import known_keys
from homegallery.config.origin import Origins
from homegallery.config.paths import EXPANDED
from homegallery.config.variables import Variables, literal
from tests.config.conftest import Load


def test_home_and_directory_of_the_file(load: Load, home: Path) -> None:
    settings = load(
        "storage: {dir: ~/s}\nevents: {file: ./e.db}\nserver: {key: ~x, cert: .x}"
    ).settings
    assert settings.storage.dir == home / "s"
    assert settings.events.file == home.parent / "cfg" / "e.db"
    assert (settings.server.key, settings.server.cert) == (Path("~x"), Path(".x"))


def test_all_kinds_of_names(load: Load) -> None:
    text = """
baseDir: /base
cacheDir: '{baseDir}/c'
photos: /mnt/photos
storage: {dir: '{cacheDir}/{basename(database.file)}/{basename(sub)}'}
sub: '{photos}/year/'
database: {file: '{configDir}/d.db'}
events: {file: '{FOO_BAR}/{fooBar}'}
"""
    settings = load(text, FOO_BAR="/env").settings
    assert settings.storage.dir == Path("/base/c/d.db/year")
    assert settings.events.file == Path("/env/env")


def test_source_keys_come_before_all_others(load: Load) -> None:
    text = (
        "dir: /wrong\nsources: [{dir: '/a/{name}', name: b, index: '/i/{basename(dir)}{name}.idx'}]"
    )
    source = load(text, DIR="/wrong", NAME="/wrong").settings.sources[0]
    assert source.dir == Path("/a/b")
    assert source.index == Path("/i/bb.idx")


def test_environment_overrides_the_key_and_its_variable(load: Load) -> None:
    settings = load("configDir: /file", CONFIG_DIR="/env", STORAGE_DIR="{cacheDir}/s").settings
    assert settings.config_dir == Path("/env")
    assert settings.database.file == Path("/env/database.db")
    assert settings.storage.dir == settings.cache_dir / "s"


def test_relative_paths_from_outside_belong_to_the_working_directory(
    load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load("", {"database.file": Path("{baseDir}/d.db")}, STORAGE_DIR="./s").settings
    assert settings.storage.dir == tmp_path / "s"
    assert settings.database.file == tmp_path / "{baseDir}" / "d.db"


def test_lists_of_paths(load: Load) -> None:
    settings = load(
        "baseDir: /b\npluginManager: {dirs: ['{baseDir}/p', /q], plugins: '{baseDir}/x'}"
    ).settings
    assert settings.plugin_manager.dirs == ["/b/p", "/q"]
    assert settings.plugin_manager.plugins == ["/b/x"]


def test_documented_placeholders_the_original_forgot(load: Load) -> None:
    text = """
baseDir: /b
extractor: {excludeFromFile: '{baseDir}/x'}
database: {excludeFromFile: '{baseDir}/y'}
"""
    settings = load(text).settings
    assert settings.extractor.exclude_from_file == Path("/b/x")
    assert settings.database.exclude_from_file == Path("/b/y")


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("{nope}/x", "unknown variable nope"),
        ("{sources}/x", "unknown variable sources"),
        ("{basename(nope)}", "unknown variable nope"),
        ("{upper(baseDir)}", "unknown function upper"),
        ("{storage.dir}/x", "the variables refer to each other: storage.dir -> storage.dir"),
        ("{a}", "the variables refer to each other: a -> b -> a"),
    ],
)
def test_errors(load: Load, value: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(f"storage: {{dir: '{value}'}}\na: '{{b}}'\nb: '{{a}}'\n")
    assert f"gallery.config.yml: storage.dir is '{value}': {problem}" in str(caught.value)


def test_unknown_variable_names_its_environment_variable(load: Load) -> None:
    with pytest.raises(ConfigError) as caught:
        load("sources: ['{photoRoot}/x']")
    assert "sources[0].dir" in str(caught.value)
    assert "GALLERY_PHOTO_ROOT" in caught.value.hint


@pytest.mark.parametrize("text", ["{2020}", "{a b}", "{}", "}{", "{a", "{{a}}"])
def test_other_braces_stay(load: Load, text: str) -> None:
    expected = "{a}" if text == "{{a}}" else text
    assert load(f"storage: {{dir: '/{text}'}}").settings.storage.dir == Path(f"/{expected}")


@given(st.text("{}ab()./~ é", max_size=30))
def test_a_literal_expands_to_itself(text: str) -> None:
    variables = Variables({}, {}, Origins(Path("/cfg/file.yml")))
    assert variables.expand(literal(f"/{text}"), "key", {}) == f"/{text}"


def test_every_path_is_expanded() -> None:
    paths = {
        key.path
        for key in known_keys().values()
        if key.section is None and "Path" in str(key.field.annotation)
    }
    assert paths <= set(EXPANDED)
    assert set(EXPANDED) <= known_keys().keys()
