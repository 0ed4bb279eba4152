import json
import math
import shutil
import struct
import subprocess
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.database.entry import Entry
from homegallery.database.hash import canonical, entry_hash, original_hash
from tests.database.samples import entry


def test_hash_of_a_database_before_1_3() -> None:
    old: Entry = {"id": "1171fab2c1474b0dfdcf2001dd6fb06be51463ae"}
    assert original_hash(old) == "445ac1dfa2e3cba3e273af6a8a7e6cfbee358882"
    assert original_hash({**old, "appliedEventIds": ["x"]}) == original_hash(old)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (-12.5, "-12.5"),
        (1e-6, "0.000001"),
        (1.5e-6, "0.0000015"),
        (1e-7, "1e-7"),
        (1.25e-7, "1.25e-7"),
        (123456789012345680000.0, "123456789012345680000"),
        (1e21, "1e+21"),
        (-1.5e300, "-1.5e+300"),
        (2**53 + 1, "9007199254740992"),
        (10**400, "null"),
        (math.nan, "null"),
        (True, "true"),
        (None, "null"),
        ('ä"\\\n\x1f\x7f/', '"ä\\"\\\\\\n\\u001f\x7f/"'),
        ("a\udce9", '"a\\udce9"'),
        ([1, [], {}], "[1,[],{}]"),
        ({"b": 1, "a": {"d": None, "c": "x"}}, '{"a":{"c":"x","d":null},"b":1}'),
        # U+1F600 is D83D DE00 in UTF-16 and sorts before U+FF5E.
        ({"～": 1, "😀": 2}, '{"😀":2,"～":1}'),
        ({'"': 1}, '{""":1}'),
    ],
)
def test_canonical_text(value: object, text: str) -> None:
    assert canonical(value) == text


def test_only_top_level_keys_are_left_out() -> None:
    assert canonical({"hash": 1, "a": {"hash": 2}}, without={"hash"}) == '{"a":{"hash":2}}'


@pytest.mark.skipif(shutil.which("node") is None, reason="compares with Node")
def test_numbers_are_written_as_javascript_does() -> None:
    patterns = [(position * 0x9E3779B97F4A7C15) % 2**64 for position in range(1, 3000)]
    doubles = [struct.unpack("<d", struct.pack("<Q", pattern))[0] for pattern in patterns]
    values = [value for value in doubles if math.isfinite(value)]
    values += [value / 10**power for value in (3, 123456789, 0.1) for power in range(-25, 25)]
    script = "console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0))))"
    result = subprocess.run(
        ["node", "-e", script], input=json.dumps(values).encode(), capture_output=True, check=True
    )
    assert canonical(values) == result.stdout.decode().strip()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(value: float) -> None:
    assert float(canonical(value)) == value


def test_the_time_of_the_build_is_no_content() -> None:
    one = entry("a.jpg", updated="2020-01-01T00:00:00.000Z", tags=["x"])
    other = entry("a.jpg", updated="2021-01-01T00:00:00.000Z", tags=["x"], appliedEventIds=["e"])
    assert one["hash"] == other["hash"]
    assert entry("a.jpg", tags=["y"])["hash"] != one["hash"]
    assert entry_hash(one) == one["hash"]


def test_the_order_of_keys_is_no_content() -> None:
    one = entry("a.jpg", tags=["x"])
    assert entry_hash(cast("Entry", dict(reversed(one.items())))) == one["hash"]
