import math
import shutil
import struct
import subprocess
from typing import Any

import orjson
import pytest

from homegallery.database.mappers.values import number, rounded, rounded_half_up, text, texts


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1), (1.5, 1.5), ("1.5", 1.5), (" 2 ", 2), ([80], 80), (["3"], 3), ("1e3", 1000),
        (True, None), ("", None), ("x", None), ("٣", None), ("nan", None), ("1e999", None),
        (math.inf, None), (10**400, None), ([], None), ({}, None), (None, None),
    ],
)  # fmt: skip
def test_number(value: Any, expected: float | None) -> None:
    assert number(value) == expected
    assert type(number(value)) is type(expected)


def test_text() -> None:
    values: list[Any] = ["a", 1, 1.0, 0.5, True, None, [], {}]
    assert [*map(text, values)] == ["a", "1", "1", "0.5", "true", "", "", ""]
    assert texts(["a", "", 1, None]) == ["a", "1"]
    assert texts("a") == ["a"]
    assert texts(None) == []


@pytest.mark.parametrize(
    ("value", "digits", "expected"),
    [
        (2.5, 0, 3), (-2.5, 0, -3), (1.005, 2, 1), (1.25, 1, 1.3), (0.000005, 5, 0.00001),
        (-0.001, 2, 0), (8.345, 2, 8.35), (4294967284, 2, 4294967284), (1e300, 2, 1e300),
    ],
)  # fmt: skip
def test_rounded(value: float, digits: int, expected: float) -> None:
    assert rounded(value, digits) == expected


def test_a_whole_result_is_an_int() -> None:
    assert orjson.dumps([rounded(2.0000001, 5), rounded(-0.001, 2)]) == b"[2,0]"


@pytest.mark.skipif(shutil.which("node") is None, reason="compares with Node")
def test_rounded_as_javascript_does() -> None:
    values = [position / 8 - 40 for position in range(640)]
    values += [struct.unpack("<d", struct.pack("<Q", 0x3FB0000000000000 + n * 0x1A2B3C4D5E6F7))[0]
               for n in range(2000)]  # fmt: skip
    cases = [(value, digits) for value in values for digits in (1, 2, 5) if abs(value) < 1e15]
    script = (
        "const cases = JSON.parse(require('fs').readFileSync(0));"
        "console.log(JSON.stringify(cases.map(([v, d]) => +v.toFixed(d))))"
    )
    result = subprocess.run(
        ["node", "-e", script], input=orjson.dumps(cases), capture_output=True, check=True
    )
    assert [rounded(value, digits) for value, digits in cases] == orjson.loads(result.stdout)


@pytest.mark.parametrize(
    ("value", "whole"), [(0.5, 1), (-0.5, 0), (1.49, 1), (0.49999999999999994, 0), (2.5, 3)]
)
def test_rounded_half_up(value: float, whole: int) -> None:
    assert rounded_half_up(value) == whole
