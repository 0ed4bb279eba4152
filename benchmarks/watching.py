"""One new photo in a big watched gallery, and looking through it when nothing is new.

    python -m benchmarks.watching [--entries 100000] [--library DIR]

The photo is copied into the source as a sync program does it, and counts as visible when
a browser that is open shows its preview. Exits with 1 if a limit is missed.
"""

import argparse
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import psutil
from playwright.sync_api import Page

from benchmarks.browser import browser_context, until
from benchmarks.grown import write_grown
from benchmarks.imports import keep_bytecode, make_photos, run_import
from benchmarks.processes import processor_seconds
from benchmarks.server import Result, running

PHOTOS = 5
MORE = 40
QUIET_SECONDS = 5.0
"""Without work of the server for so long, all that a photo causes is over."""


def measure(directory: Path, config: Path) -> list[Result]:
    """All measurements."""
    run_import(config, "--update")  # compiles its modules
    wall, spent, _, _ = run_import(config, "--update")
    results = [
        Result("update with nothing new", wall, "s", 5.0),
        Result("  processor time", spent, "s"),
    ]
    make_photos(directory / "photos" / "more", MORE, year=2025)
    wall, _, peak, told = run_import(config, "--update", "--workers=2", watched=True)
    print(told)
    results += [
        Result(f"update with {MORE} new photos", wall, "s"),
        Result("  most memory, shared pages once", peak.proportional, "MB", 700),
        Result("  most memory, sum of resident sizes", peak.resident, "MB"),
    ]
    watched = directory / "config" / "watched.config.yml"
    watched.write_text(re.sub("importSources: false", "importSources: true", config.read_text()))
    # Newer than the whole library, each than the one before.
    photos = make_photos(directory / "new", PHOTOS, year=2027)
    target = directory / "photos" / "2026" / "11 new"
    target.mkdir(parents=True)
    with running(watched) as server, browser_context() as context:
        process = psutil.Process(server.pid)
        page = context.new_page()
        page.goto(server.url, wait_until="commit")
        until(page, "performance.getEntriesByName('gallery-synced').length")
        settle(process)
        results.append(Result("server with all it started, idle", memory(process), "MB"))
        times = [show(page, process, photo, target) for photo in photos]
    for name, (seconds, cost) in zip(["first", *["next"] * PHOTOS], times, strict=False):
        results.append(Result(f"{name} photo visible after", seconds, "s", 3.0))
        results.append(Result("  processor time", cost, "s", 1.0))
    results.append(Result("photo visible, median", median(seconds for seconds, _ in times), "s"))
    return results


def show(page: Page, process: psutil.Process, photo: Path, target: Path) -> tuple[float, float]:
    """Seconds until a copied photo is visible, and processor seconds it costs in all."""
    before = processor_seconds(process)
    shown = page.evaluate("document.querySelectorAll('.cell a[href]').length")
    first = page.evaluate("document.querySelector('.cell a[href]')?.href")
    partial = target / f".{photo.name}.part"
    shutil.copyfile(photo, partial)
    start = time.monotonic()
    partial.rename(target / photo.name)
    until(page, f"document.querySelector('.cell a[href]')?.href !== {first!r}")
    until(page, "document.querySelector('.cell img')?.complete")
    seconds = time.monotonic() - start
    assert shown
    settle(process)
    return seconds, processor_seconds(process) - before


def settle(process: psutil.Process) -> None:
    """Wait until the server has nothing to do."""
    spent = processor_seconds(process)
    while True:
        time.sleep(QUIET_SECONDS)
        now = processor_seconds(process)
        if now - spent < QUIET_SECONDS / 50:
            return
        spent = now


def memory(process: psutil.Process) -> float:
    """MB of a process and its descendants, shared pages once."""
    family = (process, *process.children(recursive=True))
    return float(sum(one.memory_full_info().pss for one in family)) / 1e6


def main() -> None:
    """Measure a given or a new gallery."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--library", type=Path, help="made by benchmarks.grown")
    arguments = parser.parse_args()
    directory = arguments.library or Path(tempfile.mkdtemp(prefix="gallery-"))
    config = directory / "config" / "gallery.config.yml"
    if not config.exists():
        write_grown(directory, entries=arguments.entries)
    keep_bytecode(directory / "bytecode")
    try:
        results = measure(directory, config)
    finally:
        if not arguments.library:
            shutil.rmtree(directory)
    print(*results, sep="\n")
    sys.exit(any(result.missed for result in results))


if __name__ == "__main__":
    main()
