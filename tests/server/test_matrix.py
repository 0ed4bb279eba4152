"""Who gets what: every address of the app, for every kind of viewer and entry.

Entries carry their number in id, file name, tag and preview, so an answer tells by its
text alone which entries it gives away.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from homegallery.database.entry import Entry
from homegallery.events.log import append_events, read_events
from homegallery.query.compile import compile_query
from homegallery.query.errors import QueryError
from tests.server.gallery import Client, Gallery, make_entry, preview_path

OPEN, PRIVATE, AWAY, UNKNOWN = 0xA11, 0xB22, 0xC33, 0xD44
"""For everyone; by tag not for guests; taken out of view by an editor; nobody's."""
ENTRIES = (OPEN, PRIVATE, AWAY)

USERS = [
    {"username": "admin", "password": "a"},
    {"username": "editor", "password": "e", "filter": "not tag:private", "edit": True},
    {"username": "guest", "password": "g", "filter": "not tag:private"},
    {"username": "loader", "password": "l", "filter": "not tag:private", "download": True},
]


@dataclass(frozen=True)
class Viewer:
    """Somebody who asks; ``sees`` is None for who is refused everywhere."""

    name: str
    sees: frozenset[int] | None
    auth: tuple[str, str] | None = None
    address: str = "203.0.113.5"
    headers: Mapping[str, str] | None = None
    edit: bool = False
    download: bool = False
    admin: bool = False


def _viewer(name: str, sees: Iterable[int] | None, **more: Any) -> Viewer:
    return Viewer(name, None if sees is None else frozenset(sees), **more)


VIEWERS = (
    _viewer("admin", ENTRIES, auth=("admin", "a"), edit=True, download=True, admin=True),
    _viewer("editor", (OPEN, AWAY), auth=("editor", "e"), edit=True),
    _viewer("guest", (OPEN,), auth=("guest", "g")),
    _viewer("loader", (OPEN,), auth=("loader", "l"), download=True),
    _viewer("public", (OPEN,), address="192.168.0.7"),
    _viewer("stranger", None),
    _viewer("wrong password", None, auth=("admin", "x")),
    _viewer("wrong password at home", None, auth=("admin", "x"), address="192.168.0.7"),
    _viewer("forger", None, headers={"X-Forwarded-For": "192.168.0.7", "X-Real-IP": "127.0.0.1"}),
    _viewer(
        "admin on a foreign page",
        ENTRIES,
        auth=("admin", "a"),
        headers={"Origin": "https://evil.example"},
        download=True,
        admin=True,
    ),
)

REFUSED = (401, 429)
"""Without the right password; after many wrong ones there is a pause."""

FREE = {"/healthz", "/{path:path}"}
"""Addresses that hold nothing of the gallery."""

LISTS = {
    "/api/database.json": "/api/database.json",
    "/api/database/tree/{digest}": "/api/database/tree/root",
    "/api/events.json": "/api/events.json",
    "/api/openapi.json": "/api/openapi.json",
    "/api/search": "/api/search?q=image",
    "/api/sources": "/api/sources",
    "/api/status": "/api/status",
    "/api/suggest": "/api/suggest?q=IMG",
    "/": "/",
    "/index.html": "/index.html",
    "/search/{rest:path}": "/search/image",
    "/years": "/years",
    "/years/{rest:path}": "/years/2026",
    "/tags": "/tags",
    "/map": "/map",
}
"""Addresses that tell of all entries a viewer sees."""

OF_ENTRY = {
    "/api/entry/{id}": "/api/entry/{id}",
    "/files/{path:path}": "/files/{preview}",
    "/view/{rest:path}": "/view/{id}",
    "/share/{rest:path}": "/share/{id}",
    "/similar/{rest:path}": "/similar/{id}",
    "/faces/{rest:path}": "/faces/{id}/0",
}
"""Addresses that name an entry."""

DOWNLOADS = {"/api/sources/{index}/{path:path}": "/api/sources/Pictures/{file}"}
ADMIN = {"/api/failures": "/api/failures", "/metrics": "/metrics"}
STREAM = "/api/events/stream"
POST_EVENT, RESCAN, CONSOLE = "/api/events", "/api/rescan", "/api/debug/console"

RULES = {*FREE, *LISTS, *OF_ENTRY, *DOWNLOADS, *ADMIN, STREAM, POST_EVENT, RESCAN, CONSOLE}


def _entry(number: int, *tags: str) -> Entry:
    made = make_entry(number, "2026-05-01", tags=[f"mark{number:x}", *tags])
    made["files"][0]["filename"] = f"dir/IMG_{number:x}.JPG"
    return made


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Gallery:
    """A gallery with an entry of each kind, their files and events."""
    gallery = Gallery(tmp_path_factory.mktemp("matrix"))
    gallery.write([_entry(OPEN), _entry(PRIVATE, "private"), _entry(AWAY)])
    photos = gallery.root / "photos" / "dir"
    photos.mkdir(parents=True)
    for number in (*ENTRIES, UNKNOWN):
        gallery.store(preview_path(number), f"preview {number:040x}".encode())
        gallery.store(preview_path(number, "exif.json"), b"{}")
        (photos / f"IMG_{number:x}.JPG").write_text(f"original {number:040x}")
    append_events(gallery.events, [_act(AWAY, "setHidden", True), _act(PRIVATE, "addTag", "x")])
    return gallery


@pytest.fixture(scope="module")
def clients(home: Gallery) -> Iterator[Mapping[str, Client]]:
    """A client of one server for each address somebody comes from."""
    auth = {
        "users": USERS,
        "rules": [{"type": "allow", "value": "192.168/16"}],
        "public": {"filter": "not tag:private"},
    }
    with home.running(auth=auth) as client, ExitStack():
        addresses = {viewer.address for viewer in VIEWERS}
        yield {address: Client(client.portal, client.app, address) for address in addresses}


def _act(number: int, action: str, value: object) -> Any:
    return {
        "type": "userAction",
        "id": f"{action}{number:x}",
        "targetIds": [f"{number:040x}"],
        "actions": [{"action": action, "value": value}],
    }


def _routes(app: Any) -> Iterator[APIRoute]:
    for route in app.routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from _routes(route.original_router)


def ask(
    clients: Mapping[str, Client], viewer: Viewer, path: str, method: str = "GET", **options: Any
) -> httpx.Response:
    return clients[viewer.address].request(
        method, path, auth=viewer.auth, headers=viewer.headers, **options
    )


def _fill(template: str, number: int) -> str:
    return template.format(
        id=f"{number:040x}", preview=preview_path(number), file=f"dir/IMG_{number:x}.JPG"
    )


def given_away(text: str) -> set[int]:
    """The entries an answer tells of."""
    return {
        number
        for number in (*ENTRIES, UNKNOWN)
        if re.search(rf"{number:040x}|IMG_{number:x}\b|mark{number:x}\b", text)
        or preview_path(number, "") in text
    }


def test_every_route_has_a_rule(clients: Mapping[str, Client]) -> None:
    (client, *_) = clients.values()
    assert {route.path for route in _routes(client.app)} == RULES
    assert all(route.include_in_schema for route in _routes(client.app))


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
@pytest.mark.parametrize("path", LISTS.values())
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_lists(clients: Mapping[str, Client], viewer: Viewer, path: str, method: str) -> None:
    answer = ask(clients, viewer, path, method)
    if viewer.sees is None:
        assert answer.status_code in REFUSED
        assert given_away(answer.text) == set()
        return
    assert answer.status_code == 200
    assert given_away(answer.text) <= viewer.sees
    if method == "GET" and path in ("/api/database.json", "/api/events.json"):
        touched = {AWAY, PRIVATE} if "events" in path else set(ENTRIES)
        assert given_away(answer.text) == viewer.sees & touched


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("template", OF_ENTRY.values())
def test_what_names_an_entry(
    clients: Mapping[str, Client], viewer: Viewer, template: str, method: str
) -> None:
    def answer(number: int) -> httpx.Response:
        return ask(clients, viewer, _fill(template, number), method)

    nothing = answer(UNKNOWN)
    for number in ENTRIES:
        response = answer(number)
        if viewer.sees is None:
            assert response.status_code in REFUSED
        elif number in viewer.sees:
            assert response.status_code == 200
        else:
            assert response.status_code == nothing.status_code
            assert _shape(response, number) == _shape(nothing, UNKNOWN)
        assert given_away(response.text) <= (viewer.sees or frozenset())


def _shape(response: httpx.Response, number: int) -> str:
    """The text of an answer without what differs from request to request."""
    text = response.text.replace(f"{number:040x}", "<id>")
    return re.sub(r'nonce="[^"]*"', "nonce", text)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
def test_tree_objects_of_others(clients: Mapping[str, Client], viewer: Viewer) -> None:
    """A hash is served only if it can be reached from the viewer's own root."""
    admin, guest = VIEWERS[0], VIEWERS[2]
    theirs = {who.name: set(_walk(clients, who)) for who in (admin, guest)}
    for digest in theirs["admin"] ^ theirs["guest"]:
        answer = ask(clients, viewer, f"/api/database/tree/{digest}.json")
        if viewer.sees is None:
            assert answer.status_code in REFUSED
        else:
            expected = 200 if digest in _walk(clients, viewer) else 404
            assert answer.status_code == expected


def _walk(clients: Mapping[str, Client], viewer: Viewer, digest: str = "root") -> Iterator[str]:
    found = ask(clients, viewer, f"/api/database/tree/{digest}").json()
    yield found["hash"]
    for child in found["data"]:
        if child["type"] == "tree":
            yield from _walk(clients, viewer, child["hash"])


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
@pytest.mark.parametrize("template", DOWNLOADS.values())
def test_originals(clients: Mapping[str, Client], viewer: Viewer, template: str) -> None:
    for number in (*ENTRIES, UNKNOWN):
        answer = ask(clients, viewer, _fill(template, number))
        if viewer.sees is None:
            assert answer.status_code in REFUSED
        elif viewer.download and number in viewer.sees:
            assert answer.text == f"original {number:040x}"
        else:
            assert answer.status_code in (403, 404)
            assert given_away(answer.text) <= {number}


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
@pytest.mark.parametrize("path", ADMIN.values())
def test_what_concerns_the_whole_gallery(
    clients: Mapping[str, Client], viewer: Viewer, path: str
) -> None:
    answer = ask(clients, viewer, path)
    if viewer.sees is None:
        assert answer.status_code in REFUSED
    else:
        assert answer.status_code == (200 if viewer.admin else 403)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
def test_a_rescan(clients: Mapping[str, Client], viewer: Viewer) -> None:
    allowed = viewer.admin and not viewer.headers
    answer = ask(clients, viewer, RESCAN, "POST")
    if viewer.sees is None:
        assert answer.status_code in REFUSED
    else:
        # This server imports nothing itself, which only who may ask is told.
        assert answer.status_code == (409 if allowed else 403)


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
def test_the_remote_console_is_off(clients: Mapping[str, Client], viewer: Viewer) -> None:
    line = {"clientId": "1", "date": "1", "debugToken": "x", "debugSession": "1", "method": "log"}
    answer = ask(clients, viewer, CONSOLE, "POST", json={**line, "args": []})
    refused = (
        REFUSED if viewer.sees is None else (403,) if "Origin" in (viewer.headers or {}) else (404,)
    )
    assert answer.status_code in refused


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
def test_posting_events(home: Gallery, clients: Mapping[str, Client], viewer: Viewer) -> None:
    for number in (*ENTRIES, UNKNOWN):
        before = len(list(read_events(home.events)))
        event = {**_act(number, "addTag", "seen"), "id": None}
        event["targetIds"] = [f"{number:040x}", f"{UNKNOWN:040x}"]
        answer = ask(clients, viewer, POST_EVENT, "POST", json=event)
        added = list(read_events(home.events))[before:]
        if viewer.sees is None:
            assert answer.status_code in REFUSED
            assert added == []
        elif not viewer.edit:
            assert (answer.status_code, added) == (403, [])
        elif number in viewer.sees:
            assert answer.status_code == 201
            assert [each["targetIds"] for each in added] == [[f"{number:040x}"]]
        else:
            assert (answer.status_code, added) == (404, [])


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda viewer: viewer.name)
def test_the_stream(clients: Mapping[str, Client], viewer: Viewer) -> None:
    client, admin = clients[viewer.address], clients[VIEWERS[0].address]
    with client.events(_headers(viewer)) as stream:
        if viewer.sees is None:
            stream.raw()
            assert stream.status in REFUSED
            return
        assert stream.next()["type"] == "pong"
        assert stream.next()["type"] == "import"
        for number in (PRIVATE, AWAY, OPEN):
            event = {**_act(number, "addTag", f"told {viewer.name}"), "id": None}
            assert admin.post(POST_EVENT, event, auth=VIEWERS[0].auth).status_code == 201
        told: list[dict[str, Any]] = []
        while OPEN not in given_away(json.dumps(told)):
            told.append(stream.next())
        assert given_away(json.dumps(told)) == viewer.sees


def _headers(viewer: Viewer) -> dict[str, str]:
    request = httpx.Request("GET", "http://test", headers=viewer.headers)
    if viewer.auth:
        request = next(httpx.BasicAuth(*viewer.auth).auth_flow(request))
    return {name: text for name, text in request.headers.items() if name != "host"}


_WORDS = st.sampled_from(
    [
        *("tag:private", "not", "or", "and", "(", ")", "image", "hidden:true", "not tag:private"),
        *("exists(tags)", "order by date", '"', "tags in (private)", f"id:{PRIVATE:040x}"),
        *(f"similar:{PRIVATE:040x}", "year >= 2000", ",", ":", "IMG", "date > 2000", "x"),
    ]
)


@given(st.one_of(st.lists(_WORDS, max_size=8).map(" ".join), st.text(max_size=30)))
@hypothesis_settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
def test_no_query_widens_a_filter(clients: Mapping[str, Client], query: str) -> None:
    guest = VIEWERS[2]
    assert guest.sees is not None
    for path, key in (("/api/search", "ids"), ("/api/database.json", "data")):
        answer = clients[guest.address].request("GET", path, auth=guest.auth, params={"q": query})
        if answer.status_code == 200:
            found = json.dumps(answer.json()[key])
            assert given_away(found) <= guest.sees
        else:
            assert answer.status_code == 400
            assert not _is_query(query)


def _is_query(text: str) -> bool:
    try:
        compile_query(text)
    except QueryError:
        return False
    return True
