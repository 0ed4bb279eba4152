"""Where log messages go."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from homegallery.config.section import Section

Level = Literal["trace", "debug", "info", "warn", "error", "fatal", "silent"]


class LoggerSettings(Section):
    """One item of ``logger``."""

    type: Literal["console", "file"] = Field(description="Where to write.")
    level: Level = Field(default="info", description="Least level of messages to write.")
    format: Literal["pretty", "json"] | None = Field(
        default=None, description="pretty or json. Default: console pretty, file json."
    )
    file: Path | None = Field(default=None, description="The file of type file; it is appended.")


OPTIONS = ("logLevel", "logFile", "logFileLevel", "logJsonFormat")
"""Options of the command line (and environment) that change the list of loggers."""


def apply_options(loggers: Any, options: Mapping[str, Any]) -> Any:
    """The list of loggers, not validated yet, changed by the command line's options.

    ``logLevel`` is that of the console; ``logJsonFormat`` replaces all loggers by a console
    with JSON lines; ``logFile`` adds a file of level ``logFileLevel`` (debug).
    """
    if not isinstance(loggers, list) or not all(isinstance(item, dict) for item in loggers):
        return loggers
    level = options.get("logLevel")
    if str(options.get("logJsonFormat", "")).lower() in {"true", "1", "yes", "on"}:
        loggers = [{"type": "console", "level": level or "info", "format": "json"}]
    elif level:
        others = [logger for logger in loggers if logger.get("type") != "console"]
        console = [logger for logger in loggers if logger.get("type") == "console"]
        changed = [{**logger, "level": level} for logger in console or [{"type": "console"}]]
        loggers = [*changed, *others]
    if file := options.get("logFile"):
        file_level = options.get("logFileLevel") or "debug"
        loggers = [*loggers, {"type": "file", "level": file_level, "file": file}]
    return loggers
