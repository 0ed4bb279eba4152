"""Groups that are in the database and wait for their slow steps."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from queue import Empty, SimpleQueue
from typing import Final

from homegallery.config.model import Settings
from homegallery.extract.pipeline import Extracted, FileGroup
from homegallery.extract.step import Lane
from homegallery.importer.failures import ImportFailure
from homegallery.importer.lane import LaneEnd, LaneResult, LaneThread, lane_extractor
from homegallery.importer.pending import PendingFiles
from homegallery.importer.retry import NO_RETRY, Retry
from homegallery.storage.store import Storage

_Key = tuple[str, str]
"""Index and name of the primary file."""

_LANES: Final[tuple[Lane, ...]] = ("video", "network")
_POLL_SECONDS: Final = 0.1


@dataclass(slots=True)
class Late:
    """A group, the lanes it waits for, and what failed on it so far."""

    group: FileGroup
    lanes: set[Lane]
    failures: list[ImportFailure] = field(default_factory=list)

    @property
    def key(self) -> _Key:
        """What identifies the group."""
        return self.group[0].index, self.group[0].filename


class LateWork:
    """Hands groups to the lanes and collects what comes back.

    Addresses are looked up at once, beside everything else. Videos are converted when
    ``start_videos`` was called, after all photos, for both need the processor.
    """

    def __init__(
        self,
        settings: Settings,
        storage: Storage,
        *,
        deferred: bool = False,
        retry: Retry = NO_RETRY,
    ) -> None:
        """``deferred`` work is only noted, for the next import."""
        self._deferred = deferred
        self.pending = PendingFiles(settings.database.file)
        self.warnings: list[str] = []
        self._done: SimpleQueue[LaneResult] = SimpleQueue()
        self._threads: dict[Lane, LaneThread] = {
            lane: LaneThread(
                lane, partial(lane_extractor, lane, settings, storage, retry), self._done
            )
            for lane in _LANES
        }
        self._late: dict[_Key, Late] = {}
        self._outstanding: dict[Lane, int] = dict.fromkeys(_LANES, 0)
        self._held: set[_Key] = set()
        self._ended: set[Lane] = set()

    @property
    def is_busy(self) -> bool:
        """Whether results are still to come."""
        return any(self._outstanding.values())

    @property
    def count(self) -> int:
        """Number of groups that wait."""
        return len(self._late)

    @property
    def working_on(self) -> tuple[str, float]:
        """The video at work and how much of it is done, or an empty name."""
        return self._threads["video"].working_on or ("", 0.0)

    def waiting(self, index: str) -> set[str]:
        """Primary files of one index that wait in this import."""
        return {filename for name, filename in self._late if name == index}

    def add(self, group: FileGroup, lanes: Collection[Lane], failures: list[ImportFailure]) -> None:
        """Note which lanes a group needs; it takes the place of an earlier state of it."""
        late = Late(group, set(lanes) - {"files"}, failures)
        if not late.lanes:
            self.forget(late.key[0], [late.key[1]])
            return
        self._late[late.key] = late
        self.pending.add(*late.key)
        if self._deferred:
            return
        if "video" in late.lanes:
            self._held.add(late.key)
        else:
            self._held.discard(late.key)
        for lane in late.lanes - {"video"}:
            self._put(lane, group)

    def forget(self, index: str, filenames: Collection[str]) -> None:
        """These files are gone, or come again."""
        for filename in filenames:
            self._late.pop((index, filename), None)
            self._held.discard((index, filename))
            self.pending.discard(index, filename)

    def start_videos(self) -> None:
        """Begin with the videos noted so far."""
        for key in self._held:
            self._put("video", self._late[key].group)
        self._held = set()

    def finished(self, *, wait: bool) -> Iterator[tuple[Late, Lane, Extracted]]:
        """Groups that a lane is done with; ``wait`` a moment for the first.

        A group that has changed meanwhile is left out. Raises ``StorageError``.
        """
        while result := self._next(wait=wait):
            wait = False
            lane, extracted = result
            if isinstance(extracted, LaneEnd):
                self._end(lane, extracted)
                continue
            self._outstanding[lane] -= 1
            primary = extracted.group[0]
            late = self._late.get((primary.index, primary.filename))
            if late is not None and late.group == extracted.group:
                yield late, lane, extracted

    def settle(self, late: Late, lane: Lane) -> None:
        """The database holds what the lane made of the group."""
        late.lanes.discard(lane)
        if not late.lanes and self._late.get(late.key) is late:
            self.forget(late.key[0], [late.key[1]])

    def close(self) -> None:
        """End the work at hand; the next import finds it again."""
        for thread in self._threads.values():
            thread.close()

    def _put(self, lane: Lane, group: FileGroup) -> None:
        if lane not in self._ended:
            self._outstanding[lane] += 1
            self._threads[lane].put(group)

    def _next(self, *, wait: bool) -> LaneResult | None:
        try:
            return self._done.get(timeout=_POLL_SECONDS) if wait else self._done.get_nowait()
        except Empty:
            return None

    def _end(self, lane: Lane, end: LaneEnd) -> None:
        """What waits for a lane that broke waits for the next import."""
        if end.storage_error is not None:
            raise end.storage_error
        self._ended.add(lane)
        self._outstanding[lane] = 0
        self.warnings.append(f"the steps of the lane {lane} had to end: {end.reason}")
