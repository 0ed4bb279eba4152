"""Short and older forms of the configuration, brought into the one full form."""

from collections.abc import Callable
from typing import Any

_RENAMED = {
    "sources": {"maxFilesize": "maxFileSize"},
    "server.api.tree": {"irgnoreRecentYears": "ignoreRecentYears"},
}


def modernise(config: dict[str, Any]) -> dict[str, Any]:
    """The same configuration in full form; what is not understood stays for validation.

    * keys without a value are dropped: their default holds
    * a source as a text is its directory, a single one needs no list
    * ``name: password`` and ``name:password`` are users, ``allow: net`` and ``allow:net`` rules
    * ``extractor.apiServer`` as a text is its url
    * ``extractor.geoAddressLanguage`` is ``extractor.geoReverse.addressLanguage``
    * misspelt keys of the original get their documented name
    """
    result: dict[str, Any] = _without_nulls(config)
    if isinstance(result.get("sources"), str):
        result["sources"] = [result["sources"]]
    _each_item(result, "sources", _source)
    server = _section(result, "server")
    auth = _section(server, "auth")
    if isinstance(auth.get("rules"), str):
        auth["rules"] = auth["rules"].split(",")
    _each_item(auth, "users", _user)
    _each_item(auth, "rules", _rule)
    _rename(_section(_section(server, "api"), "tree"), _RENAMED["server.api.tree"])
    _extractor(_section(result, "extractor"))
    return result


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_nulls(child) for key, child in value.items() if child is not None}
    if isinstance(value, list):
        return [_without_nulls(child) for child in value if child is not None]
    return value


def _section(config: dict[str, Any], name: str) -> dict[str, Any]:
    section = config.get(name)
    return section if isinstance(section, dict) else {}


def _each_item(config: dict[str, Any], name: str, change: Callable[[Any], Any]) -> None:
    if isinstance(items := config.get(name), list):
        config[name] = [change(item) for item in items]


def _rename(config: dict[str, Any], names: dict[str, str]) -> None:
    for old, new in names.items():
        if old in config:
            config.setdefault(new, config.pop(old))


def _source(item: Any) -> Any:
    if isinstance(item, str):
        return {"dir": item}
    if isinstance(item, dict):
        _rename(item, _RENAMED["sources"])
    return item


def _user(item: Any) -> Any:
    if isinstance(item, str) and ":" in item:
        item = dict([item.split(":", 1)])
    if isinstance(item, dict) and len(item) == 1 and not item.keys() & {"username", "password"}:
        [(name, password)] = item.items()
        return {"username": name, "password": password}
    return item


def _rule(item: Any) -> Any:
    if isinstance(item, str) and ":" in item:
        item = dict([item.split(":", 1)])
    if isinstance(item, dict) and len(item) == 1 and item.keys() & {"allow", "deny"}:
        [(kind, value)] = item.items()
        return {"type": kind, "value": value}
    return item


def _extractor(extractor: dict[str, Any]) -> None:
    if isinstance(url := extractor.get("apiServer"), str):
        extractor["apiServer"] = {"url": url}
    language = extractor.pop("geoAddressLanguage", None)
    if language is not None:
        geo_reverse = extractor.setdefault("geoReverse", {})
        if isinstance(geo_reverse, dict):
            geo_reverse.setdefault("addressLanguage", language)
