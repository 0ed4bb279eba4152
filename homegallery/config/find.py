"""Where configuration files are looked for."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import homegallery
from homegallery.config.error import ConfigError
from homegallery.config.present import is_file

FILE_NAME = "gallery.config"
SUFFIXES = (".yml", ".yaml", ".json")


def find_config(explicit: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The configuration file to use; None if there is none.

    A named file must exist. ``GALLERY_CONFIG``, also if passed on as ``explicit``, names the only
    file, which may not exist yet (a container at its first start). Otherwise the first existing
    ``gallery.config.{yml,yaml,json}`` of ``GALLERY_CONFIG_DIR``, the working directory, the
    program's directory, ``~/.config/home-gallery``, ``~`` (with a leading dot) and ``/etc``.
    """
    named = environ.get("GALLERY_CONFIG", "")
    if explicit is not None and explicit != Path(named):
        if not is_file(explicit):
            raise ConfigError(
                f"{explicit}: there is no such configuration file",
                hint="Create one with: homegallery run init --source DIR --config FILE",
            )
        return explicit
    if named:
        return path if is_file(path := Path(named)) else None
    return next((path for path in _candidates(environ) if is_file(path)), None)


def default_config_path(environ: Mapping[str, str]) -> Path:
    """Where a new configuration file belongs."""
    if named := environ.get("GALLERY_CONFIG"):
        return Path(named)
    if directory := environ.get("GALLERY_CONFIG_DIR"):
        return Path(directory) / f"{FILE_NAME}.yml"
    return _home(environ) / ".config" / "home-gallery" / f"{FILE_NAME}.yml"


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    if directory := environ.get("GALLERY_CONFIG_DIR"):
        yield from _files(Path(directory))
    yield from _files(Path())
    yield from _files(Path(homegallery.__file__).parents[1])
    yield from _files(_home(environ) / ".config" / "home-gallery")
    yield from _files(_home(environ), ".")
    yield from _files(Path("/etc"))


def _files(directory: Path, prefix: str = "") -> Iterator[Path]:
    return (directory / f"{prefix}{FILE_NAME}{suffix}" for suffix in SUFFIXES)


def _home(environ: Mapping[str, str]) -> Path:
    return Path(environ["HOME"]) if environ.get("HOME") else Path.home()
