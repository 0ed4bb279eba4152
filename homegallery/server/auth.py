"""Who is asking: Basic authentication, address rules."""

import asyncio
import hashlib
import logging
import secrets
import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers

from homegallery.config.server import AuthSettings, ServerSettings
from homegallery.server.addresses import Address, AddressRules, parse_address
from homegallery.server.errors import ServerError
from homegallery.server.memory import give_back_big_blocks
from homegallery.server.password import Password, parse_password
from homegallery.server.proxies import Proxies
from homegallery.server.throttle import Throttle

ANONYMOUS = "anonymous"
"""The identity of everyone who came in without a password."""

VERIFIED = 256
"""So many verified headers are remembered."""

_log = logging.getLogger(__name__)


class CredentialsRequiredError(Exception):
    """No, or wrong, credentials."""


class Authenticator:
    """Turns a request into a verified identity.

    A header that was verified once is remembered until the server stops, as a hash with a
    random key. Raises ``ServerError`` for users that cannot be told apart. ``clock`` gives
    seconds.
    """

    def __init__(
        self, settings: ServerSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._users = _users(settings.auth)
        # Whoever does not exist is verified as well, or the time would tell that.
        self._decoy = max(self._users.values(), key=lambda user: user.slow, default=None)
        self._rules = AddressRules(settings.auth.rules or [])
        self._proxies = Proxies(settings.proxy_networks)
        self._throttle = Throttle(clock)
        self._verified: OrderedDict[bytes, str] = OrderedDict()
        self._running: dict[bytes, asyncio.Task[str]] = {}
        self._slow = asyncio.Lock()
        self._seal = secrets.token_bytes(32)
        if any(user.slow for user in self._users.values()):
            give_back_big_blocks()

    def known(self, peer: str | None, headers: Headers) -> str | None:
        """The verified user name, or ``anonymous``, as far as it takes no time.

        ``peer`` is the address of the other end of the connection. None means that only
        ``identify`` can tell.
        """
        if not self._users:
            return ANONYMOUS
        authorization = headers.get("authorization")
        if authorization is not None:
            return self._remembered(self._digest(authorization))
        client = self._proxies.client_address(parse_address(peer), headers)
        return ANONYMOUS if self._rules.allows(client) else None

    async def identify(self, peer: str | None, headers: Headers) -> str:
        """The verified user name, or ``anonymous``; arguments are those of ``known``.

        Credentials that are given have to be right, even where none are needed. Raises
        ``CredentialsRequiredError`` and ``TooManyFailuresError``.
        """
        known = self.known(peer, headers)
        if known is not None:
            return known
        authorization = headers.get("authorization")
        if authorization is None:
            raise CredentialsRequiredError
        address = parse_address(peer)
        client = self._proxies.client_address(address, headers) or address
        return await self._verify_once(client, authorization)

    async def _verify_once(self, client: Address | None, authorization: str) -> str:
        """Let equal headers, as the first requests of a page have them, wait for one answer."""
        digest = self._digest(authorization)
        task = self._running.get(digest)
        if task is None:
            task = asyncio.create_task(self._verify(client, authorization, digest))
            self._running[digest] = task
            task.add_done_callback(lambda done: self._finish(digest, done))
        return await asyncio.shield(task)

    def _finish(self, digest: bytes, task: asyncio.Task[str]) -> None:
        del self._running[digest]
        if not task.cancelled():
            task.exception()  # otherwise asyncio logs it if all who waited have left

    async def _verify(self, client: Address | None, authorization: str, digest: bytes) -> str:
        name, password = _credentials(authorization)
        self._throttle.begin(client)
        user = self._users.get(name, self._decoy)
        if user is None or not await self._matches(user, password) or name not in self._users:
            _log.warning("Wrong user name or password from %s", client)
            raise CredentialsRequiredError
        self._throttle.succeeded(client)
        self._remember(digest, name)
        return name

    async def _matches(self, user: Password, password: str) -> bool:
        """One slow verification at a time, so that they never add up their memory."""
        if not user.slow:
            return user.verify(password)
        async with self._slow:
            return await asyncio.to_thread(user.verify, password)

    def _digest(self, authorization: str) -> bytes:
        return hashlib.blake2b(authorization.encode(), key=self._seal).digest()

    def _remembered(self, digest: bytes) -> str | None:
        name = self._verified.get(digest)
        if name is not None:
            self._verified.move_to_end(digest)
        return name

    def _remember(self, digest: bytes, name: str) -> None:
        self._verified[digest] = name
        if len(self._verified) > VERIFIED:
            self._verified.popitem(last=False)


def _users(settings: AuthSettings) -> dict[str, Password]:
    users: dict[str, Password] = {}
    for position, user in enumerate(settings.users):
        if user.username in users or user.username == ANONYMOUS:
            reason = "is there twice" if user.username in users else "is everyone without password"
            raise ServerError(
                f"server.auth.users[{position}]: {user.username!r} {reason}",
                hint="Give this user another name.",
            )
        users[user.username] = parse_password(user.password)
    return users


def _credentials(authorization: str) -> tuple[str, str]:
    """Name and password of a Basic header; a password may hold colons."""
    scheme, _, token = authorization.strip().partition(" ")
    try:
        text = b64decode(token.strip(), validate=True).decode()
    except ValueError as error:
        raise CredentialsRequiredError from error
    name, _, password = text.partition(":")
    if scheme.lower() != "basic" or not name or not password:
        raise CredentialsRequiredError
    return name, password
