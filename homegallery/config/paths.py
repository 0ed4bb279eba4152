"""The keys that hold paths: their defaults and their expansion."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from homegallery.config.keypath import Position, get_key, positions, set_key
from homegallery.config.variables import Variables

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "baseDir": "~",
        "configDir": "{baseDir}/.config/home-gallery",
        "configPrefix": "",
        "cacheDir": "{baseDir}/.cache/home-gallery",
        "storage.dir": "{cacheDir}/storage",
        "vision.dir": "{cacheDir}/models",
        "database.file": "{configDir}/{configPrefix}database.db",
        "events.file": "{configDir}/{configPrefix}events.db",
        "pluginManager.dirs": "{configDir}/plugins",
    }
)
"""Defaults of single keys that depend on others. (The original takes plugins from the working
directory, which lets whoever can write there run code.)"""

DEFAULT_INDEX = "{configDir}/{configPrefix}{basename(dir)}.idx"
DEFAULT_LOG_FILE = "{configDir}/{configPrefix}gallery.log"

EXPANDED = (
    *DEFAULTS,
    "sources[].dir",
    "sources[].index",
    "sources[].excludeIfPresent",
    "sources[].excludeFromFile",
    "database.excludeFromFile",
    "extractor.excludeFromFile",
    "server.key",
    "server.cert",
    "pluginManager.plugins",
    "logger[].file",
    "export.dir",
    "export.archiveFile",
    "fileIndex.files",
)
"""Keys whose texts, or lists of texts, are expanded."""


def fill_defaults(config: dict[str, Any]) -> None:
    """Set missing paths to their defaults, still with variables."""
    for path, default in DEFAULTS.items():
        if get_key(config, path) is None:
            set_key(config, path, default)
    config.setdefault(
        "logger", [{"type": "console", "level": "info"}, {"type": "file", "level": "debug"}]
    )
    for position in positions(config, "sources[].dir"):
        position.parent.setdefault("index", DEFAULT_INDEX)
    for position in positions(config, "logger[].type"):
        if position.value == "file":
            position.parent.setdefault("file", DEFAULT_LOG_FILE)


def expand_paths(config: dict[str, Any], variables: Variables) -> None:
    """Replace the variables in all paths; every text is read before any is replaced."""
    found = [position for key in EXPANDED for position in positions(config, key)]
    expanded = [_expand(position, variables) for position in found]
    for position, value in zip(found, expanded, strict=True):
        position.parent[position.key] = value


def _expand(position: Position, variables: Variables) -> Any:
    value = position.value
    if isinstance(value, str):
        return variables.expand(value, position.path, position.parent)
    if isinstance(value, list):
        return [
            variables.expand(item, f"{position.path}[{index}]", position.parent)
            if isinstance(item, str)
            else item
            for index, item in enumerate(value)
        ]
    return value
