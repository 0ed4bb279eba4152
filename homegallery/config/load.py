"""Loading the configuration: file, environment and arguments become settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from homegallery.config.check import check
from homegallery.config.environment import read_environment
from homegallery.config.error import ConfigError
from homegallery.config.find import default_config_path, find_config
from homegallery.config.hints import hints
from homegallery.config.keypath import flatten
from homegallery.config.legacy import modernise
from homegallery.config.model import Settings
from homegallery.config.origin import Origins
from homegallery.config.override import drop_repeated_sources, override
from homegallery.config.paths import expand_paths, fill_defaults
from homegallery.config.read import read_config
from homegallery.config.validation import validate
from homegallery.config.variables import Variables

__all__ = ["ConfigError", "Loaded", "default_config_path", "find_config", "load_settings"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Loaded:
    """Settings, the file they come from, and one line for each oddity that is no error."""

    settings: Settings
    path: Path | None
    hints: list[str]


def load_settings(
    path: Path | None, *, environ: Mapping[str, str], overrides: Mapping[str, Any] = _NOTHING
) -> Loaded:
    """Settings of a file, or the defaults without one.

    ``environ`` overrides the file, ``overrides`` (arguments) both: nested mappings or values by key
    path, such as ``server.port``; ``sources+`` appends to the list ``sources``. A ``Path`` is taken
    as it is, a text may hold variables. Raises ``ConfigError``.
    """
    environment = read_environment(environ)
    arguments = flatten(overrides)
    values = {key: value for key, (value, _) in environment.items()} | arguments
    givers = {key: f"environment variable {name}" for key, (_, name) in environment.items()}
    origins = Origins(path, givers | dict.fromkeys(arguments, "argument"))

    config = modernise(read_config(path)) if path else {}
    override(config, values)
    config = modernise(config)
    fill_defaults(config)
    expand_paths(config, Variables(config, environ, origins))
    drop_repeated_sources(config, len(values.get("sources+", ())))

    settings = validate(config, origins)
    check(settings, origins)
    return Loaded(settings, path, [*_no_file(path, environ), *hints(settings, origins, environ)])


def _no_file(path: Path | None, environ: Mapping[str, str]) -> list[str]:
    if path is not None:
        return []
    return [f"no configuration file, the defaults hold; one can be {default_config_path(environ)}"]
