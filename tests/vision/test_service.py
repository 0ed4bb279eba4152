import asyncio
import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette

from homegallery.vision.errors import GivenUpError, RemoteError
from homegallery.vision.plan import ApiServer
from homegallery.vision.remote import PATIENCE, RemoteRecogniser
from homegallery.vision.service import MAX_BYTES, service
from tests.vision.plans import tiny_plan

JPEG = {"Content-Type": "image/jpeg"}


def _picture(width: int = 64, height: int = 48) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), (10, 20, 30)).save(file, "JPEG")
    return file.getvalue()


class Client:
    """Asks an application without a network."""

    def __init__(self, app: Starlette) -> None:
        self._transport = httpx.ASGITransport(app)

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._ask("GET", path))

    def post(self, path: str, content: bytes, headers: dict[str, str]) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, content=content, headers=headers))

    async def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=self._transport, base_url="http://test") as client:
            return await client.request(method, path, **options)


@pytest.fixture
def client(tmp_path: Path) -> Client:
    return Client(service(tiny_plan(tmp_path)))


def test_health(client: Client) -> None:
    answer = client.get("/health").json()
    assert answer["health"] == "OK"
    assert answer["uptime"] >= 0


def test_all_features_answer_with_the_objects_of_the_original(client: Client) -> None:
    embeddings = client.post("/embeddings", content=_picture(), headers=JPEG).json()
    assert len(embeddings["data"]) == 300
    objects = client.post("/objects", content=_picture(), headers=JPEG).json()
    assert objects["data"][0]["class"] == "cat"
    assert (objects["width"], objects["height"]) == (64, 48)
    faces = client.post("/faces", content=_picture(), headers=JPEG).json()
    assert len(faces["data"]) == 2


@pytest.mark.parametrize("kind", ["image/png", "application/json", ""])
def test_another_type_is_refused(client: Client, kind: str) -> None:
    answer = client.post("/objects", content=_picture(), headers={"Content-Type": kind})
    assert answer.status_code == 415
    assert "error" in answer.json()


def test_a_picture_of_more_than_two_mebibytes_is_refused(client: Client) -> None:
    padded = _picture() + bytes(MAX_BYTES)
    answer = client.post("/objects", content=padded, headers=JPEG)
    assert answer.status_code == 413
    assert "error" in answer.json()
    assert client.post("/objects", content=padded[:MAX_BYTES], headers=JPEG).is_success


@pytest.mark.parametrize("body", [b"", b"no picture", _picture()[:200], _picture(5000, 4000)])
def test_what_cannot_be_decoded_is_an_error_as_json(client: Client, body: bytes) -> None:
    answer = client.post("/faces", content=body, headers=JPEG)
    assert answer.status_code == 500
    assert "error" in answer.json()


def test_a_feature_without_its_model_is_not_there(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path)
    plan.files.path(plan.object_detector).unlink()
    client = Client(service(plan))
    assert client.post("/objects", content=_picture(), headers=JPEG).status_code == 404
    assert client.post("/faces", content=_picture(), headers=JPEG).status_code == 200


class Server(httpx.MockTransport):
    """Fails with ``fault`` as long as there is one."""

    def __init__(self, fault: int | Exception | None = None) -> None:
        self.fault = fault
        self.requests: list[httpx.Request] = []
        super().__init__(self._answer)

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.fault, Exception):
            raise self.fault
        if self.fault is not None:
            return httpx.Response(self.fault, json={"error": "no"})
        return httpx.Response(201, json={"model": "theirs", "odd": 1})


def _remote(server: Server) -> RemoteRecogniser:
    return RemoteRecogniser(ApiServer("http://nas:3000", 3), server)


def test_the_client_keeps_to_the_protocol() -> None:
    server = Server()
    found = _remote(server).recognise("similarDetection", b"jpeg")
    assert found == {"model": "theirs", "odd": 1}
    (request,) = server.requests
    assert (request.method, str(request.url)) == ("POST", "http://nas:3000/embeddings")
    assert request.headers["Content-Type"] == "image/jpeg"
    assert request.content == b"jpeg"
    assert request.extensions["timeout"]["read"] == 3


@pytest.mark.parametrize("fault", [500, 404, httpx.ReadTimeout("slow"), httpx.ConnectError("no")])
def test_a_feature_that_fails_too_often_is_given_up(fault: int | Exception) -> None:
    server = Server(fault)
    remote = _remote(server)
    for number in range(PATIENCE + 3):
        with pytest.raises(RemoteError) as caught:
            remote.recognise("objectDetection", b"")
        assert isinstance(caught.value, GivenUpError) == (number > PATIENCE)
    assert len(server.requests) == PATIENCE + 1
    server.fault = None
    assert remote.recognise("faceDetection", b"")


def test_successes_make_up_for_failures() -> None:
    server = Server()
    remote = _remote(server)
    for number in range(40):
        server.fault = 500 if number % 2 else None
        if number % 2:
            with pytest.raises(RemoteError, match="status 500"):
                remote.recognise("objectDetection", b"")
        else:
            remote.recognise("objectDetection", b"")
    assert len(server.requests) == 40


def test_an_answer_that_is_no_object_is_a_failure() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, text="<html>"))
    with pytest.raises(RemoteError, match="no result"):
        RemoteRecogniser(ApiServer("http://x", 1), transport).recognise("faceDetection", b"")


def test_the_public_server_is_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    remote = RemoteRecogniser(ApiServer("https://api.home-gallery.org", 1), Server())
    remote.recognise("faceDetection", b"")
    assert "sent to the public" in caplog.text


def test_our_client_and_our_service_understand_each_other(tmp_path: Path) -> None:
    client = Client(service(tiny_plan(tmp_path)))
    answer = client.post("/faces", content=_picture(), headers=JPEG)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=answer.content))
    found = RemoteRecogniser(ApiServer("http://pc", 1), transport)
    assert found.recognise("faceDetection", _picture())["model"] == "faces+describer"
