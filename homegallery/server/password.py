"""Verifying passwords against ``server.auth.users[].password``."""

import hashlib
import hmac
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass

_SCHEME = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Password:
    """A stored password: ``secret`` is what ``derive`` makes of the right one."""

    secret: bytes
    derive: Callable[[str], bytes]

    def verify(self, candidate: str) -> bool:
        """Compare in constant time."""
        return hmac.compare_digest(self.derive(candidate), self.secret)


def parse_password(stored: str) -> Password:
    """Read a stored password as the settings have checked it.

    Text without a scheme is the password itself; names of schemes are accepted in
    any case, and ``{SHA256Salted}`` as well as ``{SHA256-salted}``.
    """
    match = _SCHEME.match(stored)
    scheme = match[1].lower().replace("-", "") if match else "plain"
    text = stored[match.end() :] if match else stored
    if scheme == "plain":
        return Password(text.encode(), _plain)
    if scheme == "sha":
        return Password(b64decode(text), _sha1)
    if scheme == "sha256salted":
        salt, _, digest = text.partition(".")
        return Password(b64decode(digest), _Salted(b64decode(salt)))
    raise ValueError(f"unknown password scheme {scheme}")


class _Salted:
    """SHA-256 over the salt read as text and the password.

    The original decodes the random salt as UTF-8 with replacement characters
    before it hashes; stored digests depend on that.
    """

    def __init__(self, salt: bytes) -> None:
        self._salt = salt.decode("utf-8", "replace").encode()

    def __call__(self, candidate: str) -> bytes:
        return hashlib.sha256(self._salt + candidate.encode()).digest()


def _plain(candidate: str) -> bytes:
    return candidate.encode()


def _sha1(candidate: str) -> bytes:
    return hashlib.sha1(candidate.encode(), usedforsecurity=False).digest()
