"""Where log messages go."""

from pathlib import Path
from typing import Literal

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
