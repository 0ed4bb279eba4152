"""The server with a big gallery: start, memory, sync of a client, previews.

    python -m benchmarks.server [--entries 100000] [--library DIR]

Prints one line per measurement with its limit, as in the project's goals; exits
with 1 if one is missed.
"""

import argparse
import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from isal import isal_zlib

from benchmarks.library import write_library
from homegallery.jsontext import loads

PARALLEL = 4
_GZIP = 31
IDLE_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Result:
    """A measured value; ``limit`` is the most it may be, None for information."""

    name: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def missed(self) -> bool:
        """Whether it is above its limit."""
        return self.limit is not None and self.value > self.limit

    def __str__(self) -> str:
        limit = f"  (at most {self.limit:g})" if self.limit is not None else ""
        mark = "  MISSED" if self.missed else ""
        return f"{self.name:<48}{self.value:10.2f} {self.unit}{limit}{mark}"


@dataclass(frozen=True, slots=True)
class Running:
    """A started server; ``started`` is the monotonic time of its start."""

    pid: int
    url: str
    started: float

    def memory(self, field: str = "VmRSS") -> float:
        """A line of ``/proc/<pid>/status``, in MB."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in text.splitlines() if line.startswith(field))
        return int(line.split()[1]) / 1024


@contextmanager
def running(config: Path) -> Iterator[Running]:
    """The server as a user starts it, in a process of its own."""
    started = time.monotonic()
    command = [sys.executable, "-m", "homegallery", "run", "server", "--config", str(config)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        try:
            found = (re.search(r"http://\S+", line) for line in process.stdout)
            url = next(match[0] for match in found if match)
            yield Running(process.pid, url, started)
        finally:
            process.terminate()


async def measure(config: Path, entries: int) -> list[Result]:
    """All measurements of one server."""
    results = []
    with running(config) as server:
        async with httpx.AsyncClient(base_url=server.url, timeout=120) as client:
            first = (await client.get("")).raise_for_status()
            state = loads(first.text.partition('id="state">')[2].partition("</script>")[0])
            assert state["total"] == entries
            cold = time.monotonic() - server.started
            results.append(Result("cold start to first answer of /", cold, "s", 3.0))
            (await client.get("api/database/tree/root")).raise_for_status()
            ready = time.monotonic() - server.started
            results.append(Result("cold start to the tree", ready, "s"))
            await asyncio.sleep(IDLE_SECONDS)
            results.append(Result("resident memory, idle after start", server.memory(), "MB", 150))
            results += await _sync(client, entries)
            results.append(Result("resident memory after the sync", server.memory(), "MB"))
            results.append(await _database(client, entries))
            paths = [path for entry in state["entries"] for path in entry["previews"]]
            results.append(await _previews(client, [path for path in paths if "-320." in path]))
            results.append(Result("resident memory at the end", server.memory(), "MB"))
            results.append(Result("most resident memory", server.memory("VmHWM"), "MB"))
        stopping = time.monotonic()
    results.append(Result("stop", time.monotonic() - stopping, "s", 2.0))
    return results


async def _sync(client: httpx.AsyncClient, entries: int) -> list[Result]:
    """Walk the tree with four requests in flight; unpacking and parsing apart."""
    limit = asyncio.Semaphore(PARALLEL)

    async def fetch(digest: str) -> bytes:
        async with (
            limit,
            client.stream("GET", f"api/database/tree/{digest}.json") as response,
        ):
            response.raise_for_status()
            return b"".join([chunk async for chunk in response.aiter_raw()])

    start = time.monotonic()
    nodes = ["root"]
    for _ in range(2):
        fetched = await asyncio.gather(*map(fetch, nodes))
        nodes = [child["hash"] for body in fetched for child in _children(body)]
    bodies = await asyncio.gather(*map(fetch, nodes))
    loading = time.monotonic() - start
    count = sum(len(_children(body)) for body in bodies)
    assert count == entries, count
    parsing = time.monotonic() - start - loading
    size = sum(map(len, bodies)) / 1e6
    return [
        Result("sync of all months", loading, "s", 3.0),
        Result("  unpacking and parsing them", parsing, "s"),
        Result("  months", len(bodies), "objects"),
        Result("  compressed", size, "MB"),
    ]


def _children(body: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = loads(isal_zlib.decompress(body, _GZIP))["data"]
    return found


async def _database(client: httpx.AsyncClient, entries: int) -> Result:
    start = time.monotonic()
    size = 0
    async with client.stream("GET", "api/database.json") as response:
        async for chunk in response.aiter_raw():
            size += len(chunk)
    assert size > entries * 100
    return Result("whole database.json, compressed", time.monotonic() - start, "s")


async def _previews(client: httpx.AsyncClient, paths: Sequence[str]) -> Result:
    limit = asyncio.Semaphore(PARALLEL)

    async def fetch(path: str) -> None:
        async with limit:
            (await client.get(f"files/{path}")).raise_for_status()

    rounds = 20
    start = time.monotonic()
    await asyncio.gather(*(fetch(path) for path in [*paths] * rounds))
    return Result(
        "previews of 320 pixels, client included",
        len(paths) * rounds / (time.monotonic() - start),
        "/s",
    )


def main() -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description="Measure the server with a big gallery.")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=240)
    parser.add_argument("--library", type=Path, help="Keep the gallery here, and use it again.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.library or Path(temporary)
        config = directory / "config" / "gallery.config.yml"
        if not config.exists():
            write_library(directory, entries=options.entries, months=options.months, previews=50)
        results = asyncio.run(measure(config, options.entries))
    for result in results:
        print(result)
    if any(result.missed for result in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
