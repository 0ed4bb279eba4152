"""What every command needs first: the configuration and the log."""

import logging
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

from pydantic import ValidationError
from rich.console import Console

from homegallery.cli.logs import set_up_logs
from homegallery.cli.options import ConfigOptions, LogOptions
from homegallery.config.create import create_config, default_config_path
from homegallery.config.load import Loaded, find_config, load_settings
from homegallery.config.logger import Level, LoggerSettings
from homegallery.config.model import Settings
from homegallery.errors import GalleryError

__all__ = ["LogOptions", "SetupError", "load", "read", "set_up_console"]

log = logging.getLogger(__name__)


class SetupError(GalleryError):
    """There is no configuration to work with, or an option of the log is wrong."""


def load(
    config: Path | None,
    logs: LogOptions,
    console: Console,
    sources: Sequence[Path] | None = None,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """Read the configuration, or create one at the first start; set up the log.

    ``sources`` are added to those of the configuration for this run.
    """
    set_up_console(logs, console)
    path = _find(config, sources)
    values = dict(overrides or {})
    if path is None:
        path = _create(config or default_config_path(os.environ), sources)
    elif sources:
        values["sources+"] = [source.absolute() for source in sources]
    return _loaded(path, logs, console, values)


def read(
    config: ConfigOptions,
    logs: LogOptions,
    console: Console,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """Read the configuration, or the defaults if there is none; set up the log."""
    set_up_console(logs, console)
    path = None
    if config.config or config.auto_config:
        path = find_config(config.config, os.environ)
    return _loaded(path, logs, console, overrides or {})


def set_up_console(logs: LogOptions, console: Console) -> None:
    """Set up the log without a configuration."""
    set_up_logs(_loggers(logs, []), console)


def _loaded(
    path: Path | None, logs: LogOptions, console: Console, overrides: Mapping[str, object]
) -> Settings:
    loaded = load_settings(path, environ=os.environ, overrides=overrides)
    set_up_logs(_loggers(logs, loaded.settings.logger), console)
    _tell(loaded)
    return loaded.settings


def _find(config: Path | None, sources: Sequence[Path] | None) -> Path | None:
    """The existing configuration; one that is named need not exist if it can be created."""
    if config is not None and sources and not config.exists():
        return None
    return find_config(config, os.environ)


def _create(path: Path, sources: Sequence[Path] | None) -> Path:
    """A first configuration; a container names its mount point in ``GALLERY_SOURCE``."""
    mounted = os.environ.get("GALLERY_SOURCE")
    directories = list(sources or ([Path(mounted)] if mounted else []))
    if not directories:
        raise SetupError(
            "There is no configuration yet",
            hint="Name your photos: homegallery run server --source ~/Pictures",
        )
    create_config(path, directories)
    log.info("Created the configuration %s", path)
    return path


def _tell(loaded: Loaded) -> None:
    if loaded.path:
        log.info("Using the configuration %s", loaded.path)
    for hint in loaded.hints:
        # Who works without a configuration need not be told what is missing in it.
        log.log(logging.WARNING if loaded.path else logging.DEBUG, "%s", hint)


def _loggers(options: LogOptions, configured: list[LoggerSettings]) -> list[LoggerSettings]:
    """Options change the console of the configuration and add a file."""
    console = LoggerSettings(type="console", level="info")
    others = [logger for logger in configured if logger.type != "console"]
    for logger in configured:
        if logger.type == "console":
            console = logger
    changes: dict[str, object] = {}
    if options.log_level:
        changes["level"] = options.log_level
    if options.log_json_format:
        changes["format"] = "json"
    loggers = [_validated(**{**console.model_dump(), **changes}), *others]
    if options.log_file:
        loggers.append(_validated(type="file", level=options.log_file_level, file=options.log_file))
    return loggers


def _validated(**values: object) -> LoggerSettings:
    try:
        return LoggerSettings.model_validate(values)
    except ValidationError as error:
        raise SetupError(
            f"Log level {error.errors()[0]['input']!r} is none of {', '.join(get_args(Level))}"
        ) from None
