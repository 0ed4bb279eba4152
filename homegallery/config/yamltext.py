"""YAML with the meaning of version 1.2 (core schema): ``yes``, ``no``, ``on``, ``off`` are texts.

PyYAML implements version 1.1; only its resolution of plain scalars differs here. Keys of
mappings are texts as they are written, and must be unique.
"""

import re
from typing import Any

import yaml

from homegallery.config.error import ConfigError

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")


class _Loader(yaml.SafeLoader):
    yaml_implicit_resolvers: dict[str | None, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012

    def construct_int(self, node: yaml.ScalarNode) -> int:
        text = node.value
        base = {"0o": 8, "0x": 16}.get(text[:2])
        return int(text[2:], base) if base else int(text)

    def construct_float(self, node: yaml.ScalarNode) -> float:
        text = node.value
        return float(text.replace(".", "") if _SPECIAL_FLOAT.fullmatch(text) else text)

    def construct_unique_mapping(self, node: yaml.MappingNode) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(
                    None, None, "a key should be a text", key_node.start_mark
                )
            if key_node.value in result:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key_node.value} is given twice", key_node.start_mark
                )
            result[key_node.value] = self.construct_object(value_node, deep=True)
        return result


def _resolve(name: str, pattern: re.Pattern[str], first: str) -> None:
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{name}", re.compile(rf"(?:{pattern.pattern})\Z"), list(first)
    )


_DIGITS = "0123456789"
_resolve("null", re.compile("null|Null|NULL|~|"), "nN~")
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"\Z"), [""])
_resolve("bool", re.compile("true|True|TRUE|false|False|FALSE"), "tTfF")
_resolve("int", _INT, f"-+{_DIGITS}")
_resolve("float", re.compile(f"{_FLOAT.pattern}|{_SPECIAL_FLOAT.pattern}"), f"-+.{_DIGITS}")
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_float)
_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_unique_mapping)


def parse_yaml(text: bytes | str, name: str) -> Any:
    """The value of the single document in ``text``; None if it is empty.

    Raises ``ConfigError`` with ``name``, line and column of a syntax error.
    """
    loader = None
    try:
        loader = _Loader(text)
        return loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        raise ConfigError(_describe(error, name), hint=_REMEDY) from error
    except (yaml.YAMLError, ValueError) as error:
        # An unreadable encoding, or a value that contradicts its explicit tag.
        raise ConfigError(f"{name}: {error}", hint=_REMEDY) from error
    finally:
        if loader is not None:
            loader.dispose()


_REMEDY = (
    "Check indentation (blanks, no tabs) and quotes: texts with : # { [ * or & at a special "
    "place need 'quotes'."
)


def _describe(error: yaml.MarkedYAMLError, name: str) -> str:
    mark = error.problem_mark or error.context_mark
    place = f"{name}, line {mark.line + 1}, column {mark.column + 1}" if mark else name
    return f"{place}: {' '.join(part for part in (error.problem, error.context) if part)}"
