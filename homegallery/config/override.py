"""Values from environment and arguments, put over those of the file."""

import os.path
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homegallery.config.keypath import get_key, set_key
from homegallery.config.paths import EXPANDED
from homegallery.config.variables import literal


def override(config: dict[str, Any], values: Mapping[str, Any]) -> None:
    """Set values by key path in ``config``; a path with a final ``+`` appends to a list."""
    for path, value in values.items():
        key = path.removesuffix("+")
        new = _from_outside(value, is_path=key in EXPANDED or key == "sources")
        if key != path:
            new = [*_as_list(get_key(config, key)), *_as_list(new)]
        set_key(config, key, new)


def drop_repeated_sources(config: dict[str, Any], count: int) -> None:
    """Of the last ``count`` sources drop those whose directory an earlier source has.

    So a directory given as argument may be in the file already, with its own settings.
    """
    sources = config.get("sources") or []
    kept = sources[: len(sources) - count]
    for source in sources[len(kept) :]:
        if _directory(source) not in map(_directory, kept):
            kept.append(source)
    config["sources"] = kept


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _directory(source: Any) -> str:
    directory = source.get("dir") if isinstance(source, dict) else None
    return os.path.abspath(directory) if isinstance(directory, str) else ""  # noqa: PTH100


def _from_outside(value: Any, *, is_path: bool) -> Any:
    """Outside the file a relative path belongs to the working directory, not to the file's."""
    if isinstance(value, Path):
        return literal(str(value.absolute()))
    if isinstance(value, list | tuple):
        return [_from_outside(item, is_path=is_path) for item in value]
    if is_path and isinstance(value, str) and value.partition("/")[0] == ".":
        return str(Path.cwd() / value)
    return value
