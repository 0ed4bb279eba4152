"""GET /api/database.json."""

from collections.abc import Iterator

import pytest

from tests.server.gallery import Client, Gallery, make_entry

URL = "/api/database.json"


@pytest.fixture
def client(gallery: Gallery) -> Iterator[Client]:
    with gallery.running() as client:
        client.get("/api/database/tree/root")
        yield client


def _numbers(client: Client, query: str = "") -> list[int]:
    return [int(entry["id"], 16) for entry in client.get(URL + query).json()["data"]]


def test_whole_database(client: Client, gallery: Gallery) -> None:
    document = client.get(URL).json()
    assert document["type"] == "home-gallery/database@1.3"
    assert document["created"].endswith("Z")
    assert document.keys() == {"type", "created", "data"}
    assert document["data"][0] == make_entry(12, "2026-09-10")
    assert _numbers(client) == list(range(12, 0, -1))


@pytest.mark.parametrize(
    ("query", "offset", "limit", "numbers"),
    [
        ("?offset=2&limit=10", 2, 10, range(10, 0, -1)),
        ("?offset=1&limit=11", 1, 11, range(11, 0, -1)),
        ("?limit=3", 0, 10, range(12, 2, -1)),
        ("?limit=-3", 0, 10, range(12, 2, -1)),
        ("?offset=-5", 0, 12, range(12, 0, -1)),
        ("?offset=3", 3, 12, range(9, 0, -1)),
        ("?offset=100", 12, 12, ()),
        ("?limit=1000", 0, 12, range(12, 0, -1)),
    ],
)
def test_pages(client: Client, query: str, offset: int, limit: int, numbers: range) -> None:
    document = client.get(URL + query).json()
    assert (document["offset"], document["limit"]) == (offset, limit)
    assert _numbers(client, query) == list(numbers)


def test_a_small_gallery_raises_the_limit_only_to_its_size(gallery: Gallery) -> None:
    gallery.write([make_entry(number, "2026-01-01") for number in range(1, 7)])
    with gallery.running() as client:
        document = client.get(f"{URL}?offset=2&limit=3").json()
    assert (document["offset"], document["limit"], len(document["data"])) == (2, 6, 4)


def test_empty_parameters_are_none(client: Client) -> None:
    assert "offset" not in client.get(f"{URL}?offset=&limit=&q=").json()


@pytest.mark.parametrize("query", ["?offset=a", "?limit=1.5", "?limit=%00"])
def test_what_is_no_number_is_an_error(client: Client, query: str) -> None:
    answer = client.get(URL + query)
    assert answer.status_code == 400
    assert "whole number" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("query", "reason"), [("?q=&q=beach", "more than once"), ("?limit=10&q=nott:a", "nott")]
)
def test_what_is_no_query_is_refused_not_ignored(client: Client, query: str, reason: str) -> None:
    answer = client.get(URL + query)
    assert answer.status_code == 400
    assert reason in answer.json()["error"]["message"]


@pytest.mark.parametrize("coding", ["gzip", "identity", "gzip;q=0", "br", "x-gzip;q=0.5, br"])
def test_every_client_can_read_it(client: Client, coding: str) -> None:
    answer = client.get(URL, headers={"Accept-Encoding": coding})
    packed = coding in ("gzip", "x-gzip;q=0.5, br")
    assert answer.headers.get("content-encoding") == ("gzip" if packed else None)
    assert len(answer.json()["data"]) == 12


def test_an_unchanged_database_is_not_sent_again(client: Client, gallery: Gallery) -> None:
    first = client.get(URL)
    assert first.headers["cache-control"] == "private, no-cache"
    known = {"If-None-Match": first.headers["etag"]}
    assert client.get(URL, headers=known).status_code == 304
    assert client.get(f"{URL}?offset=1", headers=known).status_code == 200
    gallery.write([make_entry(1, "2026-01-01")])
    client.refresh()
    assert client.get(URL, headers=known).status_code == 200


def test_head(client: Client) -> None:
    answer = client.request("HEAD", URL)
    assert (answer.status_code, answer.content) == (200, b"")


def test_no_database_yet_is_an_empty_gallery(gallery: Gallery) -> None:
    gallery.database.unlink()
    with gallery.running() as client:
        assert client.get(URL).json()["data"] == []
        assert client.get("/api/database/tree/root").json()["data"] == []
        gallery.write([make_entry(1, "2026-01-01")])
        client.refresh()
        assert _numbers(client) == [1]
