"""Keeping the library up to date while the server runs."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from homegallery.server.library import Library, News
from homegallery.server.perspective import Perspective

_log = logging.getLogger(__name__)

INTERVAL = 1.0
"""Seconds between two looks at the files."""


class LibraryWatch:
    """Refreshes a library in the background.

    ``on_news`` is called in the event loop after something has changed.
    """

    def __init__(
        self, library: Library, on_news: Callable[[News], None], *, interval: float = INTERVAL
    ) -> None:
        self._library = library
        self._on_news = on_news
        self._interval = interval
        self._nudged = asyncio.Event()
        self._looking = asyncio.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def run(self) -> None:
        """Look at the files again and again, until cancelled."""
        self._loop = asyncio.get_running_loop()
        try:
            while True:
                self._nudged.clear()
                await self.look()
                # Not wait_for: of a nudge and a cancellation at the same time it
                # forgets the cancellation.
                with suppress(TimeoutError):
                    async with asyncio.timeout(self._interval):
                        await self._nudged.wait()
        finally:
            self._loop = None
            self._library.stop()

    def nudge(self) -> None:
        """Look at once; to be called from any thread, by who knows that the file changed."""
        if loop := self._loop:
            with suppress(RuntimeError):  # it is closed
                loop.call_soon_threadsafe(self._nudged.set)

    async def opened(self, perspective: Perspective) -> None:
        """Wait until the newest entries can be seen."""
        self._want(perspective)
        await perspective.opened.wait()

    async def ready(self, perspective: Perspective) -> None:
        """Wait until the tree can be seen."""
        self._want(perspective)
        await perspective.ready.wait()

    async def look(self) -> None:
        """Take over what changed in the files; one look at a time."""
        async with self._looking:
            await self._look()

    def _want(self, perspective: Perspective) -> None:
        if not perspective.wanted:
            perspective.wanted = True
            self._nudged.set()

    async def _look(self) -> None:
        wanted = [each for each in self._library.perspectives if each.wanted]
        news = News()
        try:
            await asyncio.to_thread(self._library.open)
            for perspective in wanted:
                perspective.opened.set()
            news = await asyncio.to_thread(self._library.finish)
        except Exception:  # noqa: BLE001
            # The border of this background job: an entry nobody has foreseen must
            # not end the watch; the next version of the file is tried again.
            _log.exception("the database could not be taken over")
            self._library.note_accident()
        for perspective in wanted:
            perspective.opened.set()
            perspective.ready.set()
        if news.changed or news.events:
            self._on_news(news)
