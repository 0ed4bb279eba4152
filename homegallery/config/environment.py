"""Environment variables that set keys.

Two kinds of names: of a key (``GALLERY_STORAGE_DIR``) and of a command line option
(``GALLERY_PORT``), which wins.
"""

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from homegallery.config.keys import known_keys

PREFIX = "GALLERY_"

OPTIONS: Mapping[str, str] = MappingProxyType(
    {
        "API_SERVER": "extractor.apiServer.url",
        "API_SERVER_CONCURRENT": "extractor.apiServer.concurrent",
        "API_SERVER_TIMEOUT": "extractor.apiServer.timeout",
        "BASE_PATH": "server.basePath",
        "CERT": "server.cert",
        "CHANGES_AFTER": "exportMeta.changesAfter",
        "CHECKSUM_FROM": "fileIndex.minChecksumDate",
        "CONCURRENT": "extractor.stream.concurrent",
        "DATABASE": "database.file",
        "EVENTS": "events.file",
        "GEO_ADDRESS_LANGUAGE": "extractor.geoReverse.addressLanguage",
        "GEO_SERVER": "extractor.geoReverse.url",
        "HOST": "server.host",
        "IP_WHITELIST_RULE": "server.auth.rules",
        "IMPORT_SOURCES": "server.importSources",
        "JOURNAL": "fileIndex.journal",
        "KEY": "server.key",
        "LIMIT": "extractor.stream.limit",
        "OPEN_BROWSER": "server.openBrowser",
        "PORT": "server.port",
        "PREFIX": "server.prefix",
        "PRINT_ENTRY": "extractor.stream.printEntry",
        "RULE": "server.auth.rules",
        "REMOTE_CONSOLE_TOKEN": "server.remoteConsoleToken",
        "SERVER_URL": "remote.url",
        "SKIP": "extractor.stream.skip",
        "STORAGE": "storage.dir",
        "USER": "server.auth.users+",
        "USE_NATIVE": "extractor.useNative",
        "WATCH_SOURCES": "server.watchSources",
    }
)
"""Option names without prefix and the keys they set."""


def variable_name(path: str) -> str:
    """Variable of a key: ``GALLERY_SERVER_OPEN_BROWSER`` for ``server.openBrowser``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", path)
    return PREFIX + re.sub(r"\W", "_", words).upper()


@cache
def variables() -> dict[str, str]:
    """Key path by variable name; options come last, so they win."""
    names = {
        variable_name(key.path): key.path
        for key in known_keys().values()
        if key.section is None and "[]" not in key.path and key.path != "plugin"
    }
    return names | {PREFIX + option: path for option, path in OPTIONS.items()}


def read_environment(environ: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Value and variable name by key path; an empty variable counts as not set."""
    return {path: (environ[name], name) for name, path in variables().items() if environ.get(name)}
