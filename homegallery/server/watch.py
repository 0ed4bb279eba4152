"""Keeping the library up to date while the server runs."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from homegallery.server.library import Library

_log = logging.getLogger(__name__)

INTERVAL = 1.0
"""Seconds between two looks at the database file."""


class LibraryWatch:
    """Refreshes a library in the background.

    ``opened`` is set when its newest entries can be seen, ``ready`` when its tree
    can. ``on_change`` is called in the event loop after the tree has changed.
    """

    def __init__(
        self, library: Library, on_change: Callable[[], None], *, interval: float = INTERVAL
    ) -> None:
        self._library = library
        self._on_change = on_change
        self._interval = interval
        self._nudged = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.opened = asyncio.Event()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Look at the file again and again, until cancelled."""
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                self._nudged.clear()
                await self.look()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._nudged.wait(), self._interval)
        finally:
            self._loop = None
            self._library.stop()

    def nudge(self) -> None:
        """Look at once; to be called from any thread, by who knows that the file changed."""
        if loop := self._loop:
            with suppress(RuntimeError):  # it is closed
                loop.call_soon_threadsafe(self._nudged.set)

    async def look(self) -> None:
        """Take over the database file if it changed."""
        changed = False
        try:
            snapshot = await asyncio.to_thread(self._library.open)
            self.opened.set()
            if snapshot is not None:
                changed = await asyncio.to_thread(self._library.finish, snapshot)
        except Exception:  # noqa: BLE001
            # The border of this background job: an entry nobody has foreseen must
            # not end the watch; the next version of the file is tried again.
            _log.exception("the database could not be taken over")
            self._library.problem = "The database could not be taken over, see the server's log"
        self.opened.set()
        self.ready.set()
        if changed:
            self._on_change()
