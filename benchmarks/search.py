"""Queries on the server, with a big gallery.

    python -m benchmarks.search [--entries 100000] [--library DIR]

Each query is asked three times: the first time ever, when every month is unpacked; again, when
what it finds in each month is remembered; and after one month has changed. Words are asked once
more in another combination, when the texts are at hand. Times are those of the processor. Exits
with 1 if a goal is missed.
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Sequence
from pathlib import Path

from benchmarks.library import write_library
from benchmarks.server import Result
from homegallery.config.model import AuthSettings, TreeSettings
from homegallery.events.log import append_events
from homegallery.query.limits import ORIGINAL_LIMITS
from homegallery.server.access import Access
from homegallery.server.auth import ANONYMOUS
from homegallery.server.library import Library
from homegallery.server.search import Searches
from homegallery.server.suggest import Vocabularies, suggestions

WORDS = ("norway", "munchen not video", "iphone 2019-08", '"via del" or bergen')
OTHERS = (
    "tag:beach",
    "year >= 2020 country:norway",
    "file ~ img",
    "order by width",
    "count(tags) > 1",
)
TYPICAL = 150
"""Milliseconds that a typical query of words may take."""


def measure(directory: Path) -> list[Result]:
    """All measurements."""
    events = directory / "config" / "search-events.db"
    events.unlink(missing_ok=True)
    library = Library(directory / "config" / "database.db", events, TreeSettings())
    access = Access(AuthSettings(), library)
    library.refresh()
    searches = Searches(ORIGINAL_LIMITS)
    vocabularies = Vocabularies()

    def ask(query: str) -> float:
        start = time.process_time()
        asyncio.run(searches.search(access.view(ANONYMOUS), query))
        return (time.process_time() - start) * 1000

    def suggest() -> float:
        start = time.process_time()
        view = access.view(ANONYMOUS)
        vocabulary = vocabularies.known(view) or vocabularies.of(view, threading.Event())
        suggestions("tag:be", vocabulary, 10)
        return (time.process_time() - start) * 1000

    def send(query: str) -> float:
        start = time.process_time()
        found = asyncio.run(searches.search(access.view(ANONYMOUS), query))
        deque(found.texts(0, found.total), maxlen=0)
        return (time.process_time() - start) * 1000

    results = [Result("first query of words: texts are made", ask("sea"), "ms")]
    again = (*WORDS[:1], *OTHERS)
    results += [Result(query, ask(query), "ms", TYPICAL) for query in WORDS]
    results += [Result(f"{query}: first time", ask(query), "ms") for query in OTHERS]
    results += [Result(f"{query}: again", ask(query), "ms") for query in again]
    results.append(Result("suggestions: first time", suggest(), "ms"))
    results.append(Result("suggestions: again", suggest(), "ms"))
    results.append(Result("order by width: whole entries", send("order by width"), "ms"))
    entry = access.view(ANONYMOUS).leaves[7].entries()[0]
    action = {"action": "addTag", "value": "benchmark"}
    event = {"type": "userAction", "id": "1", "targetIds": [entry["id"]], "actions": [action]}
    append_events(events, [event])  # type: ignore[list-item]
    library.refresh()
    results += [Result(f"{query}: after a change", ask(query), "ms") for query in again]
    results.append(Result("suggestions: after a change", suggest(), "ms"))
    events.unlink()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*results, Result("most resident memory", memory, "MB")]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description="Queries on the server.")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=120)
    parser.add_argument("--library", type=Path, help="Keep the gallery here, and use it again.")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.library or Path(temporary)
        if not (directory / "config").exists():
            write_library(directory, entries=options.entries, months=options.months, previews=1)
        results = measure(directory)
    for result in results:
        print(result)
    if any(result.missed for result in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
