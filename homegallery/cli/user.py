"""``homegallery user``: passwords for the configuration."""

import sys
from typing import Annotated

import typer

from homegallery.errors import GalleryError

app = typer.Typer(
    no_args_is_help=True,
    help="Passwords of users.\n\nExample: homegallery user password",
)

_WHERE = """
Put this line, in single quotes, into the configuration and start the server again:

server:
  auth:
    users:
      - username: alice
        password: '{ARGON2}...'"""


class PasswordError(GalleryError):
    """There is no password to read."""


@app.callback()
def group() -> None:
    """Keeps ``password`` a named command although it is the only one."""


@app.command("password")
def password_command(
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read the password from the first line of the input.")
    ] = False,
) -> None:
    """Turn a password into the line that the configuration holds instead of it.

    Asks twice, and shows nothing of what is typed. The password is read from the input if
    that is no terminal. The line is a hash (argon2id) that does not tell the password;
    each time it is another one.

    Example: homegallery user password
    """
    from homegallery.server.password import hash_password

    password = _first_line() if stdin or not sys.stdin.isatty() else _ask()
    typer.echo(hash_password(password))
    typer.echo(_WHERE, err=True)


def _ask() -> str:
    answer: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return answer


def _first_line() -> str:
    try:
        password = sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise PasswordError("The password is no UTF-8 text") from error
    if not password:
        raise PasswordError("There is no password in the first line of the input")
    return password
