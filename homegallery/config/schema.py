"""The JSON schema of the configuration file, for editors."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from homegallery.config.keys import known_keys
from homegallery.config.model import Settings
from homegallery.config.paths import DEFAULT_INDEX, DEFAULTS

_SHORT_FORMS: dict[str, list[dict[str, Any]]] = {
    "SourceSettings": [{"type": "string", "description": "The directory alone."}],
    "ApiServerSettings": [{"type": "string", "description": "The url alone."}],
    "UserSettings": [
        {
            "type": "object",
            "description": "name: password",
            "additionalProperties": {"type": "string"},
            "minProperties": 1,
            "maxProperties": 1,
            "not": {"anyOf": [{"required": ["username"]}, {"required": ["password"]}]},
        },
        {"type": "string", "description": "name:password", "pattern": "^[^:]+:."},
    ],
    "RuleSettings": [
        *(
            {
                "type": "object",
                "description": f"{kind}: network",
                "properties": {kind: {"type": "string"}},
                "required": [kind],
                "maxProperties": 1,
            }
            for kind in ("allow", "deny")
        ),
        {"type": "string", "description": "allow:network", "pattern": "^(allow|deny):."},
    ],
}


def json_schema() -> dict[str, Any]:
    """Schema (draft 2020-12) of every key with its description, default and short forms."""
    schema = Settings.model_json_schema()
    _add_defaults(schema)
    adapted: dict[str, Any] = _adapt(schema)
    return {
        "$schema": GenerateJsonSchema.schema_dialect,
        "title": "Configuration of Home Gallery",
        **adapted,
    }


def _add_defaults(schema: dict[str, Any]) -> None:
    """Keys that the model requires, but loading fills."""
    for path, default in {**DEFAULTS, "sources[].index": DEFAULT_INDEX}.items():
        parent, _, name = path.rpartition(".")
        section = known_keys()[parent.removesuffix("[]")].section if parent else None
        definition = schema["$defs"][section.__name__] if section else schema
        definition["properties"][name]["default"] = default
        if name in definition.get("required", []):
            definition["required"].remove(name)
    del schema["required"]


def _adapt(node: Any) -> Any:
    """Without titles, which only repeat the keys, and with the short forms of sections.

    A section, list or mapping may also be nothing: then its default holds.
    """
    if isinstance(node, list):
        return [_adapt(item) for item in node]
    if isinstance(node, str):
        return node.replace("``", "")
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        return {"anyOf": [*_SHORT_FORMS.get(name, []), node, {"type": "null"}]}
    adapted = {
        key: _adapt(value)
        for key, value in node.items()
        if key != "title" or not isinstance(value, str)
    }
    if "default" in node and node.get("type") in {"array", "object"}:
        adapted["type"] = [node["type"], "null"]
    return adapted
