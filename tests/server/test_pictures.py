"""Pictures in memory, and reading them beside the event loop."""

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from homegallery.server import reading
from homegallery.server.filereply import open_file
from homegallery.server.pictures import BELIEVED, SMALL, Pictures
from homegallery.server.reading import WHOLE, PictureReader


class Clock:
    """Seconds, as the test says."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def _file(directory: Path, name: str, content: bytes) -> str:
    (directory / name).write_bytes(content)
    return str(directory / name)


def _with(pictures: Pictures, test: Callable[[], Awaitable[None]]) -> None:
    async def run() -> None:
        try:
            await test()
        finally:
            pictures.close()

    asyncio.run(run())


def test_a_picture_is_believed_for_a_while(tmp_path: Path) -> None:
    clock = Clock()
    pictures = Pictures(clock=clock)
    path = _file(tmp_path, "a", b"old")

    async def content() -> bytes | None:
        picture = await pictures.get(path)
        return picture.content if picture else None

    async def test() -> None:
        assert await content() == b"old"
        _file(tmp_path, "a", b"other")
        clock.now = BELIEVED - 1
        assert await content() == b"old"
        clock.now = BELIEVED
        assert await content() == b"other"
        Path(path).unlink()
        clock.now = 2 * BELIEVED
        assert await content() is None

    _with(pictures, test)


def test_memory_is_bounded_and_holds_what_was_used_last(tmp_path: Path) -> None:
    pictures = Pictures(memory=25, clock=Clock())
    a, b, c = (_file(tmp_path, name, name.encode() * 10) for name in "abc")

    async def test() -> None:
        for path in (a, b, a, c):
            assert await pictures.get(path)
        for path in (a, b, c):
            Path(path).unlink()
        assert [bool(await pictures.get(path)) for path in (a, b, c)] == [True, False, True]

    _with(pictures, test)


def test_a_replaced_picture_is_counted_once(tmp_path: Path) -> None:
    clock = Clock()
    pictures = Pictures(memory=25, clock=clock)
    a, b = (_file(tmp_path, name, name.encode() * 10) for name in "ab")

    async def test() -> None:
        for _ in range(5):
            assert await pictures.get(a)
            clock.now += BELIEVED
        for path in (a, b):
            assert await pictures.get(path)
        Path(a).unlink()
        assert await pictures.get(a)

    _with(pictures, test)


def test_bigger_pictures_are_not_kept(tmp_path: Path) -> None:
    pictures = Pictures(clock=Clock())
    path = _file(tmp_path, "a", bytes(SMALL + 1))

    async def test() -> None:
        assert await pictures.get(path)
        Path(path).unlink()
        assert await pictures.get(path) is None

    _with(pictures, test)


def test_many_at_once_get_their_own_picture(tmp_path: Path) -> None:
    paths = [_file(tmp_path, str(number), b"%d" % number) for number in range(50)]

    async def read() -> list[bytes]:
        reader = PictureReader()
        found = await asyncio.gather(*map(reader.read, paths))
        reader.close()
        return [picture.content for picture in found if picture]

    assert asyncio.run(read()) == [b"%d" % number for number in range(50)]


@pytest.mark.parametrize("kind", ["missing", "link", "directory", "fifo", "big"])
def test_what_is_no_picture_to_read_in_one_go(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x"
    if kind == "link":
        path.symlink_to(_file(tmp_path, "a", b"a"))
    elif kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    elif kind == "big":
        path.write_bytes(bytes(WHOLE + 1))

    async def read() -> object:
        reader = PictureReader()
        found = await reader.read(str(path))
        reader.close()
        return found

    assert asyncio.run(read()) is None


def test_a_slow_disk_stops_neither_the_loop_nor_other_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = _file(tmp_path, "quick", b"quick")
    slow = _file(tmp_path, "slow", b"slow")
    spinning = threading.Event()

    def opened(path: str) -> object:
        if path == slow:
            spinning.wait()
        return open_file(path)

    monkeypatch.setattr(reading, "open_file", opened)

    async def test() -> None:
        reader = PictureReader()
        waiting = asyncio.create_task(reader.read(slow))
        left = asyncio.create_task(reader.read(slow))
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.sleep(0)
        assert (await reader.read(quick)) is not None
        assert not waiting.done()
        spinning.set()
        picture = await waiting
        assert picture is not None
        assert picture.content == b"slow"
        reader.close()

    asyncio.run(test())


def test_the_threads_end(tmp_path: Path) -> None:
    path = _file(tmp_path, "a", b"a")

    async def test() -> None:
        reader = PictureReader()
        await reader.read(path)
        reader.close()

    asyncio.run(test())
    for thread in threading.enumerate():
        if thread.name.startswith("pictures-"):
            thread.join(30)
            assert not thread.is_alive()
