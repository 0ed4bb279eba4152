"""Variables in texts: ``~``, ``./``, ``{configDir}``, ``{basename(dir)}``."""

import os.path
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homegallery.config.environment import variable_name
from homegallery.config.error import ConfigError
from homegallery.config.keypath import get_key
from homegallery.config.origin import Origins

_NAME = r"[A-Za-z_]\w*(?:\.\w+)*"
_VARIABLE = re.compile(rf"\{{(\{{[^{{}}]*\}})\}}|\{{(?:(\w+)\(({_NAME})\)|({_NAME}))\}}")


def literal(text: str) -> str:
    """A text in which variables are not expanded."""
    return re.sub(r"(\{[^{}]*\})", r"{\1}", text)


class Variables:
    """Expands texts of one configuration; ``./`` is the directory of its file."""

    def __init__(
        self, config: Mapping[str, Any], environ: Mapping[str, str], origins: Origins
    ) -> None:
        self._config = config
        self._environ = environ
        self._origins = origins

    def expand(self, text: str, path: str, scope: Mapping[str, Any]) -> str:
        """``text`` of the key ``path``; ``scope`` is the mapping around it, such as its source.

        Raises ``ConfigError`` for unknown and for circular variables.
        """
        return self._expand(text, path, scope, ())

    def _expand(
        self, text: str, path: str, scope: Mapping[str, Any], active: tuple[str, ...]
    ) -> str:
        def replace(match: re.Match[str]) -> str:
            braces, function, argument, name = match.groups()
            if braces:
                return str(braces)
            if function not in (None, "basename"):
                raise self._error(path, text, f"unknown function {function}", "Known: basename.")
            value = self._value(name or argument, path, text, scope, active)
            return os.path.basename(value.rstrip("/")) if function else value  # noqa: PTH119

        return _VARIABLE.sub(replace, self._anchor(text))

    def _anchor(self, text: str) -> str:
        first, slash, rest = text.partition("/")
        if first == "~":
            return f"{self._home()}{slash}{rest}"
        if first == "." and self._origins.file:
            return f"{self._origins.file.parent.absolute()}{slash}{rest}"
        return text

    def _home(self) -> str:
        return self._environ.get("HOME") or str(Path.home())

    def _value(
        self, name: str, path: str, text: str, scope: Mapping[str, Any], active: tuple[str, ...]
    ) -> str:
        if name in active:
            circle = " -> ".join((*active, name))
            raise self._error(path, text, f"the variables refer to each other: {circle}")
        value, scope = self._find(name, scope)
        if value is None or isinstance(value, dict | list):
            raise self._error(
                path,
                text,
                f"unknown variable {name}",
                "Variables are baseDir, configDir, configPrefix, cacheDir, keys with a single "
                f"value such as storage.dir, and environment variables, here "
                f"{variable_name(name)}. Write {{{{{name}}}}} if the braces belong to the name.",
            )
        return self._expand(str(value), path, scope, (*active, name))

    def _find(self, name: str, scope: Mapping[str, Any]) -> tuple[Any, Mapping[str, Any]]:
        if scope is not self._config and (value := get_key(scope, name)) is not None:
            return value, scope
        if value := self._environ.get(variable_name(name)):
            return value, self._config
        return get_key(self._config, name), self._config

    def _error(self, path: str, text: str, problem: str, hint: str = "") -> ConfigError:
        return ConfigError(f"{self._origins.place(path)} is {text!r}: {problem}", hint=hint)
