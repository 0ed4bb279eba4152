"""Events for open browsers."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from homegallery.events.log import append_events, read_events
from homegallery.importer.progress import Progress, ProgressListener
from homegallery.server.access import Message
from homegallery.server.events import BACKLOG, REPLAYED, Hub, ProgressRelay, Subscription
from homegallery.server.routes import events
from tests.server.gallery import Client, Gallery, make_entry


class Importer:
    """An import that is told what to report."""

    def __init__(self) -> None:
        self.progress = Progress()
        self.failures: Sequence[Mapping[str, Any]] = []
        self.listeners: list[ProgressListener] = []
        self.rescans = 0

    def rescan(self) -> bool:
        """Count how often it is asked to look."""
        self.rescans += 1
        return self.rescans > 1

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


async def _next(subscription: Subscription) -> Message | None:
    item = await subscription.next(1)
    return item.message if item else None


def test_everyone_gets_every_message() -> None:
    async def scenario() -> list[Message | None]:
        hub = Hub()
        with hub.subscribe() as first, hub.subscribe() as second:
            hub.publish({"type": "a"})
            return [await _next(first), await _next(second)]

    assert asyncio.run(scenario()) == [{"type": "a"}] * 2


def test_a_browser_that_does_not_read_is_sent_away() -> None:
    async def scenario() -> list[Message | None]:
        hub = Hub()
        with hub.subscribe() as slow:
            for number in range(BACKLOG + 1):
                hub.publish({"number": number})
            return [await _next(slow)]

    assert asyncio.run(scenario()) == [None]


def test_a_closed_hub_ends_present_and_later_streams() -> None:
    async def scenario() -> list[Message | None]:
        hub = Hub()
        with hub.subscribe() as present:
            hub.publish({"type": "unread"})
            hub.close()
            with hub.subscribe() as later:
                return [await _next(present), await _next(later)]

    assert asyncio.run(scenario()) == [None, None]


async def _all(subscription: Subscription) -> list[int]:
    found = []
    try:
        while item := await subscription.next(0.001):
            found.append(item.message["number"])
    except TimeoutError:
        pass
    return found


def test_who_comes_back_gets_what_was_missed() -> None:
    async def scenario() -> list[list[int]]:
        hub = Hub()
        hub.publish({"number": 0})
        with hub.subscribe() as first:
            hub.publish({"number": 1})
            seen = await first.next(1)
        assert seen is not None
        hub.publish({"number": 2})
        hub.publish({"number": 99}, remember=False)
        hub.publish({"number": 3})
        results = []
        for last_id in (seen.id, hub.last_id, "", "nonsense", f"{hub.last_id}0", "x.1"):
            with hub.subscribe(last_id) as again:
                results.append(await _all(again))
        return results

    assert asyncio.run(scenario()) == [[2, 3], [], [], [], [], []]


def test_only_the_last_messages_are_remembered() -> None:
    async def scenario() -> list[int]:
        hub = Hub()
        start = hub.last_id
        for number in range(REPLAYED + 10):
            hub.publish({"number": number})
        with hub.subscribe(start) as again:
            return await _all(again)

    assert asyncio.run(scenario()) == list(range(10, REPLAYED + 10))


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


TAG = {
    "type": "userAction",
    "id": "one",
    "targetIds": [f"{3:040x}"],
    "actions": [{"action": "addTag", "value": "sea"}],
}


def test_a_posted_event_changes_the_tree_and_is_told(gallery: Gallery) -> None:
    with gallery.running() as client, client.events() as stream:
        before = stream.next()["rootHash"]
        stream.next()
        assert client.post("/api/events", TAG).status_code == 201
        event, server = stream.next(), stream.next()
        assert event["actions"] == TAG["actions"]
        assert event["date"]
        assert (server["type"], server["action"]) == ("server", "treeChanged")
        assert server["rootHash"] not in ("", before)
        (entry,) = _entries(client, 3)
        assert entry["tags"] == ["sea"]
        assert [each["id"] for each in read_events(gallery.events)] == ["one"]


def test_what_was_missed_is_sent_again(gallery: Gallery) -> None:
    with gallery.running() as client:
        with client.events() as stream:
            stream.next()
            last = stream.last_id
            stream.next()
            client.post("/api/events", TAG)
            stream.next(), stream.next()
        with client.events({"last-event-id": last}) as stream:
            assert [stream.next()["type"] for _ in range(3)] == ["pong", "import", "userAction"]


def test_an_event_is_taken_once(gallery: Gallery) -> None:
    with gallery.running() as client:
        assert client.post("/api/events", TAG).status_code == 201
        client.refresh()
        assert client.post("/api/events", TAG).status_code == 201
        other = {**TAG, "actions": [{"action": "addTag", "value": "sun"}]}
        assert client.post("/api/events", other).status_code == 409
        assert len(list(read_events(gallery.events))) == 1


def test_id_and_date_are_given(gallery: Gallery) -> None:
    with gallery.running() as client:
        bare = {key: value for key, value in TAG.items() if key != "id"}
        assert client.post("/api/events", bare).text == "Created"
        assert client.post("/api/events", bare).text == "Created"
        first, second = read_events(gallery.events)
        assert first["id"] != second["id"]
        assert first["date"] <= second["date"]


def test_events_of_others_are_noticed(gallery: Gallery) -> None:
    with gallery.running() as client, client.events() as stream:
        stream.next(), stream.next()
        append_events(gallery.events, [TAG])  # type: ignore[list-item]
        client.refresh()
        assert stream.next()["id"] == "one"
        assert _entries(client, 3)[0]["tags"] == ["sea"]


def test_a_corrected_date_moves_an_entry(gallery: Gallery) -> None:
    with gallery.running() as client:
        action = {"action": "setDate", "value": "2020-01-02T03:04:05+01:00"}
        assert client.post("/api/events", {**TAG, "actions": [action]}).status_code == 201
        client.refresh()
        assert _entries(client, 3)[0]["date"] == "2020-01-02T02:04:05.000Z"
        dates = [entry["date"] for entry in client.get("/api/database.json").json()["data"]]
        assert (len(dates), dates) == (12, sorted(dates, reverse=True))


def test_an_event_can_be_taken_back(gallery: Gallery) -> None:
    with gallery.running() as client:
        root = client.get("/api/database/tree/root").json()["hash"]
        client.post("/api/events", TAG)
        client.refresh()
        undo = {**TAG, "id": "two", "actions": [{"action": "undo", "value": "one"}]}
        client.post("/api/events", undo)
        client.refresh()
        assert _entries(client, 3)[0]["tags"] == []
        assert client.get("/api/database/tree/root").json()["hash"] == root


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"type": "server"}, "type"),
        ({"targetIds": []}, "targetIds"),
        ({"targetIds": ["../x"]}, "targetIds"),
        ({"targetIds": [f"{3:040x}"] * 10_001}, "targetIds"),
        ({"actions": []}, "actions"),
        ({"actions": [{"action": "format", "value": "c:"}]}, "actions"),
        ({"actions": [{"action": "addTag", "value": ""}]}, "actions.0.addTag.value"),
        ({"actions": [{"action": "addTag", "value": "a\nb"}]}, "one line"),
        ({"actions": [{"action": "addTag", "value": "x" * 257}]}, "256"),
        ({"actions": [{"action": "setRating", "value": 6}]}, "5"),
        ({"actions": [{"action": "setFavorite", "value": "yes"}]}, "boolean"),
        ({"actions": [{"action": "setDate", "value": "2020-01-02"}]}, "zone"),
        ({"actions": [{"action": "setPosition", "value": {"latitude": 91, "longitude": 0}}]}, "90"),
        ({"date": "tomorrow"}, "date"),
        ({"id": "a b"}, "id"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_what_is_not_understood_is_named(
    gallery: Gallery, change: dict[str, Any], key: str
) -> None:
    with gallery.running() as client:
        answer = client.post("/api/events", {**TAG, **change})
        assert answer.status_code == 400
        assert key in answer.json()["error"]["message"]
        assert not gallery.events.exists()


def test_no_json_is_no_event(gallery: Gallery) -> None:
    with gallery.running() as client:
        for content in (b"", b"{", b"[]", b"\xff", b"1"):
            answer = client.request("POST", "/api/events", content=content)
            assert answer.status_code == 400
            assert answer.json()["error"]["message"]


def test_an_event_that_cannot_be_saved_is_no_success(gallery: Gallery) -> None:
    gallery.events.write_text("something else\n")
    with gallery.running() as client:
        answer = client.post("/api/events", TAG)
        assert answer.status_code == 500
        assert "could not be saved" in answer.json()["error"]["message"]
        assert gallery.events.read_text() == "something else\n"


def test_other_sites_cannot_post(gallery: Gallery) -> None:
    with gallery.running() as client:
        for headers in (
            {"Origin": "https://evil.example"},
            {"Origin": "null"},
            {"Sec-Fetch-Site": "cross-site"},
        ):
            answer = client.post("/api/events", TAG, headers=headers)
            assert answer.status_code == 403
        assert not gallery.events.exists()
        same = client.post("/api/events", TAG, headers={"Origin": "http://test"})
        assert same.status_code == 201


def test_the_list_of_events(gallery: Gallery) -> None:
    with gallery.running() as client:
        assert client.get("/api/events.json").status_code == 404
        unknown = {**TAG, "targetIds": [f"{3:040x}", "f" * 40]}
        client.post("/api/events", unknown)
        answer = client.get("/api/events.json").json()
        assert answer["type"] == "home-gallery/events@1.0"
        assert [event["targetIds"] for event in answer["data"]] == [TAG["targetIds"]]


def _entries(client: Client, number: int) -> list[Any]:
    data = client.get("/api/database.json").json()["data"]
    return [entry for entry in data if entry["id"] == f"{number:040x}"]
