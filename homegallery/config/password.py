"""How passwords are written in the configuration."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable

MOST_MEMORY = 256 << 10
"""KiB that one verification of an argon2 hash may take."""

_SCHEME = re.compile(r"\{([^{}]*)\}")
_ARGON2 = re.compile(
    r"\$argon2id\$v=19\$m=([1-9][0-9]{0,9}),t=[1-9][0-9]{0,2},p=([1-9][0-9]?)"
    r"\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)"
)


def check_password(value: object) -> str:
    """The password text as it is, if its scheme is known and its hash is well formed.

    ``{ARGON2}$argon2id$...``, ``{SHA256-salted}salt.digest``, ``{SHA}digest`` (base64 each)
    or ``{PLAIN}text``, the scheme in any case; without a scheme the text itself is the
    password.
    """
    if not isinstance(value, str):
        raise ValueError("should be a text, so write it in quotes")
    if not value:
        raise ValueError("should not be empty")
    scheme, text = split_scheme(value)
    check = _CHECKS.get(scheme)
    if check is None:
        raise ValueError(
            f"has the unknown scheme {value[: value.index('}') + 1]}: use {{ARGON2}}, "
            "{SHA256-salted}, {SHA}, or {PLAIN} before a password that starts with a brace"
        )
    check(text)
    return value


def split_scheme(stored: str) -> tuple[str, str]:
    """The scheme in lower case and what follows it; ``plain`` without one.

    ``sha256-salted`` stands for ``{SHA256Salted}`` as well.
    """
    match = _SCHEME.match(stored)
    if match is None:
        return "plain", stored
    scheme = match[1].lower()
    return _ALIASES.get(scheme, scheme), stored[match.end() :]


def _check_plain(text: str) -> None:
    if not text:
        raise ValueError("should not be empty after {PLAIN}")


def _check_sha(text: str) -> None:
    _check_digest(text, 20)


def _check_salted(text: str) -> None:
    salt, _, digest = text.partition(".")
    _decode(salt)
    _check_digest(digest, 32)


def _check_digest(text: str, size: int) -> None:
    if len(_decode(text)) != size:
        raise ValueError("is not a hash of its scheme: it is incomplete or too long")


def _decode(text: str) -> bytes:
    try:
        return a2b_base64(text, strict_mode=True)
    except Base64Error as error:
        raise ValueError(f"is not a hash of its scheme ({error})") from error


def _check_argon2(text: str) -> None:
    match = _ARGON2.fullmatch(text)
    if match is None:
        raise ValueError(
            "is not a hash of argon2id, such as $argon2id$v=19$m=19456,t=2,p=1$salt$hash: make one "
            "with homegallery user password, and put it in single quotes"
        )
    memory, lanes = int(match[1]), int(match[2])
    if len(_unpadded(match[3])) < 8 or len(_unpadded(match[4])) < 16:
        raise ValueError("is not a hash of argon2id: it is incomplete")
    if not 8 * lanes <= memory <= MOST_MEMORY:
        raise ValueError(
            f"takes {memory} KiB of memory: an argon2 hash may take {MOST_MEMORY} KiB, and needs 8 "
            "for each lane"
        )


def _unpadded(text: str) -> bytes:
    """Base64 without ``=`` at the end, as argon2 hashes have it; empty if it is none."""
    padded = text + "=" * (-len(text) % 4)
    try:
        decoded = a2b_base64(padded, strict_mode=True)
    except Base64Error:
        return b""
    return decoded if b2a_base64(decoded, newline=False) == padded.encode() else b""


_ALIASES = {"sha256salted": "sha256-salted"}
_CHECKS: dict[str, Callable[[str], None]] = {
    "argon2": _check_argon2,
    "plain": _check_plain,
    "sha": _check_sha,
    "sha256-salted": _check_salted,
}
