"""Small pictures in memory: the previews that were asked for last."""

import time
from collections import OrderedDict
from collections.abc import Callable

from homegallery.server.reading import Picture, PictureReader

SMALL = 1 << 17
"""Bytes up to which a picture is kept in memory."""

MEMORY = 40 << 20
"""Bytes of all pictures in memory: 2000 of 320 pixels. An idle server stays below 150 MB."""

BELIEVED = 10.0
"""Seconds until a picture is read anew: for so long one that was purged may still be sent."""


class Pictures:
    """Pictures by path, read if they are not in memory. For use in one event loop.

    ``memory`` bounds the bytes that are kept; ``clock`` gives seconds.
    """

    def __init__(
        self, *, memory: int = MEMORY, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._reader = PictureReader()
        self._known: OrderedDict[str, tuple[Picture, float]] = OrderedDict()
        self._bytes = 0

    async def get(self, path: str) -> Picture | None:
        """The picture; None if there is no such file, or it is no small one."""
        known = self._known.get(path)
        if known is not None and self._clock() < known[1]:
            self._known.move_to_end(path)
            return known[0]
        picture = await self._reader.read(path)
        self._forget(path)
        if picture is not None and len(picture.content) <= SMALL:
            self._remember(path, picture)
        return picture

    def close(self) -> None:
        """Read nothing any more."""
        self._reader.close()

    def _remember(self, path: str, picture: Picture) -> None:
        self._known[path] = picture, self._clock() + BELIEVED
        self._bytes += len(picture.content)
        while self._bytes > self._memory:
            self._forget(next(iter(self._known)))

    def _forget(self, path: str) -> None:
        known = self._known.pop(path, None)
        if known is not None:
            self._bytes -= len(known[0].content)
