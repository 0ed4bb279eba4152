"""Which parts of the program ``pluginManager.disabled`` switches off.

The names are those of the plugins of the original: ``plugin``, ``plugin.extension``, or with
the kind between them, such as ``aiExtractor.extractor.faceDetection``.
"""

from collections.abc import Collection
from typing import Literal

Kind = Literal["extractor", "database", "query"]


def is_disabled(disabled: Collection[str], plugin: str, kind: Kind, extension: str) -> bool:
    """Whether one of the names means this extension."""
    names = (plugin, f"{plugin}.{extension}", f"{plugin}.{kind}.{extension}")
    return not set(disabled).isdisjoint(names)
