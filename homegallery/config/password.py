"""How passwords are written in the configuration."""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64

_SCHEME = re.compile(r"\{([^{}]*)\}")
_KNOWN = {"plain", "sha", "sha256-salted", "sha256salted"}


def check_password(value: object) -> str:
    """The password text as it is, if its scheme is known and its hash is well formed.

    ``{SHA256-salted}salt.digest``, ``{SHA}digest`` (base64 each) or ``{PLAIN}text``, the
    scheme in any case; without a scheme the text itself is the password.
    """
    if not isinstance(value, str):
        raise ValueError("should be a text, so write it in quotes")
    if not value:
        raise ValueError("should not be empty")
    match = _SCHEME.match(value)
    if match is None:
        return value
    scheme = match[1].lower()
    if scheme not in _KNOWN:
        raise ValueError(
            f"has the unknown scheme {match[0]}: use {{SHA256-salted}}, {{SHA}}, or {{PLAIN}} "
            "before a password that starts with a brace"
        )
    _check_hash(scheme, value[match.end() :])
    return value


def _check_hash(scheme: str, text: str) -> None:
    lengths = {"sha": (20,), "sha256-salted": (None, 32), "sha256salted": (None, 32)}.get(scheme)
    if lengths is None:
        return
    parts = text.split(".") if len(lengths) == 2 else [text]
    try:
        decoded = [a2b_base64(part, strict_mode=True) for part in parts]
    except Base64Error as error:
        raise ValueError(f"is not a hash of its scheme ({error})") from error
    sizes = [len(part) for part in decoded]
    if len(sizes) != len(lengths) or sizes[-1] != lengths[-1]:
        raise ValueError("is not a hash of its scheme: it is incomplete or too long")
