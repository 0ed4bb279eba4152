"""Reading a configuration file as a mapping."""

import json
from pathlib import Path
from typing import Any

from homegallery.config.error import ConfigError
from homegallery.config.find import SUFFIXES


def read_config(path: Path) -> dict[str, Any]:
    """The mapping of a YAML or JSON file, empty for an empty file; raises ``ConfigError``."""
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ConfigError(
            f"{path} is no configuration file: its name should end with {', '.join(SUFFIXES)}"
        )
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}", hint="Check its name and permissions."
        ) from error
    config = _parse_json(text, path) if suffix == ".json" else _parse_yaml(text, path)
    if config is None:
        return {}
    if not isinstance(config, dict):
        raise ConfigError(
            f"{path} holds a {type(config).__name__} instead of keys with values",
            hint="Compare it with gallery.config.example.yml.",
        )
    return config


def _parse_yaml(text: bytes, path: Path) -> Any:
    from homegallery.config.yamltext import parse_yaml

    return parse_yaml(text, str(path))


def _parse_json(text: bytes, path: Path) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(
            f"{path}, line {error.lineno}, column {error.colno}: {error.msg}",
            hint="JSON needs double quotes, no comments, and no comma after the last item.",
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8 text", hint="Save it as UTF-8.") from error
