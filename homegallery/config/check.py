"""Rules between values that no single value can break."""

from collections.abc import Iterable

from homegallery.config.error import ConfigError
from homegallery.config.model import Settings, SourceSettings
from homegallery.config.origin import Origins
from homegallery.config.present import exists, is_directory, is_file


def check(settings: Settings, origins: Origins) -> None:
    """Raise ``ConfigError`` for sources that cannot be told apart or read, and for equal users."""
    for position, first in _repeated(source.index.absolute() for source in settings.sources):
        raise ConfigError(
            f"{_index(settings, position, origins)} is the index of sources[{first}], too",
            hint="Each source needs its own index file: set the key index of one of the two.",
        )
    for position, first in _repeated(source.name for source in settings.sources):
        raise ConfigError(
            f"{_index(settings, position, origins)} has the same name as the index of "
            f"sources[{first}], {settings.sources[first].index}",
            hint="The name of the index file identifies the source in the database: set the key "
            "index of one of the two to another name.",
        )
    for position, first in _repeated(user.username for user in settings.server.auth.users):
        place = origins.place(f"server.auth.users[{position}].username")
        raise ConfigError(
            f"{place} is the user name of server.auth.users[{first}], too",
            hint="Remove or rename one of the two users.",
        )
    for position, source in enumerate(settings.sources):
        _check_source(source, position, origins)


def _repeated(values: Iterable[object]) -> Iterable[tuple[int, int]]:
    """Positions of a value that was there before, and where it was first."""
    first: dict[object, int] = {}
    for position, value in enumerate(values):
        if first.setdefault(value, position) != position:
            yield position, first[value]


def _index(settings: Settings, position: int, origins: Origins) -> str:
    return f"{origins.place(f'sources[{position}].index')} ({settings.sources[position].index})"


def _check_source(source: SourceSettings, position: int, origins: Origins) -> None:
    if not source.index.stem:
        raise ConfigError(
            f"{origins.place(f'sources[{position}].index')} has no name",
            hint="Set the key index of this source to a file such as '{configDir}/Pictures.idx'.",
        )
    if source.offline and not is_file(source.index):
        raise ConfigError(
            f"{origins.place(f'sources[{position}].index')} is {source.index}: there is no such "
            "file, but the source is marked as offline",
            hint="An offline source is known by its index only: restore the file, or remove "
            "offline, connect the directory and import it first.",
        )
    if not source.offline and exists(source.dir) and not is_directory(source.dir):
        raise ConfigError(
            f"{origins.place(f'sources[{position}].dir')} is {source.dir}: this is not a directory",
            hint="Name the directory that holds the photos.",
        )
