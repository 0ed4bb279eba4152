import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from homegallery.server.memory import give_back


def resident() -> int:
    """Kilobytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    line = next(line for line in lines if line.startswith("VmRSS"))
    return int(line.split()[1])


_HASHES = """
import asyncio
from homegallery.server.memory import give_back_big_blocks
from homegallery.server.password import hash_password, parse_password
from tests.server.test_memory import resident

async def verify():
    for _ in range(3):
        await asyncio.to_thread(parse_password(stored).verify, "x")

stored = hash_password("x")
give_back_big_blocks()
before = resident()
asyncio.run(verify())
print(resident() - before)
"""


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


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="another C library")
def test_the_memory_of_a_password_hash_is_not_kept() -> None:
    """In a process of its own, for the setting is one of the process."""
    run = subprocess.run([sys.executable, "-c", _HASHES], capture_output=True, check=True)
    assert int(run.stdout) < 8_000
