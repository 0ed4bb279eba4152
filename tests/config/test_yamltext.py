import json
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homegallery.config.error import ConfigError
from homegallery.config.yamltext import parse_yaml


@pytest.mark.parametrize("text", ["yes", "no", "on", "off", "Yes", "NO", "y", "n"])
def test_words_of_agreement_are_texts(text: str) -> None:
    assert parse_yaml(f"key: {text}", "file") == {"key": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("TRUE", True), ("tRUE", "tRUE"),
        ("null", None), ("~", None), ("", None), ("NULL", None), ("nULL", "nULL"),
        ("0", 0), ("-12", -12), ("+7", 7), ("010", 10), ("0o17", 15), ("0x1F", 31),
        ("1_000", "1_000"), ("1:30", "1:30"), ("0b11", "0b11"), ("0x", "0x"),
        ("1.5", 1.5), ("-.5", -0.5), ("3.", 3.0), ("1e3", 1000.0), ("1.e-1", 0.1),
        ("1.2.3", "1.2.3"),
        (".inf", math.inf), ("-.INF", -math.inf), ("inf", "inf"), ("nan", "nan"),
        ("2024-01-31", "2024-01-31"), ("12:30:45", "12:30:45"), ("=", "="), ("<<", "<<"),
        ("~/Pictures", "~/Pictures"), ("'yes'", "yes"), ('"1"', "1"),
    ],
)  # fmt: skip
def test_core_schema_of_scalars(text: str, value: object) -> None:
    result = parse_yaml(f"key: {text}", "file")["key"]
    assert result == value
    assert type(result) is type(value)


def test_not_a_number() -> None:
    assert math.isnan(parse_yaml(".NaN", "file"))


def test_keys_are_texts_as_written() -> None:
    text = "1234: a\nyes: b\n010: c\ntrue: d\n~: e\n"
    assert parse_yaml(text, "file") == {"1234": "a", "yes": "b", "010": "c", "true": "d", "~": "e"}


def test_anchors_are_followed() -> None:
    assert parse_yaml("a: &x [1, 2]\nb: *x\n", "file") == {"a": [1, 2], "b": [1, 2]}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n"])
def test_empty_document(text: str) -> None:
    assert parse_yaml(text, "file") is None


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", "line 3, column 2", "expected ',' or ']'"),
        ("a: 1\nserver:\n\tport: 1\n", "line 3, column 1", "cannot start any token"),
        ("a: 1\nb: 2\na: 3\n", "line 3, column 1", "the key a is given twice"),
        ("a: 1\n[b]: 2\n", "line 2, column 1", "a key should be a text"),
        ("a: *nope\n", "line 1, column 4", "undefined alias"),
        ("a: &x\n  b: *x\n", "line 1, column 4", "recursive"),
        ("a: 1\n---\nb: 2\n", "line 2, column 1", "another document"),
        ("a: !!python/name:os.system x\n", "line 1, column 4", "could not determine a constructor"),
    ],
)
def test_errors_name_file_line_and_column(text: str, place: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_yaml(text, "/cfg/a.yml")
    assert f"/cfg/a.yml, {place}: " in str(caught.value)
    assert problem in str(caught.value)
    assert "quotes" in caught.value.hint


@pytest.mark.parametrize("text", [b"a: \xff\xfe\n", b"a: \x07\n", b"a: !!int x\n"])
def test_errors_without_a_line_name_the_file(text: bytes) -> None:
    with pytest.raises(ConfigError, match=r"/cfg/a\.yml: "):
        parse_yaml(text, "/cfg/a.yml")


_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=20)
_FLOATS = st.floats(allow_nan=False, allow_infinity=False)
_SCALARS = st.none() | st.booleans() | st.integers() | _FLOATS | _TEXT


@settings(deadline=None, max_examples=50)
@given(
    st.recursive(
        _SCALARS,
        lambda value: st.lists(value) | st.dictionaries(_TEXT, value),
        max_leaves=10,
    )
)
def test_json_is_yaml(value: object) -> None:
    assert parse_yaml(json.dumps(value, ensure_ascii=False), "file") == value
