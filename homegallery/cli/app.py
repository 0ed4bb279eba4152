"""Assembles the commands and turns errors into messages and exit codes."""

import inspect
import logging
import re
import sys
from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

from homegallery.cli import (
    config,
    database,
    extract,
    failures,
    index,
    init,
    models,
    run_import,
    run_server,
    storage,
    user,
    vision,
)
from homegallery.cli.arguments import ListCommand
from homegallery.cli.logs import one_line
from homegallery.errors import GalleryError

log = logging.getLogger(__name__)

app = typer.Typer(
    name="homegallery",
    help="Self-hosted photo and video gallery.\n\n"
    "Start here: homegallery run server --source ~/Pictures",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
run = typer.Typer(no_args_is_help=True, help="Set up, import and serve.")
run.command("server")(run_server.command)
run.command("import")(run_import.command)
run.command("init")(init.init)
app.add_typer(run, name="run")
app.add_typer(index.app, name="index")
app.command("extract", cls=ListCommand)(extract.command)
app.add_typer(database.app, name="database")
app.add_typer(failures.app, name="failures")
app.add_typer(storage.app, name="storage")
app.add_typer(user.app, name="user")
app.add_typer(models.app, name="models")
app.add_typer(vision.app, name="vision")
app.add_typer(config.app, name="config")


def _let_flow(group: typer.Typer) -> None:
    """Let help texts fill lines as wide as the terminal, not as the source code."""
    for command in group.registered_commands:
        text = command.help or inspect.getdoc(command.callback) or ""
        command.help = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    for inner in group.registered_groups:
        if inner.typer_instance is not None:
            _let_flow(inner.typer_instance)


_let_flow(app)


def _version(wanted: bool) -> None:
    if wanted:
        from homegallery import __version__

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version."
    ),
) -> None:
    pass


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command; errors become one message on stderr and an exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        app([_kebab(argument) for argument in given], prog_name="homegallery")
    except GalleryError as error:
        log.debug("The command failed", exc_info=True)
        _fail(str(error), error.hint, error.exit_code)
    except OSError as error:
        log.debug("The command failed", exc_info=True)
        _fail(_plain(error), "Check that the disk has space and the path may be written.", 1)
    sys.exit(0)


def _plain(error: OSError) -> str:
    """The message without its number."""
    if error.strerror is None:
        return str(error)
    return f"{error.strerror}: {error.filename}" if error.filename else error.strerror


def _fail(message: str, hint: str, code: int) -> NoReturn:
    console = Console(stderr=True)
    console.print(f"[bold red]Error:[/] {escape(one_line(message))}", soft_wrap=True)
    if hint:
        console.print(escape(hint), soft_wrap=True)
    sys.exit(code)


def _kebab(argument: str) -> str:
    """``--logLevel=x`` -> ``--log-level=x``, as the original accepts both."""
    if not argument.startswith("--"):
        return argument
    name, equals, value = argument.partition("=")
    return re.sub(r"(?<=[a-z])([A-Z])", lambda match: f"-{match[1].lower()}", name) + equals + value
