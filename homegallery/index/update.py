"""One run over one directory by hand: look, hash, write the index or a journal."""

import os.path
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from homegallery.config.source import SourceSettings
from homegallery.errors import GalleryError
from homegallery.index.changes import journal_of
from homegallery.index.checkpoint import Checkpoint
from homegallery.index.checksum import HashFailure, hash_files
from homegallery.index.file import Index, write_index
from homegallery.index.journal import journal_path, write_journal
from homegallery.index.limits import AddLimits
from homegallery.index.recent import read_known
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan, scan

Listener = Callable[[int, int | None], None]
"""Gets the number of paths looked at and None, then of hashed files and their total."""


class SourceOfflineError(GalleryError):
    """The directory cannot be read, or is empty while files are known."""


class OtherDirectoryError(GalleryError):
    """A journal is wanted for an index of another directory."""


@dataclass(frozen=True, slots=True)
class How:
    """How to run; a ``journal`` is written under that id instead of the index."""

    checksum: bool = True
    keep_known: bool = True
    limits: AddLimits | None = None
    journal: str | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class Updated:
    """What a run did.

    ``limited`` says that new files were left out because of the limits, ``stopped``
    that ``cancel`` ended the hashing, ``written`` is the file that was written.
    """

    entries: int
    adds: int
    changes: int
    removes: int
    limited: bool = False
    stopped: bool = False
    written: Path | None = None
    warnings: list[str] = field(default_factory=list)
    failures: list[HashFailure] = field(default_factory=list)


def update_index(
    source: SourceSettings,
    how: How,
    *,
    cancel: threading.Event,
    on_progress: Listener = lambda _done, _total: None,
) -> Updated:
    """Bring the index of a directory up to date, or write a journal of its changes.

    Files that cannot be read keep no checksum and are tried again by the next run.
    Once ``cancel`` is set, what is hashed by then is written. Raises ``ScanCancelled``
    when it is set earlier, ``SourceOfflineError``, and errors of the files it reads.
    """
    base = os.path.abspath(source.dir)  # noqa: PTH100  (links in the path stay as named)
    known = read_known(source.index)
    if how.journal is not None:
        journal_path(source.index, how.journal)
        _same_directory(source.index, known, base)
    found = scan(
        source,
        known,
        cancel=cancel,
        on_progress=lambda count: on_progress(count, None),
        limits=how.limits,
        keep_known=how.keep_known,
    )
    if found.offline:
        hint = "Mount it, or name another directory. The index stays as it is."
        raise SourceOfflineError(found.warnings[0], hint=hint)
    with _checkpoint(source.index, dry_run=how.dry_run) as checkpoint:
        run = _Run(source, how, base, known, found)
        if how.checksum:
            run.hash(checkpoint, cancel, on_progress)
        written = None if how.dry_run else run.write(checkpoint, stopped=cancel.is_set())
    return Updated(
        entries=len(found.records),
        adds=len(found.adds),
        changes=len(found.changes),
        removes=len(found.removes),
        limited=found.limited,
        stopped=cancel.is_set(),
        written=written,
        warnings=found.warnings,
        failures=run.failures,
    )


class _Run:
    """A scan on its way to the disk."""

    def __init__(
        self, source: SourceSettings, how: How, base: str, known: Index, found: Scan
    ) -> None:
        self.failures: list[HashFailure] = []
        self._source = source
        self._how = how
        self._base = base
        self._known = known
        self._found = found
        self._hashed: dict[str, FileRecord] = {}

    def hash(self, checkpoint: Checkpoint, cancel: threading.Event, on_progress: Listener) -> None:
        """Hash all files that have no checksum."""
        fresh = (*self._found.adds, *self._found.changes)
        todo = [record for record in fresh if record.file_type == "f" and not record.sha1sum]
        if not todo:
            return
        results = hash_files(self._source.dir, todo, checkpoint=checkpoint, cancel=cancel)
        for count, result in enumerate(results, 1):
            if isinstance(result, HashFailure):
                self.failures.append(result)
            else:
                self._hashed[result.filename] = result
            on_progress(count, len(todo))

    def write(self, checkpoint: Checkpoint, *, stopped: bool) -> Path | None:
        """Write what the run is for; returns the file, None if nothing has changed."""
        if self._how.journal is None:
            return self._write_index(checkpoint)
        return self._write_journal(self._how.journal, stopped=stopped)

    def _write_index(self, checkpoint: Checkpoint) -> Path | None:
        records = [self._hashed.get(one.filename, one) for one in self._found.records]
        is_same = records == self._known.records and self._known.base == self._base
        if is_same and self._known.created is not None:
            return None
        write_index(self._source.index, self._base, records)
        checkpoint.clear()
        return self._source.index

    def _write_journal(self, journal_id: str, *, stopped: bool) -> Path:
        """The checksums stay in the checkpoint until the journal is applied."""
        known = self._known
        if known.created is None:
            known = known._replace(created=write_index(self._source.index, self._base, []))
        journal = journal_of(self._base, known, self._found, self._hashed.values(), stopped=stopped)
        write_journal(self._source.index, journal_id, journal)
        return journal_path(self._source.index, journal_id)


def _same_directory(index: Path, known: Index, base: str) -> None:
    # The original notes a relative directory as it was given.
    if known.created is not None and os.path.isabs(known.base) and known.base != base:  # noqa: PTH117
        raise OtherDirectoryError(
            f"{index} is the index of {known.base}, not of {base}",
            hint="Run it without a journal once, which notes the new directory.",
        )


@contextmanager
def _checkpoint(index: Path, *, dry_run: bool) -> Iterator[Checkpoint]:
    """Where checksums are kept meanwhile; those of a dry run go with it."""
    if not dry_run:
        yield Checkpoint(index)
        return
    with TemporaryDirectory(prefix="homegallery-") as directory:
        yield Checkpoint(Path(directory) / index.name)
