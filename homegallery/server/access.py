"""What somebody may see and do: the only door between the library and the routes.

A route gets a ``View`` for the verified identity of its request and takes
everything it sends from there.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from homegallery.config.model import AuthSettings
from homegallery.database.entry import Entry
from homegallery.events.apply import targets
from homegallery.events.event import USER_ACTION, Event
from homegallery.server.fileids import decode_id
from homegallery.server.filters import compile_filters
from homegallery.server.library import Library
from homegallery.server.perspective import Outlook, Perspective
from homegallery.server.preview import Preview
from homegallery.server.rights import Rights, rights_of
from homegallery.server.tree import Leaf

Message = dict[str, Any]
"""A JSON object with a ``type``, for open browsers."""

_GRANTED = 64
"""So many originals are remembered as visible."""


class View:
    """What one viewer may see of the library, as it was when the view was made."""

    def __init__(self, viewer: str, rights: Rights, perspective: Perspective) -> None:
        self.viewer = viewer
        self.rights = rights
        self._sight = perspective.current
        self._retired = tuple(perspective.retired)

    @property
    def total(self) -> int:
        """Number of visible entries."""
        return self._sight.total

    @property
    def created(self) -> str:
        """When the database was written, ISO 8601; empty without one."""
        return self._sight.created

    @property
    def front(self) -> tuple[Entry, ...]:
        """The newest entries that are not hidden."""
        return self._sight.front

    @property
    def root_hash(self) -> str | None:
        """Hash of the tree, None while it is being built."""
        tree = self._sight.tree
        return tree.root if tree else None

    @property
    def leaves(self) -> Sequence[Leaf]:
        """All visible entries, newest first, a group of months at a time."""
        tree = self._sight.tree
        return tree.leaves if tree else ()

    def tree_object(self, digest: str) -> bytes | None:
        """A gzipped object of the viewer's tree or of one of the trees before it."""
        tree = self._sight.tree
        generations = [tree.objects] if tree else []
        for objects in (*generations, *reversed(self._retired)):
            if digest in objects:
                return objects[digest]
        return None

    def find(self, prefix: str) -> Iterator[Entry]:
        """The visible entries whose id begins with ``prefix``."""
        for leaf in self.leaves:
            if leaf.files.has_prefix(prefix):
                found = (entry for entry in leaf.entries() if entry["id"].startswith(prefix))
                yield from found

    def shows_early(self, preview: Preview) -> bool:
        """Whether it belongs to one of the newest entries; known before the tree is."""
        return preview.file_id in self._sight.front_files

    def shows(self, preview: Preview) -> bool:
        """Whether it belongs to a visible entry."""
        return self._shows_file(preview.file_id) or self.shows_early(preview)

    def may_download(self, index: str, filename: str) -> bool:
        """Whether the viewer may have this original: a file of a visible entry.

        The name has to be written as in the entry: on Linux ``a\\b`` and ``a/b`` are two files.
        Finding it means to read months; what was found is remembered for the next part of it.
        """
        if not self.rights.download:
            return False
        granted = self._sight.granted
        if (index, filename) in granted:
            return True
        found = self._has_file(index, filename)
        if found:
            if len(granted) >= _GRANTED:
                granted.clear()
            granted.add((index, filename))
        return found

    def visible_ids(self, ids: Iterable[str]) -> list[str]:
        """Those of ``ids`` that are files of visible entries."""
        return [id_ for id_ in ids if self._shows_file(decode_id(id_))]

    def event(self, event: Event) -> Event | None:
        """What the viewer may know of an event: that of visible entries; None for nothing."""
        if event.get("type") != USER_ACTION:
            return None
        visible = self.visible_ids(targets(event))
        return {**event, "targetIds": visible} if visible else None

    def message(self, message: Message) -> Message | None:
        """What the viewer may know of a message to all; None for nothing.

        Messages of the server carry the hash of the tree that the viewer sees.
        """
        if message["type"] == USER_ACTION:
            return self.event(message)  # type: ignore[arg-type, return-value]
        if message["type"] in ("pong", "server"):
            return {**message, "rootHash": self.root_hash or ""}
        return message

    def _has_file(self, index: str, filename: str) -> bool:
        return any(
            file.get("index") == index and file.get("filename") == filename
            for leaf in self.leaves
            if leaf.may_hold((index, filename.replace("\\", "/")))
            for entry in leaf.entries()
            for file in entry.get("files", [])
        )

    def _shows_file(self, file_id: bytes) -> bool:
        tree = self._sight.tree
        return tree is not None and file_id in tree.files


class Access:
    """Decides what an identity may see and do.

    Hidden entries exist only for those who may hide and unhide them. Raises
    ``ServerError`` for a filter that cannot be applied.
    """

    def __init__(self, settings: AuthSettings, library: Library) -> None:
        self._rights = rights_of(settings)
        self._perspectives = {
            name: library.perspective(
                Outlook(query if query.query.condition else None, hidden=self._rights[name].edit)
            )
            for name, query in compile_filters(settings).items()
        }

        for perspective in self._perspectives.values():
            perspective.wanted = perspective.outlook.is_everything

    def perspective(self, identity: str) -> Perspective:
        """How a verified identity sees the library."""
        return self._perspectives[identity]

    def rights(self, identity: str) -> Rights:
        """What a verified identity may do."""
        return self._rights[identity]

    def view(self, identity: str) -> View:
        """The view of a verified identity on the library as it is now."""
        return View(identity, self._rights[identity], self._perspectives[identity])
