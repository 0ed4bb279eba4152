"""One import: index -> previews and meta data -> database, for all online sources."""

import os
import threading
import time
from collections.abc import Callable, Sequence

from homegallery.config.model import Settings
from homegallery.importer.batch import ONE_BATCH, Batch
from homegallery.importer.course import Course
from homegallery.importer.leftovers import sweep
from homegallery.importer.lock import import_lock
from homegallery.importer.progress import ProgressListener
from homegallery.importer.recognition import provide_models
from homegallery.importer.retry import NO_RETRY, Retry
from homegallery.importer.round import Directories
from homegallery.importer.settling import SETTLED, Settling
from homegallery.importer.spare import SpareWorker
from homegallery.importer.summary import Summary
from homegallery.storage.store import Storage

__all__ = ["Summary", "run_import", "run_part"]


def run_import(
    settings: Settings,
    *,
    workers: int | None = None,
    cancel: threading.Event | None = None,
    on_progress: ProgressListener = lambda _: None,
    on_database: Callable[[], None] = lambda: None,
    full: bool = False,
    batches: Sequence[Batch] = ONE_BATCH,
    again: threading.Event | None = None,
    settling: Settling = SETTLED,
    retry: Retry = NO_RETRY,
) -> Summary:
    """Bring the database up to date with the sources.

    ``full`` passes every file through the pipeline, which computes what is missing and
    builds all entries anew, otherwise only what changed. ``workers`` is the number of
    processes, by default one per CPU. ``cancel`` stops within a second or two and keeps
    finished work. ``on_database`` is called after each write of the database. Setting
    ``again`` while only conversions and addresses are waited for looks for new files once
    more. Files that are ``settling`` wait for another import; those to ``retry`` are
    tried again now. Raises ``ImportRunningError``
    while another import runs.
    """
    start = time.monotonic()
    with import_lock(settings.database.file) as lock:
        sweep(settings)
        provide_models(settings)
        run = Course(
            settings,
            cancel or threading.Event(),
            on_progress,
            on_database,
            settling=settling,
            storage=Storage(settings.storage.dir, lock.cut_off_since),
            retry=retry,
        )
        summary = run.run(
            workers or os.cpu_count() or 1,
            batches,
            again or threading.Event(),
            full=full,
            database_unsure=lock.was_cut_off,
        )
        if not summary.stopped:
            lock.complete()
    summary.seconds = time.monotonic() - start
    return summary


def run_part(
    settings: Settings,
    part: Directories,
    *,
    workers: int | None = None,
    cancel: threading.Event | None = None,
    on_progress: ProgressListener = lambda _: None,
    settling: Settling = SETTLED,
    spare: SpareWorker | None = None,
) -> Summary | None:
    """Import what changed in a few directories, see ``scan_part``, in a fraction of the time.

    Slow steps are left to the next whole import. Returns None if only that can tell what
    is to do, as after a kill or without an index, or if it is very much. A few files are
    left to ``spare``, if there is one. Raises as ``run_import`` does.
    """
    start = time.monotonic()
    with import_lock(settings.database.file) as lock:
        if lock.was_cut_off:
            return None
        summary = None
        if _is_complete(settings, part):
            cancel = cancel or threading.Event()
            storage = Storage(settings.storage.dir)
            run = Course(
                settings, cancel, on_progress, lambda: None,
                settling=settling, storage=storage, part=part,
            )  # fmt: skip
            summary = run.run_part(workers or os.cpu_count() or 1, spare)
        if summary is None or not summary.stopped:
            lock.complete()
    if summary is not None:
        summary.seconds = time.monotonic() - start
    return summary


def _is_complete(settings: Settings, part: Directories) -> bool:
    indexes = [source.index for source in settings.sources if source.name in part]
    return all(path.exists() for path in (settings.database.file, *indexes))
