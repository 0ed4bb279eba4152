"""How an import ended, and where its time went."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from homegallery.importer.changes import Place
from homegallery.importer.failures import ImportFailure


@dataclass(slots=True)
class Summary:
    """How an import ended. ``failures`` are those of this import, ``entries`` counts those built.

    ``dropped`` counts entries that left by the name of an index that is no longer
    configured. ``waiting`` are files somebody still writes to, ``pending`` counts groups
    with slow steps that are left to a later import. ``seconds_by_step`` adds up what
    several processes and threads spent at the same time, so its sum may be more than
    ``seconds``.
    """

    entries: int = 0
    files: int = 0
    failures: list[ImportFailure] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    offline: list[str] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    waiting: set[Place] = field(default_factory=set)
    pending: int = 0
    stopped: bool = False
    seconds: float = 0.0
    seconds_by_step: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timing(self, step: str) -> Iterator[None]:
        """Count the time of the block for ``step``."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.spend({step: time.perf_counter() - start})

    def spend(self, seconds: Mapping[str, float]) -> None:
        """Count times that were measured elsewhere."""
        for step, spent in seconds.items():
            self.seconds_by_step[step] = self.seconds_by_step.get(step, 0.0) + spent

    def went_offline(self, name: str) -> None:
        """Note a source that cannot be read now."""
        if name not in self.offline:
            self.offline.append(name)
