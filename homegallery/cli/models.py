"""``homegallery models``: the networks that recognise objects, faces and similar pictures."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.filesize import decimal
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from homegallery.cli.options import ConfigOptions, LogOptions
from homegallery.cli.overrides import given
from homegallery.cli.setup import read
from homegallery.cli.spread import spread
from homegallery.config.model import Settings
from homegallery.vision.fetch import Listener, fetch
from homegallery.vision.files import ModelFiles
from homegallery.vision.plan import FEATURES, VisionPlan
from homegallery.vision.registry import Model, find, read_registry

app = typer.Typer(no_args_is_help=True, help="Models that recognise what is in pictures.")

FAULTY_EXIT: Final = 3

Directory = Annotated[
    Path | None, typer.Option("--dir", help="Directory of the models, if it is another one.")
]


@app.command("list")
@spread
def list_command(directory: Directory = None, *, config: ConfigOptions, logs: LogOptions) -> None:
    """Print all known models: which are used, which are here, and where to get them."""
    console = Console()
    settings = _settings(config, logs, directory)
    plan, files = VisionPlan.of(settings), ModelFiles(settings.vision.dir)
    chosen = set(_chosen(plan))
    for model in read_registry(settings.vision.dir).values():
        state = "here" if files.is_there(model) else "missing"
        used = "*" if model in chosen else " "
        facts = f"{model.task}, {decimal(model.size)}, {model.licence}"
        lines = [
            f"{used} {model.name} {model.version}: {facts}",
            f"    {model.file}: {state}",
            *(f"    {source}" for source in model.sources),
        ]
        console.print("\n".join(lines), highlight=False, soft_wrap=True, markup=False)
    console.print(f"* used by the configuration. Directory: {settings.vision.dir}", soft_wrap=True)


@app.command("fetch")
@spread
def fetch_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Models. Default: those of the configuration.")
    ] = None,
    directory: Directory = None,
    *,
    config: ConfigOptions,
    logs: LogOptions,
) -> None:
    """Download models that are missing or broken; what was begun goes on.

    Nothing is sent anywhere but the requests for the files. Exit codes: 0 all are here,
    1 some cannot be had.
    """
    console = Console(stderr=True)
    settings = _settings(config, logs, directory)
    models = _named(settings, names) if names else _chosen(VisionPlan.of(settings))
    with _shown(console) as listener:
        fetched = fetch(models, ModelFiles(settings.vision.dir), on_progress=listener)
    what = ", ".join(model.name for model in fetched) or "nothing, all are here"
    console.print(f"Downloaded: {what}", highlight=False, soft_wrap=True)


@app.command("verify")
@spread
def verify_command(directory: Directory = None, *, config: ConfigOptions, logs: LogOptions) -> None:
    """Compare all files of models with their SHA-256.

    Exit codes: 0 all are whole, 3 some of those in use are missing or broken.
    """
    console = Console()
    settings = _settings(config, logs, directory)
    files, chosen = ModelFiles(settings.vision.dir), set(_chosen(VisionPlan.of(settings)))
    faulty = False
    for model in read_registry(settings.vision.dir).values():
        here = files.path(model).exists()
        whole = here and files.is_whole(model)
        faulty |= model in chosen and not whole
        if here or model in chosen:
            state = "whole" if whole else "broken" if here else "missing"
            console.print(f"{model.name}: {state}", highlight=False)
    raise typer.Exit(FAULTY_EXIT if faulty else 0)


def _settings(config: ConfigOptions, logs: LogOptions, directory: Path | None) -> Settings:
    return read(config, logs, Console(stderr=True), given({"vision.dir": directory}))


def _chosen(plan: VisionPlan) -> list[Model]:
    return [model for feature in FEATURES for model in plan.models(feature)]


def _named(settings: Settings, names: list[str]) -> list[Model]:
    registry = read_registry(settings.vision.dir)
    tasks = {model.name: model.task for model in registry.values()}
    return [find(registry, name, tasks.get(name, "embedding")) for name in names]


@contextmanager
def _shown(console: Console) -> Iterator[Listener]:
    """A bar for each model on a terminal, silence elsewhere."""
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(),
               TransferSpeedColumn())  # fmt: skip
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        tasks: dict[str, int] = {}

        def listener(model: Model, length: int) -> None:
            if model.name not in tasks:
                tasks[model.name] = bar.add_task(model.name, total=model.size)
            bar.update(tasks[model.name], completed=length)  # type: ignore[arg-type]

        yield listener
