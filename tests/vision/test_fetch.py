import fcntl
import hashlib
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from homegallery.vision.errors import DownloadError
from homegallery.vision.fetch import fetch
from homegallery.vision.files import ModelFiles
from homegallery.vision.registry import Model
from tests.vision.graphs import classifier, saved

CONTENT = bytes(range(256)) * 40


class Sources(httpx.MockTransport):
    """Answers by host: ``good``, ``whole`` (knows no ranges), ``wrong``, ``long``, ``cut``,
    ``gone`` and ``down``; remembers the ranges it was asked for."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        super().__init__(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        host, wanted = request.url.host, request.headers.get("Range", "")
        self.asked.append((host, wanted))
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if host == "down":
            raise httpx.ConnectError("no route")
        if host == "good" and start:
            return httpx.Response(206, content=CONTENT[start:])
        return {
            "good": httpx.Response(200, content=CONTENT),
            "whole": httpx.Response(200, content=CONTENT),
            "wrong": httpx.Response(200, content=bytes(len(CONTENT))),
            "long": httpx.Response(200, content=CONTENT * 3),
            "cut": httpx.Response(200, content=CONTENT[:5000]),
            "gone": httpx.Response(404),
            "moved": httpx.Response(302, headers={"Location": "https://good/x"}),
        }[host]


@pytest.fixture
def files(tmp_path: Path) -> ModelFiles:
    return ModelFiles(tmp_path / "models")


def _model(tmp_path: Path, *hosts: str) -> Model:
    return replace(
        saved(tmp_path, "m", classifier()),
        file="m.onnx",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        sources=tuple(f"https://{host}/m.onnx" for host in hosts),
    )


def _leftovers(files: ModelFiles) -> list[str]:
    return sorted(path.name for path in files.directory.iterdir())


@pytest.mark.parametrize("host", ["good", "whole", "moved"])
def test_a_file_is_downloaded_once(tmp_path: Path, files: ModelFiles, host: str) -> None:
    model, sources, seen = _model(tmp_path, host), Sources(), list[int]()
    done = fetch([model], files, transport=sources, on_progress=lambda _, size: seen.append(size))
    assert done == [model]
    assert seen[-1] == len(CONTENT)
    assert files.is_whole(model)
    assert _leftovers(files) == ["m.onnx"]
    assert fetch([model], files, transport=httpx.MockTransport(lambda _: pytest.fail())) == []


@pytest.mark.parametrize("bad", ["wrong", "long", "cut", "gone", "down"])
def test_the_next_source_steps_in(tmp_path: Path, files: ModelFiles, bad: str) -> None:
    model = _model(tmp_path, bad, "good")
    fetch([model], files, transport=Sources())
    assert files.path(model).read_bytes() == CONTENT


def test_what_was_cut_off_goes_on(tmp_path: Path, files: ModelFiles) -> None:
    with pytest.raises(DownloadError, match="only 5000 of 10240 bytes came"):
        fetch([_model(tmp_path, "cut")], files, transport=Sources())
    assert _leftovers(files) == [".m.onnx.part"]
    sources = Sources()
    fetch([_model(tmp_path, "good")], files, transport=sources)
    assert sources.asked == [("good", "bytes=5000-")]
    assert (files.directory / "m.onnx").read_bytes() == CONTENT


def test_a_source_without_ranges_begins_anew(tmp_path: Path, files: ModelFiles) -> None:
    with pytest.raises(DownloadError):
        fetch([_model(tmp_path, "cut")], files, transport=Sources())
    fetch([_model(tmp_path, "whole")], files, transport=Sources())
    assert (files.directory / "m.onnx").read_bytes() == CONTENT


def test_a_wrong_file_never_gets_its_name(tmp_path: Path, files: ModelFiles) -> None:
    with pytest.raises(DownloadError, match="another one than expected"):
        fetch([_model(tmp_path, "wrong")], files, transport=Sources())
    assert (files.directory / ".m.onnx.part").stat().st_size == 0
    assert not (files.directory / "m.onnx").exists()


def test_a_broken_file_is_replaced(tmp_path: Path, files: ModelFiles) -> None:
    files.directory.mkdir()
    model = _model(tmp_path, "good")
    files.path(model).write_bytes(bytes(len(CONTENT)))
    assert files.is_there(model)
    fetch([model], files, transport=Sources())
    assert files.is_whole(model)


def test_offline_is_told_with_a_way_out_and_the_others_are_tried(
    tmp_path: Path, files: ModelFiles
) -> None:
    lost = replace(_model(tmp_path, "down"), name="lost", file="lost.onnx")
    with pytest.raises(DownloadError, match="lost: no connection") as caught:
        fetch([lost, _model(tmp_path, "good")], files, transport=Sources())
    assert "copy the files" in caught.value.hint
    assert (files.directory / "m.onnx").exists()


def test_a_model_without_an_address_is_told(tmp_path: Path, files: ModelFiles) -> None:
    with pytest.raises(DownloadError, match="no address"):
        fetch([_model(tmp_path)], files, transport=Sources())


def test_two_processes_do_not_write_the_same_file(tmp_path: Path, files: ModelFiles) -> None:
    files.directory.mkdir()
    with (files.directory / ".m.onnx.part").open("ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(DownloadError, match="another process"):
            fetch([_model(tmp_path, "good")], files, transport=Sources())
