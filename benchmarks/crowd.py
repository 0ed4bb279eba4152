"""Events and many browsers at once, with a big gallery.

    python -m benchmarks.crowd [--entries 100000] [--library DIR]

An event that touches one entry: until it is acknowledged, until another browser is told,
and the processor time of the server. Then 200 browsers of five viewers with filters load
the whole library at the same time. Exits with 1 if a goal is missed.
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from isal import isal_zlib

from benchmarks.library import write_library
from benchmarks.server import Result, Running, running
from homegallery.jsontext import loads

EVENTS = 20
BROWSERS = 200
PARALLEL = 4
"""Requests of one browser at a time."""
_GZIP = 31
_TICK = os.sysconf("SC_CLK_TCK")

VIEWERS = {
    "owner": "",
    "editor": "not tag:birthday",
    "family": "not tag:wedding",
    "friends": "year >= 2015",
    "guest": "tag:vacation or country:norway",
}
"""Users, each with its name as password, and their filters."""


def add_users(config: Path) -> None:
    """Give the gallery its five viewers."""
    users = "".join(
        f'      - {{username: {name}, password: {name}, filter: "{text}"}}\n'
        for name, text in VIEWERS.items()
    )
    text = config.read_text()
    if "auth:" not in text:
        config.write_text(f"{text}  auth:\n    rules: [{{deny: all}}]\n    users:\n{users}")


async def measure(config: Path) -> list[Result]:
    """All measurements of one server."""
    with running(config) as server:
        # Shorter than the server keeps idle connections.
        limits = httpx.Limits(max_connections=None, keepalive_expiry=3)
        async with httpx.AsyncClient(base_url=server.url, timeout=300, limits=limits) as client:
            await _get(client, "owner", "api/database/tree/root")
            return [*await _events(server, client), *await _crowd(server, client)]


async def _events(server: Running, client: httpx.AsyncClient) -> list[Result]:
    root = await _get(client, "owner", "api/database/tree/root")
    ids = await _some_ids(client, root)
    acknowledged: list[float] = []
    told, used = [], []
    stream = _messages(client, "owner")
    await anext(stream)
    for id_ in ids:
        await asyncio.sleep(0.5)
        before, start = _processor_time(server), time.perf_counter()
        event = {
            "type": "userAction",
            "targetIds": [id_],
            "actions": [{"action": "addTag", "value": f"benchmark {time.time_ns()}"}],
        }
        posting = asyncio.create_task(
            client.post("api/events", json=event, auth=("owner", "owner"))
        )
        posting.add_done_callback(partial(_note, acknowledged, start))
        while (await anext(stream))["type"] != "server":
            pass
        told.append(_since(start))
        (await posting).raise_for_status()
        await asyncio.sleep(0.5)
        used.append((_processor_time(server) - before) * 1000)
    return [
        Result("event acknowledged, median", median(acknowledged), "ms", 30),
        Result("event acknowledged, slowest", max(acknowledged), "ms"),
        Result("other browser told, median", median(told), "ms", 200),
        Result("other browser told, slowest", max(told), "ms"),
        Result("processor time of an event, mean", sum(used) / len(used), "ms", 100),
    ]


async def _some_ids(client: httpx.AsyncClient, root: bytes) -> list[str]:
    """Ids spread over all years."""
    found = []
    years = _children(root)
    for number in range(EVENTS):
        year = years[number % len(years)]
        months = _children(await _get(client, "owner", f"api/database/tree/{year['hash']}"))
        month = months[number // len(years) % len(months)]
        leaf = _children(await _get(client, "owner", f"api/database/tree/{month['hash']}"))
        found.append(leaf[number % len(leaf)]["data"]["id"])
    return found


async def _crowd(server: Running, client: httpx.AsyncClient) -> list[Result]:
    """All answers are checked to be good; unpacking them would be the work of 200 machines."""
    start = time.perf_counter()
    names = [list(VIEWERS)[number % len(VIEWERS)] for number in range(BROWSERS)]
    sizes = await asyncio.gather(*(_load(client, name) for name in names))
    seconds = time.perf_counter() - start
    return [
        Result(f"{BROWSERS} browsers load the library", seconds, "s"),
        Result("  sent", sum(sizes) / 1e6, "MB"),
        Result("  sent per second", sum(sizes) / seconds / 1e6, "MB/s"),
        Result("  most resident memory", server.memory("VmHWM"), "MB", 400),
    ]


async def _load(client: httpx.AsyncClient, name: str) -> int:
    """What a browser does at its first visit, without unpacking; the bytes it was sent."""
    limit = asyncio.Semaphore(PARALLEL)

    async def fetch(digest: str) -> bytes:
        async with limit:
            return await _get(client, name, f"api/database/tree/{digest}.json")

    size = len(await _get(client, name, ""))
    nodes = ["root"]
    for _ in ("root", "years"):
        bodies = await asyncio.gather(*map(fetch, nodes))
        size += sum(map(len, bodies))
        nodes = [child["hash"] for body in bodies for child in _children(body)]
    for months in asyncio.as_completed(map(fetch, nodes)):
        size += len(await months)
    return size


async def _get(client: httpx.AsyncClient, name: str, path: str) -> bytes:
    """An answer as it was sent: compressed."""
    headers = {"Accept": "application/gzip, */*;q=0.5"}
    answer = await client.get(path, auth=(name, name), headers=headers)
    return answer.raise_for_status().content


async def _messages(client: httpx.AsyncClient, name: str) -> AsyncIterator[dict[str, str]]:
    async with client.stream("GET", "api/events/stream", auth=(name, name)) as response:
        async for line in response.aiter_lines():
            if line.startswith("data: "):
                yield loads(line.removeprefix("data: "))


def _children(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = loads(isal_zlib.decompress(body, _GZIP))["data"]
    return found


def _note(times: list[float], start: float, _: object) -> None:
    times.append(_since(start))


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000


def _processor_time(server: Running) -> float:
    """Seconds of the process, of user and system."""
    fields = Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description="Events and many browsers with a big gallery.")
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=120)
    parser.add_argument("--library", type=Path, help="Keep the gallery here, and use it again.")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.library or Path(temporary)
        config = directory / "config" / "gallery.config.yml"
        if not config.exists():
            write_library(directory, entries=options.entries, months=options.months, previews=50)
        add_users(config)
        results = asyncio.run(measure(config))
    for result in results:
        print(result)
    if any(result.missed for result in results):
        sys.exit(1)


if __name__ == "__main__":
    main()
