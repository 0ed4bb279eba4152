"""GET /api/database/tree/…"""

import gzip
import json
from collections.abc import Iterator

import pytest

from tests.server.gallery import Client, Gallery, make_entry

URL = "/api/database/tree/"


@pytest.fixture
def client(gallery: Gallery) -> Iterator[Client]:
    with gallery.running() as client:
        yield client


def test_a_walk_finds_every_entry(client: Client) -> None:
    found: list[int] = []
    names: list[str] = []

    def walk(digest: str) -> None:
        document = client.get(f"{URL}{digest}.json").json()
        assert document["type"] == "home-gallery/database-tree@2.0"
        for child in document["data"]:
            if child["type"] == "tree":
                names.append(child["name"])
                walk(child["hash"])
            else:
                assert child["hash"] == child["data"]["hash"]
                assert child["name"] == child["data"]["files"][0]["filename"]
                found.append(int(child["data"]["id"], 16))

    walk("root")
    assert found == list(range(12, 0, -1))
    assert names[:2] == ["2026", "2026/09"]
    assert names[-3:] == ["2019", "2019/08", "2019/04"]


def test_hashed_objects_are_kept_forever_and_the_root_is_not(client: Client) -> None:
    root = client.get(f"{URL}root")
    digest = root.json()["hash"]
    hashed = client.get(URL + digest)
    assert root.headers["cache-control"] == "private, no-cache"
    assert hashed.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert root.content == hashed.content
    assert root.headers["etag"] == hashed.headers["etag"] == f'W/"{digest}"'


def test_a_client_that_keeps_objects_gets_the_file_itself(client: Client) -> None:
    packed = client.get(
        f"{URL}root", headers={"Accept": "application/gzip, application/json;q=0.5"}
    )
    assert packed.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in packed.headers
    assert json.loads(gzip.decompress(packed.content)) == client.get(f"{URL}root").json()


@pytest.mark.parametrize("name", ["root", "ROOT", "root.json", "Root.JSON"])
def test_names_of_the_root(client: Client, name: str) -> None:
    assert client.get(URL + name).json() == client.get(f"{URL}root").json()


def test_hash_in_any_case(client: Client) -> None:
    digest = client.get(f"{URL}root").json()["hash"]
    assert client.get(f"{URL}{digest.upper()}.json").json()["hash"] == digest


def test_a_known_root_is_not_sent_again(client: Client, gallery: Gallery) -> None:
    known = {"If-None-Match": client.get(f"{URL}root").headers["etag"]}
    answer = client.get(f"{URL}root", headers=known)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["cache-control"] == "private, no-cache"
    gallery.write([make_entry(1, "2026-01-01")])
    client.refresh()
    assert client.get(f"{URL}root", headers=known).status_code == 200


def test_objects_of_the_tree_before_can_still_be_fetched(client: Client, gallery: Gallery) -> None:
    old = client.get(f"{URL}root").json()
    gallery.write([make_entry(1, "2026-01-01")])
    client.refresh()
    year = client.get(URL + old["data"][1]["hash"])
    assert year.json()["data"][0]["name"] == "2019/08"


@pytest.mark.parametrize("digest", ["0" * 40, "x", "..", "root.txt"])
def test_unknown_objects(client: Client, digest: str) -> None:
    answer = client.get(URL + digest)
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == 404


def test_clients_without_gzip(client: Client) -> None:
    plain = client.get(f"{URL}root", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["vary"] == "Accept, Accept-Encoding"
    assert plain.json() == client.get(f"{URL}root").json()
