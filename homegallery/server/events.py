"""Messages to all open browsers, and the import progress among them."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from homegallery.importer.progress import Progress

Message = dict[str, Any]
"""A JSON object with a ``type``."""

BACKLOG = 64
"""Messages a slow browser may have waiting; after that its stream ends and it
connects again, which gives it the present state."""

PROGRESS_INTERVAL = 0.5
"""Least seconds between two progress messages."""


class Subscription:
    """The messages of one browser; ``next`` gives None when the stream is to end."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[Message | None] = asyncio.Queue(BACKLOG)

    async def next(self, timeout: float) -> Message | None:
        """Wait for a message; ``TimeoutError`` after ``timeout`` seconds without one."""
        return await asyncio.wait_for(self._queue.get(), timeout)

    def put(self, message: Message) -> None:
        """Add a message; one too many ends the stream."""
        try:
            self._queue.put_nowait(message)
        except asyncio.QueueFull:
            self.end()

    def end(self) -> None:
        """End the stream without what is still waiting."""
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)


class Hub:
    """Passes messages on to all subscriptions; to be used in the event loop only."""

    def __init__(self) -> None:
        self._subscriptions: set[Subscription] = set()
        self._closed = False

    @contextmanager
    def subscribe(self) -> Iterator[Subscription]:
        """A subscription that ends with the ``with`` block."""
        subscription = Subscription()
        self._subscriptions.add(subscription)
        if self._closed:
            subscription.end()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def publish(self, message: Message) -> None:
        """Send ``message`` to everyone."""
        for subscription in self._subscriptions:
            subscription.put(message)

    def close(self) -> None:
        """End all streams, also those that come later."""
        self._closed = True
        for subscription in self._subscriptions:
            subscription.end()


class ProgressRelay:
    """Brings progress from the importer's thread to the hub, the newest at most twice a second.

    ``loop`` is the event loop of ``publish``.
    """

    def __init__(
        self,
        publish: Callable[[Message], None],
        loop: asyncio.AbstractEventLoop,
        *,
        interval: float = PROGRESS_INTERVAL,
    ) -> None:
        self._publish = publish
        self._loop = loop
        self._interval = interval
        self._lock = threading.Lock()
        self._latest: Progress | None = None
        self._closed = False
        self._next_time = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def __call__(self, progress: Progress) -> None:
        """Note ``progress``; to be called from any thread."""
        with self._lock:
            waiting, self._latest = self._latest is not None, progress
            if not waiting and not self._closed:
                self._loop.call_soon_threadsafe(self._schedule)

    def close(self) -> None:
        """Send nothing any more, and leave the event loop alone; called in it."""
        with self._lock:
            self._closed = True
        if self._timer is not None:
            self._timer.cancel()

    def _schedule(self) -> None:
        when = max(self._next_time, self._loop.time())
        self._timer = self._loop.call_at(when, self._flush)

    def _flush(self) -> None:
        with self._lock:
            progress, self._latest = self._latest, None
        self._next_time = self._loop.time() + self._interval
        if progress is not None:
            self._publish(progress_message(progress))


def progress_message(progress: Progress) -> Message:
    """The message about an import."""
    return {"type": "import", "progress": visible_progress(progress)}


def visible_progress(progress: Progress) -> dict[str, Any]:
    """What every viewer may know: no file name, for the file may be hidden from some."""
    shown = asdict(progress)
    del shown["file"]
    return shown
