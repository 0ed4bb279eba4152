"""Who is asking: Basic authentication, address rules."""

import hashlib
import secrets
import time
from base64 import b64decode
from collections import OrderedDict
from collections.abc import Callable

from homegallery.config.model import AuthSettings
from homegallery.server.addresses import Address, AddressRules, parse_address
from homegallery.server.errors import ServerError
from homegallery.server.password import Password, parse_password
from homegallery.server.throttle import Throttle

ANONYMOUS = "anonymous"
"""The identity of everyone who came in without a password."""

_VERIFIED = 256
"""So many verified headers are remembered."""


class CredentialsRequiredError(Exception):
    """No, or wrong, credentials."""


class Authenticator:
    """Turns a request into a verified identity.

    Raises ``ServerError`` for users that cannot be told apart. ``clock`` gives seconds.
    """

    def __init__(
        self, settings: AuthSettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._users = _users(settings)
        self._nobody = Password(secrets.token_bytes(32), str.encode)
        self._rules = AddressRules(settings.rules or [])
        self._throttle = Throttle(clock)
        self._verified: OrderedDict[bytes, str] = OrderedDict()
        self._seal = secrets.token_bytes(32)

    def identify(
        self, client: str | None, authorization: str | None, *, forwarded: bool = False
    ) -> str:
        """The verified user name, or ``anonymous``.

        ``client`` is the address of the peer. ``forwarded`` tells that the
        request names another address as its origin: then the peer is a proxy,
        its own address says nothing about the person, and only a rule for
        everyone lets it in.

        Raises ``CredentialsRequiredError`` and ``TooManyFailuresError``.
        """
        if not self._users:
            return ANONYMOUS
        peer = parse_address(client)
        if authorization is not None:
            return self._verify(peer, authorization)
        if self._rules.allows(None if forwarded else peer):
            return ANONYMOUS
        raise CredentialsRequiredError

    def _verify(self, peer: Address | None, authorization: str) -> str:
        digest = hashlib.blake2b(authorization.encode(), key=self._seal).digest()
        known = self._verified.get(digest)
        if known is not None:
            self._verified.move_to_end(digest)
            return known
        self._throttle.check(peer)
        name, password = _credentials(authorization)
        if not self._users.get(name, self._nobody).verify(password):
            self._throttle.failed(peer)
            raise CredentialsRequiredError
        self._verified[digest] = name
        if len(self._verified) > _VERIFIED:
            self._verified.popitem(last=False)
        return name


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
