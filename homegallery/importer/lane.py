"""Slow steps beside the import: a thread that gives them to a process of their own."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from queue import PriorityQueue, SimpleQueue
from typing import Final

from homegallery.config.model import Settings
from homegallery.errors import GalleryError
from homegallery.extract.choice import StepChoice
from homegallery.extract.pipeline import Extracted, Extractor, FileGroup
from homegallery.extract.source import SourceFile
from homegallery.extract.step import Lane
from homegallery.importer.retry import Retry
from homegallery.storage.store import Storage, StorageError


@dataclass(frozen=True, slots=True)
class LaneEnd:
    """The lane does nothing any more; ``reason`` is empty if it was closed.

    A ``storage_error`` concerns the other lanes too.
    """

    reason: str
    storage_error: StorageError | None = None


LaneResult = tuple[Lane, Extracted | LaneEnd]

_FIRST: Final = -1


class LaneThread:
    """Runs the steps of one lane on one group after another, small ones first.

    Results come through ``done``, the last is a ``LaneEnd``. The thread starts with the
    first group, its process with the thread. ``working_on`` is the file at work and how
    much of it is done.
    """

    def __init__(
        self,
        lane: Lane,
        make_extractor: Callable[[Callable[[SourceFile, float], None]], Extractor],
        done: SimpleQueue[LaneResult],
    ) -> None:
        self.working_on: tuple[str, float] | None = None
        self._lane = lane
        self._make_extractor = make_extractor
        self._done = done
        self._stop = threading.Event()
        self._numbers = count()
        self._groups: PriorityQueue[tuple[int, int, FileGroup]] = PriorityQueue()
        self._thread: threading.Thread | None = None

    def put(self, group: FileGroup) -> None:
        """Add a group; every group gives one result unless the lane is closed or ends."""
        self._groups.put((group[0].size, next(self._numbers), group))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=f"lane-{self._lane}")
            self._thread.start()

    def close(self) -> None:
        """End the work at hand within a second or two; groups not done are forgotten."""
        self._stop.set()
        self._groups.put((_FIRST, next(self._numbers), ()))
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        end = LaneEnd("it ended unexpectedly, see the log")
        try:
            with self._make_extractor(self._report) as extractor:
                while group := self._groups.get()[2]:
                    self._work(extractor, group)
            end = LaneEnd("")
        except StorageError as error:
            end = LaneEnd(str(error), error)
        except (GalleryError, OSError) as error:
            end = LaneEnd(str(error))
        finally:
            self._done.put((self._lane, end))

    def _work(self, extractor: Extractor, group: FileGroup) -> None:
        if self._lane == "video":
            self.working_on = (group[0].filename, 0.0)
        for extracted in extractor.extract([group], cancel=self._stop):
            self._done.put((self._lane, extracted))
        self.working_on = None

    def _report(self, file: SourceFile, fraction: float) -> None:
        self.working_on = (file.filename, fraction)


def lane_extractor(
    lane: Lane,
    settings: Settings,
    storage: Storage,
    retry: Retry,
    on_report: Callable[[SourceFile, float], None],
) -> Extractor:
    """What runs the steps of a lane, in one process.

    Conversions have neither a time nor a memory limit, for a large video takes as much of
    both as it needs; their step notices when nothing moves any more.
    """
    make = partial(
        Extractor,
        settings.extractor,
        storage,
        workers=1,
        lane=lane,
        steps=StepChoice.of(settings),
        retry=retry.wants,
        on_report=on_report,
    )
    return make(job_timeout=None, memory_limit=0) if lane == "video" else make()
