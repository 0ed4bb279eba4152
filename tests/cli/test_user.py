"""Passwords for the configuration."""

import io
import sys

import pytest
import typer

from homegallery.config.load import load_settings
from homegallery.server.password import parse_password
from tests.cli.conftest import Home


class Input(io.TextIOWrapper):
    """A standard input with these bytes."""

    def __init__(self, content: bytes, *, terminal: bool = False) -> None:
        super().__init__(io.BytesIO(content), encoding="ascii")
        self._terminal = terminal

    def isatty(self) -> bool:
        """Whether it counts as a terminal."""
        return self._terminal


def _line(output: str) -> str:
    line, _, where = output.partition("\n")
    assert "server:" in where
    return line


@pytest.mark.parametrize(
    ("content", "password"),
    [
        (b"s3cret\n", "s3cret"),
        (b"s3cret", "s3cret"),
        (b"s3cret\r\nsecond line\n", "s3cret"),
        ("  sécrèt: 'x' \n".encode(), "  sécrèt: 'x' "),
    ],
)
@pytest.mark.parametrize("options", [[], ["--stdin"]])
def test_the_first_line_of_a_pipe_is_the_password(
    home: Home, monkeypatch: pytest.MonkeyPatch, content: bytes, password: str, options: list[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", Input(content))
    code, output = home.run("user", "password", *options)
    assert code == 0
    assert parse_password(_line(output)).verify(password)
    assert password not in output


def test_a_terminal_is_asked_twice_and_hides_the_answer(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {}

    def prompt(text: str, **options: bool) -> str:
        asked[text] = options
        return "s3cret"

    monkeypatch.setattr(sys, "stdin", Input(b"", terminal=True))
    monkeypatch.setattr(typer, "prompt", prompt)
    code, output = home.run("user", "password")
    assert code == 0
    assert parse_password(_line(output)).verify("s3cret")
    assert asked == {"Password": {"hide_input": True, "confirmation_prompt": True, "err": True}}


def test_stdin_reads_even_from_a_terminal(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", Input(b"s3cret\n", terminal=True))
    assert parse_password(_line(home.run("user", "password", "--stdin")[1])).verify("s3cret")


@pytest.mark.parametrize(
    ("content", "problem"), [(b"", "no password"), (b"\nx", "no password"), (b"\xff\n", "UTF-8")]
)
def test_without_a_password_there_is_no_hash(
    home: Home, monkeypatch: pytest.MonkeyPatch, content: bytes, problem: str
) -> None:
    monkeypatch.setattr(sys, "stdin", Input(content))
    code, output = home.run("user", "password")
    assert code == 1
    assert problem in output
    assert "ARGON2" not in output


def test_the_line_fits_into_the_configuration_as_shown(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", Input(b"s3cret\n"))
    line, _, where = home.run("user", "password")[1].partition("\n")
    path = home.gallery.root / "with-user.yml"
    path.write_text(where[where.index("server:") :].replace("{ARGON2}...", line))
    [user] = load_settings(path, environ={"HOME": "/h"}).settings.server.auth.users
    assert user.username == "alice"
    assert parse_password(user.password).verify("s3cret")


def test_the_help_shows_an_example(home: Home) -> None:
    code, output = home.run("user", "--help")
    assert code == 0
    assert "homegallery user password" in output
