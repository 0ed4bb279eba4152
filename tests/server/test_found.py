"""What a query has found: order, pages, and how often leaves are unpacked."""

from collections import Counter
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest

from homegallery.query import context as query_context
from homegallery.query.compile import compile_query
from homegallery.query.limits import ORIGINAL_LIMITS
from homegallery.server import found
from homegallery.server.tree import Leaf
from homegallery.vision.limits import read_limits
from tests.server.gallery import Client, Gallery, make_entry

ENTRIES = [
    make_entry(
        number,
        f"20{10 + number % 10}-0{1 + number % 9}-1{number % 10}",
        tags=["sea"] if number % 3 else [],
        width=100 * (number % 7),
        similarityHash=("////", "//AA", "AAAA")[number % 3],
    )
    for number in range(1, 60)
]


@pytest.fixture
def library(gallery: Gallery) -> Gallery:
    gallery.write(ENTRIES)
    return gallery


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each leaf is."""
    counts: Counter[str] = Counter()
    entries = Leaf.entries

    def counted(leaf: Leaf) -> Any:
        counts[leaf.name] += 1
        return entries(leaf)

    monkeypatch.setattr(Leaf, "entries", counted)
    return counts


def ids(client: Client, query: str, **more: Any) -> list[str]:
    answer = client.get("/api/database.json", params={"q": query, **more})
    assert answer.status_code == 200
    return [entry["id"] for entry in answer.json()["data"]]


@pytest.mark.parametrize("room", [1, 1000, 1 << 20])
@pytest.mark.parametrize("query", ["sea", "order by width, name", "order by name desc"])
def test_the_order_does_not_depend_on_the_memory(
    library: Gallery, query: str, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(found, "UNPACKED", room)
    with library.running() as client:
        data = client.get("/api/database.json").json()["data"]
        expected = [entry["id"] for entry in compile_query(query).search(data)]
        assert ids(client, query) == expected
        assert ids(client, query, offset=7, limit=15) == expected[7:22]


def test_a_search_that_is_remembered_unpacks_nothing(
    library: Gallery, unpacked: Counter[str]
) -> None:
    with library.running() as client:
        for query in ("tag:sea", "sea", "order by width", f"similar:{4:040x} tag:sea"):
            answers = []
            for _ in range(2):
                unpacked.clear()
                answers.append(client.get("/api/search", params={"q": query}).json()["ids"])
            seeds = 1 if "similar" in query else 0
            assert sum(unpacked.values()) == seeds
            assert answers[0] == answers[1] != []


def test_whole_entries_in_another_order_are_unpacked_once(
    library: Gallery, unpacked: Counter[str]
) -> None:
    with library.running() as client:
        client.get("/api/search?q=order by name")
        unpacked.clear()
        assert len(ids(client, "order by name")) == len(ENTRIES)
        assert set(unpacked.values()) == {1}


def test_what_is_similar_follows_its_seed(library: Gallery) -> None:
    with library.running() as client:
        query = {"q": f"similar:{3:040x}"}
        before = client.get("/api/search", params=query).json()["ids"]
        library.write(
            [
                {**entry, "similarityHash": "AAAA", "hash": "0" * 40}
                if entry["id"] == f"{3:040x}"
                else entry
                for entry in ENTRIES
            ]
        )
        client.refresh()
        after = client.get("/api/search", params=query).json()["ids"]
        assert len(before) > 1
        assert after == []


def test_limits_of_the_models_hold_here_too(gallery: Gallery) -> None:
    spaces = read_limits(gallery.settings().vision).similar.keys() - ORIGINAL_LIMITS.similar.keys()
    hashes = {"similarityModel": min(spaces), "similarityHash": "zMzM"}
    gallery.write([make_entry(number, "2020-01-01", **hashes) for number in (1, 2)])
    with gallery.running() as client:
        answer = client.get("/api/search", params={"q": f"similar:{1:040x}"})
        assert answer.json()["ids"] == [f"{1:040x}", f"{2:040x}"]


def test_the_etag_stands_for_the_answer(
    library: Gallery, unpacked: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with library.running() as client:

        def etag(query: str, **more: Any) -> str | None:
            answer = client.get("/api/database.json", params={"q": query, **more})
            known: str | None = answer.headers.get("etag")
            if known:
                unpacked.clear()
                again = client.get(
                    "/api/database.json",
                    params={"q": query, **more},
                    headers={"If-None-Match": known},
                )
                assert (again.status_code, again.text, unpacked.total()) == (304, "", 0)
            return known

        tags = [etag("sea"), etag("tag:sea"), etag("sea", limit=20), etag("sea", offset=3)]
        assert None not in tags
        assert len(set(tags)) == len(tags)
        assert etag("sea") == tags[0]
        assert etag("order by random") is None

        today = etag("date >= -30d")

        later = SimpleNamespace(now=lambda zone: datetime(2031, 1, 1, tzinfo=zone))
        monkeypatch.setattr(query_context, "datetime", later)
        assert etag("date >= -30d") != today
        assert etag("sea") == tags[0]


def test_head_asks_for_no_search(library: Gallery, unpacked: Counter[str]) -> None:
    with library.running() as client:
        unpacked.clear()
        answer = client.request("HEAD", "/api/database.json?q=tag:sea")
        assert (answer.status_code, answer.text, unpacked.total()) == (200, "", 0)
        full = client.get("/api/database.json?q=tag:sea")
        assert answer.headers["etag"] == full.headers["etag"]
        assert client.request("HEAD", "/api/database.json?q=(").status_code == 400
