"""Options that several commands share."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config", "-c", envvar="GALLERY_CONFIG", show_default=False,
        help="Configuration file (.yml or .json). Default: the first found, see README.",
    ),
]  # fmt: skip
LogLevelOption = Annotated[
    str | None,
    typer.Option(
        "--log-level", "-l", envvar="GALLERY_LOG_LEVEL", show_default=False,
        help="Console messages: trace, debug, info, warn, error or silent.",
    ),
]  # fmt: skip
LogFileOption = Annotated[
    Path | None,
    typer.Option(
        "--log-file", "-L", envvar="GALLERY_LOG_FILE", show_default=False,
        help="Additional log file.",
    ),
]  # fmt: skip
LogFileLevelOption = Annotated[
    str,
    typer.Option(
        "--log-file-level", envvar="GALLERY_LOG_FILE_LEVEL",
        help="Least level of messages in that file.",
    ),
]  # fmt: skip
LogJsonOption = Annotated[
    bool,
    typer.Option(
        "--log-json-format", "-J", envvar="GALLERY_LOG_JSON_FORMAT",
        help="Console messages as one JSON object per line.",
    ),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class LogOptions:
    """What the command line says about logging; see ``spread``."""

    log_level: LogLevelOption = None
    log_file: LogFileOption = None
    log_file_level: LogFileLevelOption = "debug"
    log_json_format: LogJsonOption = False


@dataclass(frozen=True, slots=True)
class WatchOptions:
    """How changes in the sources are found; see ``spread``."""

    watch_delay: Annotated[
        float,
        typer.Option(
            min=0,
            envvar="GALLERY_WATCH_DELAY",
            help="Seconds without a change before changes are imported.",
        ),
    ] = 0.5
    watch_max_delay: Annotated[
        float,
        typer.Option(
            min=0,
            envvar="GALLERY_WATCH_MAX_DELAY",
            help="Most seconds that a change waits while others go on.",
        ),
    ] = 10.0
    watch_poll_interval: Annotated[
        float,
        typer.Option(
            min=0, envvar="GALLERY_WATCH_POLL_INTERVAL",
            help="Seconds between two looks through all sources; 0 to be told of changes by "
            "the system, which network drives cannot do.",
        ),
    ] = 0.0  # fmt: skip


AutoConfigOption = Annotated[
    bool, typer.Option(help="Look for a configuration file if none is named.")
]


@dataclass(frozen=True, slots=True)
class ConfigOptions:
    """Which configuration to read; see ``spread``."""

    config: ConfigOption = None
    auto_config: AutoConfigOption = True


SourceOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--source", "-s", show_default=False,
        help="Directory of photos. Without a configuration one is created with it; "
        "with one it is added for this run. Can be repeated.",
    ),
]  # fmt: skip
WorkersOption = Annotated[
    int | None,
    typer.Option(
        "--workers", min=1, envvar="GALLERY_WORKERS", show_default=False,
        help="Processes that read photos and make previews. Default: one per CPU.",
    ),
]  # fmt: skip
