"""Searching on the server."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homegallery.events.log import append_events
from homegallery.query.compile import compile_query
from homegallery.server.tree import Leaf
from tests.server.gallery import Client, Gallery, make_entry

ENTRIES = [
    make_entry(
        number,
        f"20{20 + number % 5}-0{1 + number % 9}-1{number % 10}",
        tags=[("sea", "Sun", "snow")[number % 3]],
        width=100 * (number % 7),
        country=("Norway", "Peru")[number % 2],
        similarityHash=("////", "//AA", "AAAA")[number % 3],
        **({"hidden": True} if number % 8 == 0 else {}),
    )
    for number in range(1, 30)
]


@pytest.fixture
def library(gallery: Gallery) -> Gallery:
    gallery.write(ENTRIES)
    return gallery


def search(client: Client, query: str, **more: Any) -> dict[str, Any]:
    answer = client.get("/api/search", params={"q": query, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


QUERIES = (
    "",
    "norway",
    "norway not sea",
    '"img_0003"',
    "tag:sea",
    "hidden:true",
    "not hidden:true",
    "year >= 2022 order by width",
    "order by width asc, date",
    "country:peru or tag:sun order by name desc",
    f"similar:{3:040x}",
    f"similar:{3:040x} or tag:sun order by date asc",
    "date <= today",
    "count(tags) = 1 order by count(tags)",
    "nothing",
)


@pytest.mark.parametrize("query", QUERIES)
def test_it_finds_what_the_language_says(library: Gallery, query: str) -> None:
    with library.running() as client:
        data = client.get("/api/database.json").json()["data"]
        expected = [entry["id"] for entry in compile_query(query).search(data)]
        for _ in range(2):  # looked for, remembered
            found = search(client, query)
            assert (found["ids"], found["total"]) == (expected, len(expected))
        answer = client.get("/api/database.json", params={"q": query}).json()
        if query:
            assert [entry["id"] for entry in answer["data"]] == expected


def test_pictures_are_alike_as_their_models_say(gallery: Gallery) -> None:
    """The signed hash of the third is the opposite, the fourth is of another space."""
    hashes = ("zMzM", "zMzP", "MzMz", "zMzM")
    entries = [
        make_entry(
            number,
            f"2024-01-1{number}",
            similarityHash=text,
            similarityModel=f"mobilenet{'v2-12-12' if number < 4 else '_v2_1.0_224-1'}/rotation-1",
        )
        for number, text in enumerate(hashes, start=1)
    ]
    gallery.write(entries)
    with gallery.running() as client:
        found = search(client, f"similar:{1:040x}")
    assert found["ids"] == [entry["id"] for entry in entries[:2]]


def test_pages(library: Gallery) -> None:
    with library.running() as client:
        ids = search(client, "order by name")["ids"]
        page = search(client, "order by name", offset=5, limit=3)
        assert (page["ids"], page["total"]) == (ids[5:8], len(ids))
        assert search(client, "order by name", offset=1000)["ids"] == []
        assert search(client, "norway", limit=0)["ids"] == []
        original = client.get("/api/database.json?q=norway&offset=2&limit=3").json()
        assert (original["offset"], original["limit"]) == (2, 10)
        assert len(original["data"]) == min(10, search(client, "norway")["total"] - 2)


def test_only_changed_leaves_are_looked_through(
    library: Gallery, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    entries = Leaf.entries

    def counted(leaf: Leaf) -> Any:
        read.append(leaf.name)
        return entries(leaf)

    with library.running() as client:
        monkeypatch.setattr(Leaf, "entries", counted)
        for query in ("tag:sun", "peru"):
            search(client, query, limit=0)
            assert len(set(read)) > 5
            read.clear()
            search(client, query, limit=0)
            assert read == []
        event = {
            "type": "userAction",
            "id": "1",
            "targetIds": [ENTRIES[3]["id"]],
            "actions": [{"action": "addTag", "value": "peru sun"}],
        }
        append_events(library.events, [event])  # type: ignore[list-item]
        client.refresh()
        read.clear()
        before = len(read)
        assert search(client, "peru sun", limit=0)["total"]
        assert len(read) - before == 1


@pytest.mark.parametrize(
    ("query", "column", "suggestion"),
    [("tga:x", 1, "tag"), ("(norway", 1, ""), ("x order by widht", 12, "width"), ("a!", 2, "")],
)
def test_what_is_no_query_is_told(
    library: Gallery, query: str, column: int, suggestion: str
) -> None:
    with library.running() as client:
        for path in ("/api/search", "/api/database.json"):
            answer = client.get(path, params={"q": query})
            error = answer.json()["error"]
            assert (answer.status_code, error["column"]) == (400, column)
            assert error["suggestion"] == suggestion or not suggestion
            assert error["message"]


def test_limits(library: Gallery) -> None:
    with library.running() as client:
        for params in ({"q": "x" * 5000}, {"limit": 10_001}, {"offset": -1}, {"limit": "many"}):
            answer = client.get("/api/search", params=params)
            assert answer.status_code == 400
            assert next(iter(params)) in answer.json()["error"]["message"]


def test_an_entry_by_its_id(library: Gallery) -> None:
    with library.running() as client:
        entry = client.get(f"/api/entry/{3:040x}").json()
        assert (entry["id"], entry["tags"]) == (f"{3:040x}", ["sea"])
        newest = client.get("/api/database.json").json()["data"][0]
        assert client.get("/api/entry/00000").json()["id"] == newest["id"]
        assert client.get(f"/api/entry/{99:040x}").status_code == 404
        for odd in ("0000", "x" * 40, "0" * 41, "..", "%2e%2e"):
            assert client.get(f"/api/entry/{odd}").status_code in (400, 404)


def suggest(client: Client, text: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/suggest", params={"q": text, **more})
    found: list[dict[str, Any]] = answer.json()["suggestions"]
    return found


def test_keys_are_suggested(library: Gallery) -> None:
    with library.running() as client:
        found = suggest(client, "norway cou")
        assert found[0] == {
            "kind": "key",
            "text": "norway country:",
            "key": "country",
            "about": "country",
        }


def test_values_are_suggested_with_counts(library: Gallery) -> None:
    with library.running() as client:
        found = suggest(client, "not s")
        tags = [each for each in found if each["kind"] == "value" and each["key"] == "tag"]
        assert {each["value"]: each["text"] for each in tags} == {
            "sea": "not tag:sea",
            "Sun": "not tag:Sun",
            "snow": "not tag:snow",
        }
        for each in tags:
            assert each["count"] == search(client, each["text"].removeprefix("not "))["total"]
        assert [each["value"] for each in suggest(client, "tag:su")] == ["Sun"]
        assert len(suggest(client, "", limit=2)) == 2


def test_the_beginning_goes_before_the_inside(gallery: Gallery) -> None:
    tags = [["new york"], ["new york"], ["york"], ["yorkshire"], ["yorkshire"], ["yorkshire"]]
    entries = [make_entry(at, "2020-01-01", tags=each) for at, each in enumerate(tags, 1)]
    gallery.write(entries)
    with gallery.running() as client:
        found = suggest(client, "tag:YORK")
        assert [(each["value"], each["count"]) for each in found] == [
            ("yorkshire", 3),
            ("york", 1),
            ("new york", 2),
        ]
        assert [each["value"] for each in suggest(client, "tag:york", limit=2)] == [
            "yorkshire",
            "york",
        ]


def test_values_are_counted_once(library: Gallery, monkeypatch: pytest.MonkeyPatch) -> None:
    with library.running() as client:
        before = suggest(client, "tag:s")
        monkeypatch.delattr(Leaf, "entries")
        assert suggest(client, "tag:s") == before != []


def test_suggestions_follow_the_library(gallery: Gallery) -> None:
    gallery.write([make_entry(1, "2020-01-01", tags=["San Francisco", 'say "hi"'])])
    with gallery.running() as client:
        assert suggest(client, "fran")[0]["text"] == 'tag:"San Francisco"'
        for typed in ('sun tag:"San Fr', "sun tag:'san f", "sun tag:san"):
            assert [each["text"] for each in suggest(client, typed)] == ['sun tag:"San Francisco"']
        assert suggest(client, 'tag:"x" fran')[0]["text"] == 'tag:"x" tag:"San Francisco"'
        quoted = suggest(client, "tag:say")[0]["text"]
        assert search(client, quoted)["total"] == 1
        gallery.write([make_entry(1, "2020-01-01", tags=["Sahara"])])
        client.refresh()
        assert [each["value"] for each in suggest(client, "tag:sa")] == ["Sahara"]


@given(text=st.text(max_size=20), word=st.sampled_from(["", "tag:", "s", '"', "n ("]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_any_text_gets_suggestions(library: Gallery, text: str, word: str) -> None:
    with library.running() as client:
        answer = client.get("/api/suggest", params={"q": text + word})
        assert answer.status_code == 200
        json.loads(answer.text)
