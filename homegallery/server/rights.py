"""What each identity may do, as the settings say."""

from collections.abc import Mapping
from dataclasses import dataclass

from homegallery.config.server import AuthSettings, PublicSettings, UserSettings
from homegallery.server.auth import ANONYMOUS


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of one identity.

    ``filter`` is the query that finds what it sees, empty for everything. ``edit`` allows to
    change tags and other data, ``download`` to fetch original files, ``admin`` to see and do
    what concerns the gallery as a whole, such as failed files and directories of the server.
    """

    filter: str
    edit: bool
    download: bool
    admin: bool


def rights_of(settings: AuthSettings) -> Mapping[str, Rights]:
    """The rights of every user by name, and of ``ANONYMOUS``.

    A right that is not set belongs to users without a filter, and without any user to
    everybody, unless the public filter hides something from them.
    """
    users = {user.username: _resolve(user, trusted=True) for user in settings.users}
    return {**users, ANONYMOUS: _resolve(settings.public, trusted=not users)}


def _resolve(settings: UserSettings | PublicSettings, *, trusted: bool) -> Rights:
    text = (settings.filter or "").strip()
    default = trusted and not text

    def right(value: bool | None) -> bool:
        return default if value is None else value

    return Rights(text, right(settings.edit), right(settings.download), right(settings.admin))
