"""New configurations, made from the commented example."""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from homegallery import durable
from homegallery.config.error import ConfigError
from homegallery.config.find import default_config_path
from homegallery.config.present import exists
from homegallery.config.variables import literal

__all__ = ["create_config", "default_config_path", "read_example"]

NAME = "gallery.config.example.yml"

_SOURCES = re.compile(r"^sources:\n", re.MULTILINE)


def read_example() -> str:
    """The commented example, from the installed package or the source checkout."""
    here = Path(__file__).parent
    paths = (here / NAME, here.parents[1] / NAME)
    path = next((path for path in paths if path.is_file()), paths[0])
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read: {error.strerror}", hint="Install the program again."
        ) from error


def create_config(path: Path, sources: Sequence[Path | str], *, force: bool = False) -> None:
    """Write the example with these source directories, made absolute, to ``path``.

    Raises ``ConfigError`` if the file exists (unless ``force``), is not named .yml or .yaml, or
    cannot be written.
    """
    if path.suffix.lower() not in {".yml", ".yaml"}:
        raise ConfigError(
            f"{path} cannot be created: its name should end with .yml or .yaml",
            hint="A new configuration is YAML, for its comments.",
        )
    if exists(path) and not force:
        raise ConfigError(
            f"{path} exists already", hint="Edit it, or replace it with the option --force."
        )
    text = _SOURCES.sub(lambda match: match[0] + _items(sources), read_example(), count=1)
    try:
        durable.write_bytes(path, text.encode("utf-8"))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written: {error.strerror}",
            hint="Choose another place with the option --config.",
        ) from error


def _items(sources: Sequence[Path | str]) -> str:
    """YAML items; a directory of the same name as an earlier one gets an index of its own."""
    text = ""
    used: set[str] = set()
    for directory in dict.fromkeys(Path(source).absolute() for source in sources):
        name = next(name for name in _names(directory.name) if name not in used)
        used.add(name)
        text += f"  - dir: {_quoted(literal(str(directory)))}\n"
        if name != directory.name:
            index = f"{{configDir}}/{{configPrefix}}{literal(name)}.idx"
            text += f"    index: {_quoted(index)}\n"
    return text


def _names(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}-{number}" for number in count(2))


def _quoted(text: str) -> str:
    """A YAML scalar: 'quoted', or "escaped" if there are control or undecodable characters."""
    import yaml

    style = "'" if text.isprintable() else '"'
    quoted: str = yaml.safe_dump(text, default_style=style, allow_unicode=True, width=2**31)
    return quoted.strip()
