"""Keeping the serving process small."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_MMAP_THRESHOLD = -3
_BIG = 8 << 20
"""Bytes of a big block: more than a month of entries takes, less than a password hash."""


def give_back() -> None:
    """Hand freed memory back to the system.

    glibc keeps what short-lived big objects leave, here about a fifth of the
    process (malloc_trim(3)). Other C libraries lack the call and the habit.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)


def give_back_big_blocks() -> None:
    """From now on hand big blocks back as soon as they are freed.

    Otherwise glibc keeps the first ones for later, in each thread anew, out of reach of
    ``give_back``: the memory of a password hash stays taken (mallopt(3), M_MMAP_THRESHOLD).
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _BIG)


@contextmanager
def without_collector() -> Iterator[None]:
    """Do not look for garbage in cycles meanwhile.

    Reading entries makes many objects and no cycles: the collector finds nothing, in a
    third of the time.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
