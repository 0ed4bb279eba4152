from typing import Any

import pytest
from jsonschema import Draft202012Validator

from homegallery.config.create import read_example
from homegallery.config.schema import json_schema
from homegallery.config.yamltext import parse_yaml
from tests.config.test_example import _switched_on


def _errors(text: str) -> list[str]:
    validator = Draft202012Validator(json_schema())
    return [error.json_path for error in validator.iter_errors(parse_yaml(text, "text"))]


def test_schema_is_valid() -> None:
    Draft202012Validator.check_schema(json_schema())


@pytest.mark.parametrize("text", [read_example(), _switched_on(), "{}"])
def test_example_fits(text: str) -> None:
    assert _errors(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "sources: [~/Pictures, {dir: /a, maxFileSize: 2G}]",
        "extractor: {apiServer: 'http://h', useNative: 'ffmpeg,ffprobe'}",
        "server: {auth: {users: [al: x, 'bo:y', {username: c, password: d}]}}",
        "server: {auth: {rules: [allow: 10/8, 'deny:all', {type: deny, value: all}]}}",
        "own: {key: 1}",
    ],
)
def test_short_forms_fit(text: str) -> None:
    assert _errors(text) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("server: {port: abc}", "$.server"),
        ("sources: [{index: /a}]", "$.sources[0]"),
        ("server: {auth: {users: [{username: al}]}}", "$.server"),
        ("logger: [{type: syslog}]", "$.logger[0]"),
    ],
)
def test_mistakes_do_not_fit(text: str, path: str) -> None:
    assert _errors(text) == [path]


def test_keys_are_explained_with_their_defaults() -> None:
    schema: dict[str, Any] = json_schema()
    storage = schema["$defs"]["StorageSettings"]["properties"]["dir"]
    assert storage["default"] == "{cacheDir}/storage"
    assert "previews" in storage["description"]
    assert schema["properties"]["baseDir"]["default"] == "~"
    assert schema["$defs"]["SourceSettings"]["required"] == ["dir"]
