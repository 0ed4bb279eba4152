"""The description for users is complete, and its examples work."""

import re
from pathlib import Path

import pytest

from homegallery.query.compile import compile_query
from homegallery.query.fields import BY_NAME, FIELDS
from homegallery.query.lexer import KEYWORDS
from homegallery.query.order import NAMES
from homegallery.query.parser import MAX_DEPTH, MAX_LENGTH

DOCS = (Path(__file__).parents[2] / "docs/query.md").read_text(encoding="utf-8")
EXAMPLES = [
    line for block in re.findall(r"```\n(.*?)```", DOCS, re.DOTALL) for line in block.splitlines()
]
ROWS = re.findall(r"^\| (`.*?) \| (.*?) \| (.*?) \|$", DOCS, re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example: str) -> None:
    compiled = compile_query(example)
    assert compiled.query.condition or compiled.order


def test_every_key_is_described() -> None:
    described = {name: row for row in ROWS for name in re.findall(r"`(\w+)`", row[0])}
    assert set(described) == {field.name for field in FIELDS}
    for field in FIELDS:
        if field.kind.operators:
            operators = " ".join(field.kind.operators)
            assert described[field.name][2] == f"`{operators}`", field.name
        assert all(f"`{choice}`" in DOCS for choice in field.kind.choices)
    plurals = {"files", "tags", "objects"}
    assert all(f"`{name}`" in DOCS for name in set(BY_NAME) - plurals)


def test_words_and_numbers() -> None:
    assert all(f"`{name}`" in DOCS for name in NAMES)
    assert {word for word in KEYWORDS if word.islower()} == set(
        re.findall(r"\w+", DOCS.split("* `or and")[1].split("`")[0])
    ) | {"or", "and"}
    assert f"{MAX_DEPTH} deep" in DOCS
    assert f"{MAX_LENGTH:,} characters" in DOCS
