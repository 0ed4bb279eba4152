"""The import as the server sees it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from homegallery.importer.progress import Progress, ProgressListener


class NoImportError(Exception):
    """This server does not import."""


class ImportServiceLike(Protocol):
    """A running import: where it stands, and what it could not read."""

    @property
    def progress(self) -> Progress:
        """The present state."""

    @property
    def failures(self) -> Sequence[Mapping[str, Any]]:
        """Files with ``index``, ``filename``, ``step``, ``error`` and ``time``."""

    def rescan(self) -> bool:
        """Look through all sources soon; whether an import is running already.

        Raises ``NoImportError``.
        """

    def subscribe(self, listener: ProgressListener) -> Callable[[], None]:
        """Tell ``listener``, from any thread, of every change; returns how to end that."""


class NoImport:
    """Stands in where the server imports nothing itself."""

    progress = Progress()
    failures: Sequence[Mapping[str, Any]] = ()

    def rescan(self) -> bool:
        """Not here."""
        raise NoImportError

    def subscribe(self, listener: ProgressListener) -> Callable[[], None]:  # noqa: ARG002
        """Nothing will ever change."""
        return lambda: None
