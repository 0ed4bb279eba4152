"""Keeping the serving process small."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Hand freed memory back to the system.

    glibc keeps what short-lived big objects leave, here about a fifth of the
    process (malloc_trim(3)). Other C libraries lack the call and the habit.
    """
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
