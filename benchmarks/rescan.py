"""Scanning an unchanged source again, against ``find`` printing size, ctime and inode.

Usage: python benchmarks/rescan.py [number of files]
"""

import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from statistics import median

from homegallery.config.source import SourceSettings
from homegallery.index.file import Index, read_index, write_index
from homegallery.index.scan import scan

FILES_PER_DIRECTORY = 200
DIRECTORIES_PER_YEAR = 25
ROUNDS = 9
HASH = "0123456789abcdef0123456789abcdef01234567"


def make_tree(root: Path, count: int) -> None:
    """``count`` tiny files in year folders with event folders."""
    for start in range(0, count, FILES_PER_DIRECTORY):
        number = start // FILES_PER_DIRECTORY
        year = 2000 + number // DIRECTORIES_PER_YEAR
        event = root / f"{year}" / f"{year}-{number % DIRECTORIES_PER_YEAR:02} holiday"
        event.mkdir(parents=True)
        for index in range(start, min(start + FILES_PER_DIRECTORY, count)):
            (event / f"IMG_{index:06}.jpg").write_bytes(b"photo")


def make_index(source: SourceSettings) -> None:
    """The index of the tree, with a different made-up hash for each file."""
    found = scan(source, Index(None, "", []), cancel=threading.Event())
    records = [
        record._replace(sha1sum=f"{number:08x}{HASH[8:]}") if record.file_type == "f" else record
        for number, record in enumerate(found.records)
    ]
    write_index(source.index, str(source.dir), records)


def find(root: Path) -> None:
    subprocess.run(["find", root, "-printf", "%s %C@ %i\n"], stdout=subprocess.DEVNULL, check=True)


def rescan(source: SourceSettings, known: Index) -> None:
    found = scan(source, known, cancel=threading.Event())
    if found.adds or found.changes or found.removes:
        raise AssertionError("the tree is unchanged")


def processor_seconds(work: Callable[[], object]) -> float:
    """Time in user and system mode of this process and its children.

    On a machine shared with others this says more than the clock on the wall.
    """
    start = os.times()
    work()
    end = os.times()
    return sum(end[:4]) - sum(start[:4])


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def report(source: SourceSettings) -> None:
    before = resident_mb()
    known = read_index(source.index)
    after = resident_mb()
    print(f"{len(known.records)} entries, index file {source.index.stat().st_size / 1e6:.1f} MB")
    print(f"records in memory {after - before:.0f} MB")
    times: dict[str, list[float]] = {"find": [], "scan": [], "read": [], "write": []}
    work: dict[str, Callable[[], object]] = {
        "find": lambda: find(source.dir),
        "scan": lambda: rescan(source, known),
        "read": lambda: read_index(source.index),
        "write": lambda: write_index(source.index, known.base, known.records),
    }
    for _ in range(ROUNDS):
        for name, run in work.items():
            times[name].append(processor_seconds(run))
    middle = {name: median(taken) for name, taken in times.items()}
    for name, taken in times.items():
        print(f"{name:5} median {middle[name]:.3f} s, best {min(taken):.3f} s")
    print(
        f"scan / find: {middle['scan'] / middle['find']:.2f} (best of each "
        f"{min(times['scan']) / min(times['find']):.2f})"
    )
    allowed = 2 * middle["find"] + middle["read"] + middle["write"]
    whole = middle["scan"] + middle["read"] + middle["write"]
    print(f"scan / (2 find + read + write): {middle['scan'] / allowed:.2f}")
    print(f"(scan + read + write) / (2 find + read + write): {whole / allowed:.2f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"peak memory of this process {peak / 1e3:.0f} MB")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as directory:
        source = SourceSettings(
            dir=Path(directory) / "photos", index=Path(directory) / "photos.idx"
        )
        make_tree(source.dir, count)
        make_index(source)
        report(source)


if __name__ == "__main__":
    main()
