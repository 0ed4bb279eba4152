import ctypes
from pathlib import Path

import pytest

from homegallery.server.memory import give_back


def resident() -> int:
    """Kilobytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("VmRSS"))
    return int(line.split()[1])


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="another C library")
def test_what_is_freed_leaves_the_process() -> None:
    """Pieces below the limit from which glibc maps memory of its own, with holes between."""
    pieces = [bytes(100_000) for _ in range(2000)]
    keep = pieces[::100]
    before = resident()
    pieces.clear()
    give_back()
    assert len(keep) == 20
    assert resident() < before - 100_000
