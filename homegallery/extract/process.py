"""What a worker process does to itself: priority, memory, its end."""

import ctypes
import gc
import multiprocessing
import os
import resource
from contextlib import suppress
from pathlib import Path
from typing import Final

NICENESS: Final = 10
OOM_SCORE: Final = "500"
"""Of 1000: the kernel ends a worker before it ends the server."""

_M_TRIM_THRESHOLD: Final = -1
_M_MMAP_THRESHOLD: Final = -3


def keep_memory() -> None:
    """Let the C library keep what it frees for the next picture, a tenth of the time.

    The largest values glibc takes for M_MMAP_THRESHOLD, and a few pictures to keep.
    """
    with suppress(AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, 32 << 20)
        libc.mallopt(_M_TRIM_THRESHOLD, 64 << 20)


def give_memory_back() -> None:
    """Free what a decoder that failed has left, or the next picture may lack it."""
    gc.collect()
    with suppress(AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def end_with_parent() -> None:
    """Wait for the parent process to end, however it ends, then end this one."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def be_modest(memory_limit: int) -> None:
    """Leave the processor and the memory to the server when either is short.

    ``memory_limit`` in bytes of memory of its own, 0 for none; children inherit it.
    """
    os.nice(NICENESS)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE)
    if memory_limit:
        # Not RLIMIT_AS: that counts libraries and mapped files, gigabytes that are not in use.
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        soft = memory_limit if hard == resource.RLIM_INFINITY else min(memory_limit, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
