"""Keys of nested mappings by dotted path, such as ``sources[].dir``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from homegallery.config.error import ConfigError


@dataclass(frozen=True, slots=True)
class Position:
    """A key that is set: the mapping that holds it, and its full path (``sources[0].dir``)."""

    parent: dict[str, Any]
    key: str
    path: str

    @property
    def value(self) -> Any:
        return self.parent[self.key]


def get_key(config: Mapping[str, Any], path: str) -> Any:
    """Value at a dotted path; None if there is none."""
    value: Any = config
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def set_key(config: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at a dotted path, creating mappings on the way.

    Raises ``ConfigError`` where something else than a mapping is on the way.
    """
    *parents, name = path.split(".")
    for depth, part in enumerate(parents, 1):
        child = config.setdefault(part, {})
        if not isinstance(child, dict):
            raise ConfigError(
                f"{'.'.join(parents[:depth])} should be a mapping of keys, to set {path}"
            )
        config = child
    config[name] = value


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested mappings as one, by dotted path."""
    result: dict[str, Any] = {}
    for key, value in values.items():
        nested = isinstance(value, Mapping)
        result |= flatten(value, f"{prefix}{key}.") if nested else {prefix + key: value}
    return result


def positions(config: Any, path: str, prefix: str = "") -> Iterator[Position]:
    """Where a path is set; ``[]`` after a name goes through the items of a list."""
    name, _, rest = path.partition(".")
    plain = name.removesuffix("[]")
    if not isinstance(config, dict) or plain not in config:
        return
    if not rest:
        yield Position(config, plain, prefix + plain)
    elif plain == name:
        yield from positions(config[plain], rest, f"{prefix}{plain}.")
    elif isinstance(config[plain], list):
        for index, item in enumerate(config[plain]):
            yield from positions(item, rest, f"{prefix}{plain}[{index}].")
