"""The library is kept up to date."""

import asyncio
from collections.abc import Callable

import pytest

from homegallery.server.library import Library
from homegallery.server.watch import LibraryWatch
from tests.server.gallery import WAIT, Gallery, everything, make_entry


@pytest.fixture
def library(gallery: Gallery) -> Library:
    library = gallery.library()
    everything(library)
    return library


def _watched(library: Library, change: Callable[[], None]) -> list[int]:
    """Totals after the first look and after ``change``."""

    async def scenario() -> list[int]:
        changed: asyncio.Queue[int] = asyncio.Queue()
        watch = LibraryWatch(
            library, lambda _: changed.put_nowait(everything(library).current.total), interval=0.01
        )
        task = asyncio.create_task(watch.run())
        totals = [await asyncio.wait_for(changed.get(), WAIT)]
        assert everything(library).opened.is_set()
        assert everything(library).ready.is_set()
        change()
        totals.append(await asyncio.wait_for(changed.get(), WAIT))
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return totals

    return asyncio.run(scenario())


def test_a_new_database_is_taken_over(gallery: Gallery, library: Library) -> None:
    assert _watched(library, lambda: gallery.write([make_entry(1, "2026-01-01")])) == [12, 1]


def test_the_first_database_is_taken_over(gallery: Gallery, library: Library) -> None:
    gallery.database.unlink()
    assert _watched(library, lambda: gallery.write([make_entry(1, "2026-01-01")])) == [0, 1]


def test_a_nudge_is_quicker_than_the_next_look(gallery: Gallery, library: Library) -> None:
    async def scenario() -> None:
        changed: asyncio.Queue[int] = asyncio.Queue()
        watch = LibraryWatch(
            library,
            lambda _: changed.put_nowait(everything(library).current.total),
            interval=10 * WAIT,
        )
        watch.nudge()  # not running yet
        task = asyncio.create_task(watch.run())
        await asyncio.wait_for(changed.get(), WAIT)
        gallery.write([make_entry(1, "2026-01-01")])
        await asyncio.to_thread(watch.nudge)
        assert await asyncio.wait_for(changed.get(), WAIT) == 1
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        watch.nudge()  # not running any more

    asyncio.run(scenario())


def test_an_accident_does_not_end_the_watch(
    gallery: Gallery, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> bool:
        raise RuntimeError("nobody has foreseen this")

    async def scenario() -> None:
        watch = LibraryWatch(library, lambda _: None)
        with monkeypatch.context() as broken:
            broken.setattr(library, "finish", fail)
            await watch.look()
        assert everything(library).ready.is_set()
        assert "server's log" in library.problem
        gallery.write([make_entry(1, "2026-01-01")])
        await watch.look()

    asyncio.run(scenario())
    assert (everything(library).current.total, library.problem) == (1, "")


def test_a_cancelled_watch_stops_the_library(gallery: Gallery, library: Library) -> None:
    async def scenario() -> None:
        watch = LibraryWatch(library, lambda _: None)
        task = asyncio.create_task(watch.run())
        await watch.ready(everything(library))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(scenario())
    gallery.write([make_entry(1, "2026-01-01")])
    assert not library.refresh().changed
    assert everything(library).current.total == 12
