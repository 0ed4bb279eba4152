"""Slowing down those who guess passwords."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_network

from homegallery.server.addresses import Address

FAILURES = 10
"""Wrong passwords per client and window before further ones are refused."""
WINDOW = 60.0
"""Seconds after which the wrong passwords of a client are forgotten."""
_CLIENTS = 4096


class TooManyFailuresError(Exception):
    """Too many wrong passwords; ``seconds`` until the next may be tried."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many wrong passwords, wait {seconds:.0f} s")
        self.seconds = seconds


class Throttle:
    """Counts wrong passwords per client; an IPv6 client is its /64 network.

    ``clock`` gives seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def check(self, client: Address | None) -> None:
        """Raises ``TooManyFailuresError`` for a client that has guessed too often."""
        start, count = self._failures.get(_network(client), (0.0, 0))
        left = start + WINDOW - self._clock()
        if count >= FAILURES and left > 0:
            raise TooManyFailuresError(left)

    def failed(self, client: Address | None) -> None:
        """Note a wrong password."""
        key, now = _network(client), self._clock()
        start, count = self._failures.pop(key, (now, 0))
        fresh = now - start >= WINDOW
        self._failures[key] = (now, 1) if fresh else (start, count + 1)
        if len(self._failures) > _CLIENTS:
            self._failures.popitem(last=False)


def _network(client: Address | None) -> str:
    if isinstance(client, IPv6Address):
        return str(ip_network((client, 64), strict=False))
    return str(client)
