"""All keys the configuration knows, read off the settings models."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

from pydantic.fields import FieldInfo

from homegallery.config.model import Settings
from homegallery.config.section import Section


@dataclass(frozen=True, slots=True)
class Key:
    """A key by its dotted path; ``[]`` stands for the items of a list."""

    path: str
    field: FieldInfo
    section: type[Section] | None
    """The settings below this key, if it is a mapping or a list of mappings."""


@cache
def known_keys() -> dict[str, Key]:
    """Every key by its path, such as ``sources[].dir``, in the order of the models."""
    return {key.path: key for key in _walk(Settings, "")}


def _walk(section: type[Section], prefix: str) -> Iterator[Key]:
    for field in section.model_fields.values():
        child = _section_of(field.annotation)
        path = f"{prefix}{field.alias}"
        yield Key(path, field, child)
        if child is not None:
            is_item = child is not field.annotation
            yield from _walk(child, f"{path}[]." if is_item else f"{path}.")


def _section_of(annotation: Any) -> type[Section] | None:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next(filter(None, map(_section_of, get_args(annotation))), None)
