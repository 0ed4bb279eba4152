"""``homegallery run server``: the gallery in the browser, importing in the background."""

import logging
import shutil
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from homegallery.cli.bar import ProgressLines
from homegallery.cli.options import (
    ConfigOption,
    LogOptions,
    SourceOption,
    WatchOptions,
    WorkersOption,
)
from homegallery.cli.setup import load
from homegallery.cli.spread import spread
from homegallery.cli.watching import watching
from homegallery.config.model import Settings
from homegallery.importer.service import ImportService

log = logging.getLogger(__name__)

_WITHOUT = {
    "exiftool": "dates and places are read with fewer details (Debian: libimage-exiftool-perl)",
    "ffmpeg": "photos are shown, videos wait for ffmpeg (Debian: ffmpeg)",
}


@spread
def command(
    source: SourceOption = None,
    host: Annotated[
        str | None, typer.Option("--host", "-H", help="Address to listen on.", show_default=False)
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", "-p", help="Port to listen on.", show_default=False)
    ] = None,
    key: Annotated[
        Path | None, typer.Option("--key", "-K", help="Private key (PEM) for HTTPS.")
    ] = None,
    cert: Annotated[
        Path | None, typer.Option("--cert", "-C", help="Certificate (PEM) for HTTPS.")
    ] = None,
    prefix: Annotated[
        str | None, typer.Option(help="Path below which the gallery answers, like /gallery.")
    ] = None,
    base_path: Annotated[
        str | None,
        typer.Option("--base-path", "-b", help="Path before all links, for a proxy that cuts it."),
    ] = None,
    open_browser: Annotated[
        bool | None,
        typer.Option("--open-browser/--no-open-browser", help="Open the browser after the start."),
    ] = None,
    import_sources: Annotated[
        bool | None,
        typer.Option("--import-sources/--no-import-sources", help="Import in the background."),
    ] = None,
    watch_sources: Annotated[
        bool | None,
        typer.Option("--watch-sources/--no-watch-sources", help="Import what changes."),
    ] = None,
    workers: WorkersOption = None,
    config: ConfigOption = None,
    *,
    watch: WatchOptions,
    logs: LogOptions,
) -> None:
    """Serve the gallery and import the source directories in the background.

    Photos appear in the browser while the import runs, and later within seconds when they
    are copied to a source. Ctrl-C stops both.

    Example: homegallery run server --source ~/Pictures
    """
    from homegallery.server.run import serve  # takes half a second that others need not wait

    console = Console(stderr=True)
    given = {
        "host": host, "port": port, "key": key, "cert": cert, "prefix": prefix,
        "basePath": base_path, "openBrowser": open_browser,
        "importSources": import_sources, "watchSources": watch_sources,
    }  # fmt: skip
    overrides = {"server": {name: value for name, value in given.items() if value is not None}}
    settings = load(config, logs, console, source, overrides)
    _warn_of_missing_tools()
    importer = ImportService(
        settings,
        workers=workers,
        watching=watching(watch) if settings.server.watch_sources else None,
    )
    importer.subscribe(ProgressLines())
    try:
        serve(settings, importer, on_ready=lambda url: _ready(settings, importer, url))
    finally:
        importer.stop()


def _ready(settings: Settings, importer: ImportService, url: str) -> None:
    log.info("The gallery is at %s", url)
    if settings.server.import_sources:
        importer.start()
    if settings.server.open_browser:
        with suppress(webbrowser.Error):
            webbrowser.open(url)


def _warn_of_missing_tools() -> None:
    for tool, consequence in _WITHOUT.items():
        if shutil.which(tool) is None:
            log.warning("%s is not installed: %s", tool, consequence)
