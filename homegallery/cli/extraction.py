"""Running all lanes over the files of some indices, outside of an import."""

import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from homegallery import jsontext
from homegallery.config.model import Settings
from homegallery.extract.choice import StepChoice
from homegallery.extract.failures import Failure
from homegallery.extract.pipeline import Extracted, Extractor, FileGroup, SourceFile
from homegallery.extract.step import Lane
from homegallery.importer.caches import DirectoryCaches
from homegallery.index.selection import Selection, sidecar_groups
from homegallery.storage.store import Storage

log = logging.getLogger(__name__)

_LATER: Final[tuple[Lane, ...]] = ("video", "network")

Counter = Callable[[str, int, int | None], None]


@dataclass(slots=True)
class Extraction:
    """How it ended; ``failures`` are all that stand for the files."""

    files: int = 0
    failures: list[Failure] = field(default_factory=list)


def extract_all(
    settings: Settings,
    selections: Iterable[Selection],
    *,
    cancel: threading.Event,
    on_count: Counter = lambda _what, _done, _total: None,
) -> Extraction:
    """Make what is missing for the files of ``selections``: first pictures, then the rest.

    Setting ``cancel`` stops soon; objects made so far stay.
    """
    groups = [group for one in limited(settings, selections) for group in _groups(one)]
    run = _Run(settings, cancel, on_count)
    for lane in ("files", *_LATER):
        run.run(lane, groups)
        groups = run.waiting
    run.caches.save()
    return Extraction(run.files, list(run.failures.values()))


def limited(settings: Settings, selections: Iterable[Selection]) -> Iterator[Selection]:
    """``selections`` without older checksums, skipped files and those above the limit."""
    since = settings.file_index.min_checksum_date or ""
    skip, limit = settings.extractor.stream.skip, settings.extractor.stream.limit
    left = limit or None
    for selection in selections:
        records = [
            one for one in selection.records if not since or (one.sha1sum_date or "") > since
        ]
        skip, records = max(0, skip - len(records)), records[skip:]
        if left is not None:
            records = records[:left]
            left -= len(records)
        yield Selection(selection.name, selection.base, records, selection.touched)


class _Run:
    def __init__(self, settings: Settings, cancel: threading.Event, on_count: Counter) -> None:
        self._settings = settings.extractor
        self._storage = Storage(settings.storage.dir)
        steps = StepChoice.of(settings)
        self._make = partial(Extractor, self._settings, self._storage, steps=steps)
        self._cancel = cancel
        self._on_count = on_count
        self.caches = DirectoryCaches(self._storage)
        self.files = 0
        self.failures: dict[tuple[str, str, str], Failure] = {}
        self.waiting: list[FileGroup] = []
        self._pending: dict[FileGroup, frozenset[Lane]] = {}

    def run(self, lane: Lane, groups: list[FileGroup]) -> None:
        """Run one lane; what waits for a later one is in ``waiting`` then."""
        todo = [one for one in groups if lane == "files" or lane in self._pending.get(one, ())]
        if lane == "files":
            self.files = sum(map(len, todo))
        total, done = sum(map(len, todo)), 0
        if todo:
            with self._extractor(lane) as extractor:
                for extracted in extractor.extract(todo, cancel=self._cancel):
                    self._take(extracted, lane)
                    done += len(extracted.group)
                    self._on_count(f"Extracting ({lane})", done, total)
        self.waiting = [one for one in groups if self._pending.get(one)]

    def _extractor(self, lane: Lane) -> Extractor:
        if lane != "files":
            return self._make(workers=1, lane=lane, job_timeout=None)
        workers = self._settings.stream.concurrent or os.cpu_count() or 1
        return self._make(workers=workers)

    def _take(self, extracted: Extracted, lane: Lane) -> None:
        if lane == "files":
            self._pending[extracted.group] = extracted.pending
        for failure in extracted.failures:
            self.failures[failure.index, failure.filename, failure.step] = failure
        for file in extracted.group:
            objects = extracted.objects.get(file.sha1)
            if objects is None:
                continue
            self.caches.add(file.index, file.filename, file.sha1, objects)
            if self._settings.stream.print_entry:
                entry = {"index": file.index, "filename": file.filename, "sha1sum": file.sha1}
                text = jsontext.dumps({**entry, "files": objects.files, "meta": objects.meta})
                log.info("%s", text.decode())


def _groups(selection: Selection) -> Iterator[FileGroup]:
    for group in sidecar_groups(selection.records):
        yield tuple(SourceFile.of(selection.name, selection.base, record) for record in group)
