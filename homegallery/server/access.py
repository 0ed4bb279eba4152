"""What somebody may see: the only door between the library and the routes.

A route gets a ``View`` for the verified identity of its request and takes
everything it sends from there.
"""

from collections.abc import Iterator

from homegallery.config.model import AuthSettings
from homegallery.database.entry import Entry, encode_all
from homegallery.server.errors import ServerError
from homegallery.server.library import Library, Snapshot
from homegallery.server.preview import Preview

_LATER = (
    "This version cannot filter yet and would show everything. Remove the filter, "
    "or serve only photos that everyone may see."
)


class View:
    """What one viewer may see of one state of the library.

    This version knows no filters: whoever is let in sees all entries.
    """

    def __init__(
        self, viewer: str, snapshot: Snapshot, retired: tuple[dict[str, bytes], ...]
    ) -> None:
        self.viewer = viewer
        self._snapshot = snapshot
        self._retired = retired

    @property
    def total(self) -> int:
        """Number of entries."""
        return self._snapshot.total

    @property
    def created(self) -> str:
        """When the database was written, ISO 8601; empty without one."""
        database = self._snapshot.database
        return database.created if database else ""

    @property
    def front(self) -> tuple[Entry, ...]:
        """The newest entries."""
        return self._snapshot.front

    @property
    def root_hash(self) -> str | None:
        """Hash of the tree, None while it is being built."""
        tree = self._snapshot.tree
        return tree.root if tree else None

    def tree_object(self, digest: str) -> bytes | None:
        """A gzipped object of the tree or of one of the trees before it."""
        tree = self._snapshot.tree
        generations = [tree.objects] if tree else []
        for objects in (*generations, *reversed(self._retired)):
            if digest in objects:
                return objects[digest]
        return None

    def text(self, offset: int, limit: int) -> Iterator[bytes]:
        """Entries as JSON joined by commas, month by month, newest first."""
        database = self._snapshot.database
        separator = b""
        for month in database.months if database else ():
            if limit <= 0:
                break
            wanted = min(limit, month.count - offset)
            if wanted > 0 and database is not None:
                yield separator
                yield (
                    database.read_bytes(month.key)
                    if wanted == month.count
                    else encode_all(database.read(month.key)[offset : offset + wanted])
                )
                separator = b","
                limit -= wanted
            offset = max(0, offset - month.count)

    def shows_early(self, preview: Preview) -> bool:
        """Whether it belongs to one of the newest entries; known before the tree is."""
        return preview.file_id in self._snapshot.front_files

    def shows(self, preview: Preview) -> bool:
        """Whether it belongs to a visible entry."""
        tree = self._snapshot.tree
        return self.shows_early(preview) or (tree is not None and preview.file_id in tree.files)


class Access:
    """Decides what an identity may see.

    Raises ``ServerError`` if the settings ask for a filter: filters need the query
    language, which this version does not have, and nothing may be shown instead.
    """

    def __init__(self, settings: AuthSettings, library: Library) -> None:
        _refuse_filters(settings)
        self._library = library

    def view(self, identity: str) -> View:
        """The view of a verified identity on the library as it is now."""
        return View(identity, self._library.current, tuple(self._library.retired))


def _refuse_filters(settings: AuthSettings) -> None:
    filters = {
        f"server.auth.users[{position}].filter": user.filter
        for position, user in enumerate(settings.users)
    } | {"server.auth.public.filter": settings.public.filter}
    for key, text in filters.items():
        if text and text.strip():
            raise ServerError(f"{key}: {text!r} cannot be applied", hint=_LATER)
