"""``homegallery vision``: recognise pictures for other galleries."""

import logging
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from homegallery.cli.options import ConfigOptions, LogOptions
from homegallery.cli.overrides import given
from homegallery.cli.setup import read
from homegallery.cli.spread import spread
from homegallery.errors import GalleryError
from homegallery.vision.fetch import HINT
from homegallery.vision.plan import FEATURES, VisionPlan

log = logging.getLogger(__name__)

app = typer.Typer(no_args_is_help=True, help="Recognise pictures for other galleries.")


class NothingToServeError(GalleryError):
    """No model is here."""


@app.callback()
def group() -> None:
    """Keeps ``serve`` a named command although it is the only one."""


@app.command("serve")
@spread
def serve_command(
    host: Annotated[
        str, typer.Option(help="Address to listen on. 0.0.0.0 lets other computers connect.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port.")] = 3100,
    directory: Annotated[
        Path | None, typer.Option("--dir", help="Directory of the models, if it is another one.")
    ] = None,
    threads: Annotated[
        int | None, typer.Option(min=1, help="Threads. Default: one per processor.")
    ] = None,
    *,
    config: ConfigOptions,
    logs: LogOptions,
) -> None:
    """Offer recognition to galleries on weaker computers, ours or the original.

    They name this service as extractor.apiServer.url. There is no log-in: listen only where
    you trust everybody. Pictures are not kept.

    Example: homegallery vision serve --host 0.0.0.0
    """
    overrides = {
        "vision.dir": directory,
        "vision.threads": threads or os.cpu_count() or 1,
        "extractor.apiServer.url": "",
    }
    settings = read(config, logs, Console(stderr=True), given(overrides))
    plan = VisionPlan.of(settings)
    missing = ", ".join(model.name for model in plan.missing())
    if missing:
        log.warning("Some models are missing: %s", missing)
    if not any(map(plan.is_possible, FEATURES)):
        raise NothingToServeError(f"there are no models in {settings.vision.dir}", hint=HINT)
    import uvicorn

    from homegallery.vision.service import service

    log.info("Recognising pictures at http://%s:%s", host, port)
    uvicorn.run(service(plan), host=host, port=port, log_level="warning")
