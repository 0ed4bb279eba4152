"""Replays `query_cases.json`, which other implementations of the language replay too."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from homegallery.query.compile import compile_query
from homegallery.query.context import Context
from homegallery.query.errors import QueryError
from homegallery.query.limits import Limits, SimilarityLimit

FILE = json.loads(Path(__file__).with_name("query_cases.json").read_text(encoding="utf-8"))
SETS: dict[str, dict[str, Any]] = FILE["sets"]
CASES: list[dict[str, Any]] = [case for group in FILE["groups"] for case in group["cases"]]
LIMITS = Limits(
    similar={key: SimilarityLimit(**limit) for key, limit in FILE["limits"]["similar"].items()},
    faces=FILE["limits"]["faces"],
)
TODAY = "2024-03-01"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["query"][:40])
def test_case(case: dict[str, Any]) -> None:
    entries = SETS[case.get("set", "six")]
    context = Context(today=date.fromisoformat(case.get("today", TODAY)), limits=LIMITS)
    if "error" in case:
        with pytest.raises(QueryError) as raised:
            compile_query(case["query"], context)
        assert raised.value.column == case["error"]
    else:
        found = compile_query(case["query"], context).search(list(entries.values()))
        letters = [next(key for key, value in entries.items() if value is entry) for entry in found]
        assert "".join(letters) == case["found"]


def test_cases_are_well_formed() -> None:
    """A case that differs from the original says from what, and why."""
    for case in CASES:
        assert set(case) <= {"query", "set", "today", "found", "error", "reason", "original"}
        assert ("found" in case) != ("error" in case)
        assert ("reason" in case) == ("original" in case), case
        expected = "syntax error" if "error" in case else case["found"]
        assert case.get("original") != expected, case
