"""The implementation in the browser gives the same answers as this one."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given

from homegallery.query.compile import compile_query
from homegallery.query.context import Context
from homegallery.query.errors import QueryError
from tests.query.samples import LIMITS, Json, libraries, queries

TODAY: Final = date(2024, 3, 1)
SCRIPT: Final = Path(__file__).parents[1] / "static/support/twin.js"
NODE: Final = shutil.which("node")

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


class Twin:
    """The implementation in JavaScript, in a process that answers line by line."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, entries: list[Json], asked: list[str]) -> tuple[list[int], list[Any]]:
        """Its own order of the entries, and its answer to each query."""
        question = {
            "entries": entries,
            "queries": asked,
            "today": TODAY.isoformat(),
            "limits": asdict(LIMITS),
        }
        assert self._process.stdin
        assert self._process.stdout
        print(json.dumps(question), file=self._process.stdin, flush=True)
        reply = json.loads(self._process.stdout.readline())
        return reply["order"], reply["answers"]


@pytest.fixture(scope="module")
def twin() -> Iterator[Twin]:
    with subprocess.Popen(
        [str(NODE), str(SCRIPT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Twin(process)
        assert process.stdin
        process.stdin.close()


def answer(entries: list[Json], order: list[int], query: str) -> Json:
    try:
        compiled = compile_query(query, Context(today=TODAY, limits=LIMITS))
    except QueryError as error:
        return {"error": [error.problem, error.column, error.suggestion]}
    found = compiled.search([entries[place] for place in order])
    places = {id(entry): place for place, entry in enumerate(entries)}
    return {"found": [places[id(entry)] for entry in found]}


@given(libraries, queries)
def test_answers_are_the_same(twin: Twin, entries: list[Json], asked: list[str]) -> None:
    order, answers = twin.ask(entries, asked)
    assert answers == [answer(entries, order, query) for query in asked]
