"""Clients that leave, and searches that nobody waits for."""

import asyncio
import threading
from typing import Any

import pytest
from starlette.types import Message

from homegallery.query.limits import ORIGINAL_LIMITS
from homegallery.server.clients import LEFT
from homegallery.server.search import AT_ONCE, AbandonedError, Searches, awaited
from tests.server.gallery import WAIT, Gallery


@pytest.mark.parametrize("path", ["/api/search", "/api/database.json"])
def test_who_leaves_ends_the_search(
    gallery: Gallery, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    seen: list[bool] = []

    def search(_: Any, __: Any, ___: Any, abandoned: threading.Event) -> None:
        begun.set()
        seen.append(abandoned.wait(WAIT))
        raise AbandonedError

    monkeypatch.setattr(Searches, "_search", search)
    with gallery.running() as client:
        left = client.portal.call(asyncio.Event)
        sent: list[Message] = []

        async def receive() -> Message:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": b"q=sea",
            "headers": [],
            "client": ("127.0.0.1", 50000),
        }
        answering = client.portal.start_task_soon(client.app, scope, receive, send)
        assert begun.wait(WAIT)
        client.portal.call(left.set)
        answering.result(WAIT)
    assert seen == [True]
    assert sent[0]["status"] == LEFT


def test_a_few_searches_run_at_once_and_keep_their_turn_until_they_end() -> None:
    begun = threading.Semaphore(0)
    released = threading.Event()
    running: list[int] = []
    most: list[int] = []

    def work(_: threading.Event) -> None:
        running.append(1)
        most.append(len(running))
        begun.release()
        released.wait(WAIT)
        running.pop()

    async def ask() -> None:
        searches = Searches(ORIGINAL_LIMITS)
        tasks = [asyncio.create_task(searches.run(work)) for _ in range(AT_ONCE + 3)]
        for _ in range(AT_ONCE):
            assert await asyncio.to_thread(begun.acquire, timeout=WAIT)
        tasks[0].cancel()
        for _ in range(10):
            await asyncio.sleep(0)
        assert not tasks[0].done()
        released.set()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(answers[0], asyncio.CancelledError)

    asyncio.run(ask())
    assert len(most) == AT_ONCE + 3
    assert max(most) == AT_ONCE


def test_nothing_more_is_looked_at_when_nobody_waits() -> None:
    abandoned = threading.Event()
    items = awaited([1, 2, 3], abandoned)
    assert next(items) == 1
    abandoned.set()
    with pytest.raises(AbandonedError):
        next(items)
