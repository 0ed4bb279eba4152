"""From a mapping to settings, with errors a person can act on."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from homegallery.config.error import ConfigError
from homegallery.config.keys import known_keys
from homegallery.config.model import Settings
from homegallery.config.origin import Origins

_SECRET = {"password", "remoteConsoleToken"}


def validate(config: Mapping[str, Any], origins: Origins) -> Settings:
    """Typed settings; ``ConfigError`` lists every value that is not understood."""
    try:
        return Settings.model_validate(config, by_alias=True, by_name=False)
    except ValidationError as error:
        details = error.errors(include_url=False)
        message = "; ".join(_describe(detail, origins) for detail in details)
        raise ConfigError(message, hint=_remedy(details)) from error


def _describe(detail: ErrorDetails, origins: Origins) -> str:
    place = origins.place(_path(detail))
    problem = detail["msg"].removeprefix("Value error, ").removeprefix("Input ")
    if detail["type"] == "missing":
        return f"{place} is missing"
    if detail["loc"][-1] in _SECRET or "users" in detail["loc"]:
        return f"{place} {problem}"
    return f"{place} is {_short(detail['input'])}: {problem}"


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _path(detail: ErrorDetails) -> str:
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in detail["loc"]]
    return "".join(parts).removeprefix(".")


def _remedy(details: list[ErrorDetails]) -> str:
    """What the wrong keys are for, from their descriptions."""
    lines: dict[str, None] = {}
    for detail in details:
        generic = "".join("[]" if isinstance(p, int) else f".{p}" for p in detail["loc"])
        key = known_keys().get(generic.removeprefix(".").removesuffix("[]"))
        if key and key.field.description:
            lines[f"{key.path}: {key.field.description}"] = None
    return "\n".join(lines)
