"""Messages to all open browsers, and the import progress among them."""

import asyncio
import secrets
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from homegallery.importer.progress import Progress
from homegallery.server.access import Message

REPLAYED = 256
"""So many of the last messages are sent again to a browser that comes back."""

BACKLOG = 64
"""Messages a slow browser may have waiting; after that its stream ends and it
connects again, which gives it the present state."""

PROGRESS_INTERVAL = 0.5
"""Least seconds between two progress messages."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A message and its id on event streams, ``<start of the server>.<number>``."""

    id: str
    message: Message


class Subscription:
    """The messages of one browser; ``next`` gives None when the stream is to end."""

    def __init__(self, missed: Sequence[Numbered] = ()) -> None:
        self._queue: asyncio.Queue[Numbered | None] = asyncio.Queue(BACKLOG + len(missed))
        for item in missed:
            self.put(item)

    async def next(self, timeout: float) -> Numbered | None:
        """Wait for a message; ``TimeoutError`` after ``timeout`` seconds without one."""
        async with asyncio.timeout(timeout):
            return await self._queue.get()

    def put(self, item: Numbered) -> None:
        """Add a message; one too many ends the stream."""
        try:
            self._queue.put_nowait(item)
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
        self._start = secrets.token_hex(4)
        self._count = 0
        self._recent: deque[Numbered] = deque(maxlen=REPLAYED)

    @property
    def last_id(self) -> str:
        """The id of the last message."""
        return f"{self._start}.{self._count}"

    def __len__(self) -> int:
        return len(self._subscriptions)

    @contextmanager
    def subscribe(self, last_id: str = "") -> Iterator[Subscription]:
        """A subscription that ends with the ``with`` block.

        It begins with the messages after ``last_id``, as far as they are remembered.
        """
        subscription = Subscription(self._after(last_id))
        self._subscriptions.add(subscription)
        if self._closed:
            subscription.end()
        try:
            yield subscription
        finally:
            self._subscriptions.discard(subscription)

    def publish(self, message: Message, *, remember: bool = True) -> None:
        """Send ``message`` to everyone; without ``remember`` not to those who come back."""
        self._count += remember
        item = Numbered(self.last_id, message)
        if remember:
            self._recent.append(item)
        for subscription in self._subscriptions:
            subscription.put(item)

    def close(self) -> None:
        """End all streams, also those that come later."""
        self._closed = True
        for subscription in self._subscriptions:
            subscription.end()

    def _after(self, last_id: str) -> list[Numbered]:
        start, _, number = last_id.partition(".")
        if start != self._start or not number.isascii() or not number.isdecimal():
            return []
        missed = self._count - int(number)
        return list(self._recent)[-missed:] if missed > 0 else []


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
