"""docs/api.md names every address, every action and every limit."""

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from homegallery.events.actions import CHANGES, UNDO
from homegallery.query.compile import compile_query
from homegallery.query.errors import QueryError
from homegallery.query.parser import MAX_LENGTH
from homegallery.server import posting
from homegallery.server.bodies import MOST
from homegallery.server.events import REPLAYED
from homegallery.server.routes import events, search
from homegallery.server.routes.description import describe
from homegallery.server.routes.shell import PAGES
from homegallery.server.search import SEEDS
from tests.server.gallery import Gallery

TEXT = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8")


def test_every_address_is_explained(gallery: Gallery) -> None:
    pages = {re.sub(r"\{rest(:path)?\}", "", page) for page in PAGES} | {"/{path}"}
    for path, methods in describe(gallery.app())["paths"].items():
        plain = path.replace(":path", "")
        if plain in pages or plain.replace("{rest}", "") in pages:
            continue
        for method in methods:
            assert re.search(rf"`{method.upper()} {re.escape(plain)}[`?]", TEXT), (method, path)


def test_every_page_is_named() -> None:
    for page in PAGES:
        first = page.split("/")[1]
        assert f"`/{first}" in TEXT or first == "index.html"


def test_every_action_is_explained() -> None:
    assert {*CHANGES, UNDO} == set(re.findall(r"`((?:add|remove|set)[A-Z]\w*|undo)`", TEXT))
    models = get_args(get_args(posting.Action)[0])
    allowed = {name for each in models for name in get_args(each.model_fields["action"].annotation)}
    assert allowed == {*CHANGES, UNDO}


def test_every_number_for_prometheus_is_named(gallery: Gallery) -> None:
    with gallery.running() as client:
        client.get("/healthz")
        text = client.get("/metrics").text
    names = set(re.findall(r"^# TYPE (homegallery\w*(?<!_created)) ", text, re.MULTILINE))
    assert names == set(re.findall(r"`(homegallery_\w+)`", TEXT))


def test_the_error_is_one() -> None:
    example = json.loads(re.findall(r'^\{"error.*$', TEXT, re.MULTILINE)[0])["error"]
    with pytest.raises(QueryError) as raised:
        compile_query("tga:x")
    error = raised.value
    assert f"{error.problem} (column {error.column})" == example["message"]
    assert (error.column, error.suggestion) == (example["column"], example["suggestion"])


def test_limits_are_true() -> None:
    for number in (
        f"up to {MAX_LENGTH:,} characters",
        f"the first {SEEDS} are",
        f"{posting.MOST_TARGETS:,}",
        f"{posting.LONGEST_DESCRIPTION:,} characters",
        f"{posting.LONGEST_TAG} characters",
        f"at most {search.MOST_IDS:,}",
        f"up to {REPLAYED} messages",
        f"At most {events.STREAMS} browsers",
        f"{events.HEARTBEAT:.0f}\nseconds",
        f"more than {MOST >> 20} MB",
    ):
        assert number in TEXT
