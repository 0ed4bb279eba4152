"""Made-up requests after the API's own description, from every kind of viewer."""

import base64
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

import pytest
import schemathesis.openapi
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from homegallery.server.routes.description import describe
from tests.server.gallery import Client, Gallery

STREAM = "/api/events/stream"
"""Its answer never ends."""

USERS = [
    {"username": "admin", "password": "a"},
    {"username": "editor", "password": "e", "filter": "year >= 2020", "edit": True},
    {"username": "guest", "password": "g", "filter": "tag:nothing"},
]
VIEWERS: Mapping[str, Mapping[str, str]] = {
    "nobody": {},
    **{
        name: {"Authorization": f"Basic {base64.b64encode(f'{name}:{word}'.encode()).decode()}"}
        for name, word in (("admin", "a"), ("editor", "e"), ("guest", "g"), ("admin ", "x"))
    },
}
ELSEWHERE = {404, 405}
"""Refusals where a made-up parameter leads to another address."""


@pytest.fixture(scope="module", params=[True, False], ids=["users", "no users"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Client]:
    gallery = Gallery(tmp_path_factory.mktemp("gallery"))
    auth = {"users": USERS} if request.param else {}
    with gallery.running(client="203.0.113.5", auth=auth) as started:
        yield started


@pytest.fixture(scope="module")
def operations(client: Client) -> list[Any]:
    schema = schemathesis.openapi.from_dict(describe(client.app))
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    assert len(found) > 15
    return [operation for operation in found if operation.path != STREAM]


@pytest.mark.parametrize("viewer", VIEWERS)
@given(data=st.data())
@settings(suppress_health_check=list(HealthCheck), max_examples=60, deadline=None, database=None)
def test_no_request_is_an_accident(
    client: Client, operations: list[Any], viewer: str, data: st.DataObject
) -> None:
    operation = data.draw(st.sampled_from(operations))
    case = data.draw(operation.as_strategy())
    options = case.as_transport_kwargs(base_url="http://test")
    method, url = options.pop("method"), options.pop("url")
    options.pop("cookies", None)  # the gallery has none
    made_up = dict(options.pop("headers", None) or {})
    headers = {name: text for name, text in made_up.items() if name.lower() != "authorization"}
    answer = client.request(method, url, headers={**headers, **VIEWERS[viewer]}, **options)
    declared = {int(code) for code in operation.definition.raw["responses"]}
    if answer.status_code in declared:
        operation.validate_response(answer)
    else:
        assert answer.status_code in ELSEWHERE
    if answer.status_code >= 400:
        assert answer.json()["error"]["code"] == answer.status_code
        assert answer.json()["error"]["message"]


def test_what_is_too_large_is_refused(client: Client) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    for content in (b"x" * 1_100_000, chunks()):
        answer = client.request("POST", "/api/events", content=content, headers=VIEWERS["admin"])
        assert answer.status_code == 413
        assert "1048576 bytes" in answer.json()["error"]["message"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_not_exist(client: Client, method: str) -> None:
    for path in ("/api/search", "/api/events", "/files/x", "/"):
        answer = client.request(method, path)
        assert answer.status_code == 405
        assert answer.headers["allow"]
        assert answer.json()["error"]["code"] == 405
        assert "access-control-allow-origin" not in answer.headers
