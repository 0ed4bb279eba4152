"""docs/cli.md names every command and every option."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from homegallery.cli.app import app

TEXT = (Path(__file__).resolve().parents[2] / "docs" / "cli.md").read_text()


def commands(command: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """All commands with their full names."""
    if not hasattr(command, "commands"):
        yield name, command
        return
    for key, inner in command.commands.items():
        yield from commands(inner, f"{name} {key}".strip())


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", ALL)
def test_every_command_is_documented(name: str) -> None:
    assert name in TEXT


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_documented(name: str) -> None:
    options = {
        option for parameter in ALL[name].params for option in parameter.opts if option[0] == "-"
    }
    assert not {one for one in options if f"`{one}`" not in TEXT}


@pytest.mark.parametrize("name", ALL)
def test_the_help_of_every_command_fits_any_terminal(name: str) -> None:
    assert all("\n" not in paragraph for paragraph in ALL[name].help.split("\n\n"))
