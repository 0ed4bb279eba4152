"""Events for open browsers."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from homegallery.importer.progress import Progress, ProgressListener
from homegallery.server.events import BACKLOG, Hub, Message, ProgressRelay
from homegallery.server.routes import events
from tests.server.gallery import Gallery, make_entry


class Importer:
    """An import that is told what to report."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.failures: Sequence[Mapping[str, Any]] = []
        self.listeners: list[ProgressListener] = []

    def subscribe(self, listener: ProgressListener) -> Callable[[], None]:
        """Keep the listener until it goes."""
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def report(self, progress: Progress) -> None:
        """Tell all listeners from another thread, as the importer does."""
        self.progress = progress
        for listener in self.listeners:
            thread = threading.Thread(target=listener, args=(progress,))
            thread.start()
            thread.join()


def test_everyone_gets_every_message() -> None:
    async def scenario() -> list[Message | None]:
        hub = Hub()
        with hub.subscribe() as first, hub.subscribe() as second:
            hub.publish({"type": "a"})
            return [await first.next(1), await second.next(1)]

    assert asyncio.run(scenario()) == [{"type": "a"}] * 2


def test_a_browser_that_does_not_read_is_sent_away() -> None:
    async def scenario() -> list[Message | None]:
        hub = Hub()
        with hub.subscribe() as slow:
            for number in range(BACKLOG + 1):
                hub.publish({"number": number})
            return [await slow.next(1)]

    assert asyncio.run(scenario()) == [None]


def test_a_closed_hub_ends_present_and_later_streams() -> None:
    async def scenario() -> list[Message | None]:
        hub = Hub()
        with hub.subscribe() as present:
            hub.publish({"type": "unread"})
            hub.close()
            with hub.subscribe() as later:
                return [await present.next(1), await later.next(1)]

    assert asyncio.run(scenario()) == [None, None]


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock moves on when it is told to."""

    now = 100.0

    def time(self) -> float:
        """Seconds."""
        return self.now

    def run_ready(self) -> None:
        """Run what is due now, and what that adds."""
        for _ in range(3):
            self.call_soon(self.stop)
            self.run_forever()


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


def test_progress_is_sent_at_most_once_per_interval_and_never_lost(loop: Loop) -> None:
    sent: list[Message] = []
    relay = ProgressRelay(sent.append, loop, interval=0.5)

    def report(*counts: int) -> list[int]:
        for done in counts:
            relay(Progress(done=done))
        loop.run_ready()
        return [message["progress"]["done"] for message in sent]

    assert report(1, 2, 3) == [3]
    assert report(4) == [3]
    loop.now += 0.4
    assert report(5) == [3]
    loop.now += 0.2
    assert report() == [3, 5]
    loop.now += 10
    assert report() == [3, 5]
    assert report(6) == [3, 5, 6]


def test_progress_of_another_thread_arrives_to_the_last(loop: Loop) -> None:
    sent: list[Message] = []
    relay = ProgressRelay(sent.append, loop, interval=0)

    def work() -> None:
        for done in range(5000):
            relay(Progress(done=done))

    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        loop.run_ready()
    loop.run_ready()
    counts = [message["progress"]["done"] for message in sent]
    assert counts == sorted(set(counts))
    assert counts[-1] == 4999


def test_a_closed_relay_leaves_the_loop_alone(loop: Loop) -> None:
    sent: list[Message] = []
    relay = ProgressRelay(sent.append, loop, interval=0.5)
    relay(Progress(done=1))
    loop.run_ready()
    relay(Progress(done=2))
    loop.run_ready()
    relay.close()
    loop.now += 1
    loop.run_ready()
    loop.close()
    relay(Progress(done=3))
    assert len(sent) == 1


def test_stream_begins_with_the_present_state(gallery: Gallery) -> None:
    importer = Importer()
    importer.progress = Progress(
        phase="importing", done=5, total=9, remaining=2.5, pending=2, file="a.mov", file_done=0.5
    )
    with gallery.running(importer) as client:
        root = client.get("/api/database/tree/root").json()["hash"]
        with client.events() as stream:
            pong = stream.next()
            assert (pong["type"], pong["rootHash"]) == ("pong", root)
            assert {"id", "date", "clientId"} <= pong.keys()
            assert stream.next() == {
                "type": "import",
                "progress": {
                    "phase": "importing",
                    "source": "",
                    "done": 5,
                    "total": 9,
                    "failures": 0,
                    "rate": 0.0,
                    "remaining": 2.5,
                    "message": "",
                    "pending": 2,
                    "file_done": 0.5,
                },
            }
            assert stream.headers["content-type"].startswith("text/event-stream")
            assert "no-cache" in stream.headers["cache-control"]
            assert "content-encoding" not in stream.headers


def test_changed_database_is_announced_with_its_root(gallery: Gallery) -> None:
    with gallery.running() as client:
        client.get("/api/database/tree/root")
        with client.events() as stream:
            stream.next(), stream.next()
            gallery.write([make_entry(1, "2026-01-01")])
            client.refresh()
            event = stream.next()
            assert (event["type"], event["action"]) == ("server", "databaseReloaded")
            assert event["rootHash"] == client.get("/api/database/tree/root").json()["hash"]


def test_progress_of_the_import_is_sent(gallery: Gallery) -> None:
    importer = Importer()
    with gallery.running(importer) as client:
        with client.events() as stream:
            stream.next(), stream.next()
            importer.report(Progress(phase="done", message="All is well"))
            assert stream.next()["progress"]["message"] == "All is well"
        assert client.get("/api/status").json()["import"]["phase"] == "done"
    assert not importer.listeners


def test_silence_is_filled_with_comments(gallery: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT", 0.01)
    with gallery.running() as client, client.events() as stream:
        stream.next(), stream.next()
        assert stream.raw() == b": alive\n\n"
        assert stream.raw() == b": alive\n\n"
