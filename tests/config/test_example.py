"""The example documents every key, with the defaults that hold."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from homegallery.config.create import read_example
from homegallery.config.keys import known_keys
from homegallery.config.legacy import modernise
from homegallery.config.yamltext import parse_yaml
from tests.config.conftest import Load

_FREE = "plugin."


def _switched_on() -> str:
    """The example with all settings switched on; explaining lines have a blank after the #."""
    return re.sub(r"^( *)#(?=[^ #\n])", r"\1", read_example(), flags=re.MULTILINE)


def _paths(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _paths(item, f"{prefix.removesuffix('.')}[].")
    elif isinstance(value, dict):
        for key, child in value.items():
            yield prefix + key
            yield from _paths(child, f"{prefix}{key}.")


def test_every_key_is_in_the_example_and_nothing_else() -> None:
    config = modernise(parse_yaml(_switched_on(), "example"))
    documented = {path for path in _paths(config) if not path.startswith(_FREE)}
    assert documented == set(known_keys())


def test_example_as_it_is_changes_nothing(load: Load) -> None:
    assert load(read_example()).settings == load("").settings


def test_example_switched_on_has_no_unknown_keys(load: Load) -> None:
    hints = load(_switched_on()).hints
    assert [hint for hint in hints if "unknown" in hint] == []


_NO_DEFAULT = {
    "sources[].dir", "sources[].excludes", "sources[].excludeFromFile", "sources[].maxFileSize",
    "database.excludes", "database.excludeFromFile", "database.updated",
    "extractor.excludes", "extractor.excludeFromFile", "extractor.video.scale",
    "extractor.video.addFfmpegArgs", "extractor.video.customFfmpegArgs",
    "extractor.apiServer.url", "extractor.geoReverse.url",
    "vision.similarityThreshold", "vision.faceDistance",
    "server.publicUrl", "server.key", "server.cert", "server.remoteConsoleToken",
    "server.auth.users", "server.auth.rules", "server.auth.public.filter",
    "server.auth.public.edit", "server.auth.public.download", "server.auth.public.admin", "plugin",
    "logger[].format", "remote.url", "remote.query", "export.dir", "export.archiveFile",
    "export.query", "exportMeta.changesAfter", "fileIndex.journal", "fileIndex.minChecksumDate",
}  # fmt: skip


def _leaves(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, child in value.items():
        if isinstance(child, dict):
            yield from _leaves(child, f"{prefix}{key}.")
        else:
            yield prefix + key, child


def test_values_shown_are_the_defaults(load: Load) -> None:
    shown = dict(_leaves(load(_switched_on()).settings.model_dump(by_alias=True)))
    defaults = dict(_leaves(load("").settings.model_dump(by_alias=True)))
    different = {path for path in defaults if shown[path] != defaults[path]}
    assert different - _NO_DEFAULT <= {"sources", "logger"}


def test_source_shown_has_the_defaults(load: Load) -> None:
    shown = load(_switched_on()).settings.sources[1]
    default = load("sources: [~/Photos]").settings.sources[0]
    same = shown.model_fields_set - {"excludes", "exclude_from_file", "max_file_size"}
    assert {name: getattr(shown, name) for name in same} == {
        name: getattr(default, name) for name in same
    }


def test_loggers_shown_are_the_default(load: Load) -> None:
    shown = [
        logger.model_copy(update={"format": None})
        for logger in load(_switched_on()).settings.logger
    ]
    assert shown == load("").settings.logger


@pytest.mark.parametrize("key", known_keys().values(), ids=lambda key: str(key.path))
def test_every_key_has_a_description(key: Any) -> None:
    assert key.field.description or key.section.__doc__
