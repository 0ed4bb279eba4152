"""Verifying passwords against ``server.auth.users[].password``, and hashing new ones."""

import hashlib
import hmac
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from homegallery.config.password import split_scheme

_ARGON2 = PasswordHasher(time_cost=2, memory_cost=19 << 10, parallelism=1, hash_len=32, salt_len=16)
"""argon2id with 19 MiB, 2 passes, 1 lane: the least the OWASP Password Storage Cheat Sheet
recommends, which a NAS can spare; sizes of hash and salt as in RFC 9106, section 4."""


@dataclass(frozen=True, slots=True)
class Password:
    """A stored password.

    ``verify`` tells in constant time whether a candidate is it. ``slow`` tells that this takes
    time and memory on purpose, so that it should not be done in an event loop.
    """

    verify: Callable[[str], bool]
    slow: bool = False


def parse_password(stored: str) -> Password:
    """Read a stored password as the settings have checked it."""
    scheme, text = split_scheme(stored)
    match scheme:
        case "argon2":
            return Password(_argon2(text), slow=True)
        case "plain":
            return Password(_equal(text.encode(), str.encode))
        case "sha":
            return Password(_equal(b64decode(text), _sha1))
        case "sha256-salted":
            salt, _, digest = text.partition(".")
            return Password(_equal(b64decode(digest), _salted(b64decode(salt))))
    raise ValueError(f"unknown password scheme {scheme}")


def hash_password(password: str) -> str:
    """A new hash of a password, as the configuration takes it."""
    return "{ARGON2}" + _ARGON2.hash(password)


def _argon2(stored: str) -> Callable[[str], bool]:
    def verify(candidate: str) -> bool:
        try:
            return _ARGON2.verify(stored, candidate)
        except VerifyMismatchError:
            return False

    return verify


def _equal(secret: bytes, derive: Callable[[str], bytes]) -> Callable[[str], bool]:
    return lambda candidate: hmac.compare_digest(derive(candidate), secret)


def _salted(salt: bytes) -> Callable[[str], bytes]:
    """SHA-256 over the salt read as text and the password.

    The original decodes the random salt as UTF-8 with replacement characters
    before it hashes; stored digests depend on that.
    """
    text = salt.decode("utf-8", "replace").encode()
    return lambda candidate: hashlib.sha256(text + candidate.encode()).digest()


def _sha1(candidate: str) -> bytes:
    return hashlib.sha1(candidate.encode(), usedforsecurity=False).digest()
