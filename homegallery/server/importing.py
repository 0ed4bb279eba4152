"""The import as the server sees it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from homegallery.importer.progress import Progress, ProgressListener


class ImportServiceLike(Protocol):
    """A running import: where it stands, and what it could not read."""

    @property
    def progress(self) -> Progress:
        """The present state."""

    @property
    def failures(self) -> Sequence[Mapping[str, Any]]:
        """Files with ``index``, ``filename``, ``step``, ``error`` and ``time``."""

    def subscribe(self, listener: ProgressListener) -> Callable[[], None]:
        """Tell ``listener``, from any thread, of every change; returns how to end that."""


class NoImport:
    """Stands in where the server imports nothing itself."""

    progress = Progress()
    failures: Sequence[Mapping[str, Any]] = ()

    def subscribe(self, listener: ProgressListener) -> Callable[[], None]:  # noqa: ARG002
        """Nothing will ever change."""
        return lambda: None
