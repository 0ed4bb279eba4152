"""Processor time and memory of a process with all it started."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

SAMPLE_SECONDS = 0.05


def processor_seconds(process: psutil.Process) -> float:
    """User and system time of a process and all its descendants, ended ones included."""
    total = 0.0
    for one in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            total += times.user + times.system + times.children_user + times.children_system
    return total


@dataclass(slots=True)
class Peak:
    """The most memory seen, in MB: ``resident`` counts shared pages once per process,
    ``proportional`` once in all."""

    resident: float = 0.0
    proportional: float = 0.0


@contextmanager
def watched_memory(process: psutil.Process) -> Iterator[Peak]:
    """Samples the memory of a process and its descendants until the block ends."""
    peak, over = Peak(), threading.Event()

    def sample() -> None:
        while not over.wait(SAMPLE_SECONDS):
            resident = proportional = 0.0
            with suppress(psutil.NoSuchProcess):
                for one in (process, *process.children(recursive=True)):
                    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                        memory = one.memory_full_info()
                        resident += memory.rss / 1e6
                        proportional += memory.pss / 1e6
            peak.resident = max(peak.resident, resident)
            peak.proportional = max(peak.proportional, proportional)

    thread = threading.Thread(target=sample)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()
