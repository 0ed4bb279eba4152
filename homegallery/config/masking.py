"""Settings as plain data that may be shown: without secrets."""

import re
from pathlib import Path
from typing import Any

from homegallery.config.model import Settings

MASK = "********"

_SECRET_KEY = re.compile(r"pass|secret|token|credential|api_?key", re.IGNORECASE)
_SCHEME = re.compile(r"\{[^{}]*\}")
_LOGIN_IN_URL = re.compile(r"(?<=://)([^/@:\s]*):[^/@\s]*(?=@)")


def masked(settings: Settings) -> dict[str, Any]:
    """All settings by the keys of the file; of a password only its scheme is left.

    Values of keys that sound secret and passwords in addresses are masked as well, for they
    may be in the settings of plugins.
    """
    result: dict[str, Any] = _mask(settings.model_dump(by_alias=True))
    return result


def _mask(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _mask_secret(child) if _SECRET_KEY.search(str(key)) else _mask(child)
            for key, child in value.items()
        }
    if isinstance(value, list):
        return [_mask(item) for item in value]
    if isinstance(value, Path):
        return str(value)
    return _LOGIN_IN_URL.sub(rf"\1:{MASK}", value) if isinstance(value, str) else value


def _mask_secret(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    scheme = _SCHEME.match(value) if isinstance(value, str) else None
    return f"{scheme[0]}{MASK}" if scheme else MASK
