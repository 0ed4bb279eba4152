"""Slowing down those who guess passwords."""

import logging
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_network

from homegallery.server.addresses import Address

FAILURES = 10
"""Wrong passwords per client and window before further ones are refused."""
ALL_FAILURES = 100
"""Wrong passwords of all clients together, for guesses may come from many addresses."""
WINDOW = 60.0
"""Seconds after which wrong passwords are forgotten."""
CLIENTS = 1024
"""So many clients are remembered; within a window there are at most ``ALL_FAILURES``."""

_log = logging.getLogger(__name__)


class TooManyFailuresError(Exception):
    """Too many wrong passwords; ``seconds`` until the next may be tried."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many wrong passwords, wait {seconds:.0f} s")
        self.seconds = seconds


class Throttle:
    """Counts wrong passwords per client; an IPv6 client is its /64 network.

    A password counts as wrong from the moment it is tried, so that many at a time are no way
    around. ``clock`` gives seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._all = _Failures(ALL_FAILURES)
        self._clients: OrderedDict[str, _Failures] = OrderedDict()

    def begin(self, client: Address | None) -> None:
        """Note that a password is tried.

        Raises ``TooManyFailuresError``, and notes nothing, if too many were wrong.
        """
        name, now = _network(client), self._clock()
        own = self._clients.get(name) or _Failures(FAILURES)
        seconds = max(own.wait(now), self._all.wait(now))
        if seconds > 0:
            raise TooManyFailuresError(seconds)
        for failures in (own, self._all):
            failures.add(now)
        if own.wait(now) > 0:
            _log.warning("Many passwords are tried from %s: it has to wait", name)
        self._clients[name] = own
        self._clients.move_to_end(name)
        if len(self._clients) > CLIENTS:
            self._clients.popitem(last=False)

    def succeeded(self, client: Address | None) -> None:
        """Take back what ``begin`` has noted: the password was right."""
        self._all.take_back()
        if own := self._clients.get(_network(client)):
            own.take_back()


@dataclass(slots=True)
class _Failures:
    """Failures since ``start``; ``most`` are allowed in a window."""

    most: int
    start: float = -math.inf
    count: int = 0

    def wait(self, now: float) -> float:
        """Seconds until a further one is allowed."""
        return max(0.0, self.start + WINDOW - now) if self.count >= self.most else 0.0

    def add(self, now: float) -> None:
        if now - self.start >= WINDOW:
            self.start, self.count = now, 0
        self.count += 1

    def take_back(self) -> None:
        self.count = max(0, self.count - 1)


def _network(client: Address | None) -> str:
    if isinstance(client, IPv6Address):
        return str(ip_network((client, 64), strict=False))
    return str(client)
