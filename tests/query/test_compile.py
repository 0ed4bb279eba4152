import subprocess
import sys
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homegallery.query.compile import compile_query
from homegallery.query.context import Context
from homegallery.query.errors import QueryError
from homegallery.query.fields import BY_NAME, FIELDS
from homegallery.query.order import NAMES
from homegallery.query.parser import parse


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("tagg:sea", "tag"),
        ("Y:2022", "y"),
        ("type:rawimage", "rawImage"),
        ("ratio:Landscape", "landscape"),
        ("date:Today", "today"),
        ("favorite:tru", "true"),
        ("order by dat", "date"),
        ("count(face) > 1", "faces"),
        ("geo:1", "exists(geo)"),
        ("zzzzz:1", ""),
    ],
)
def test_suggestions(query: str, suggestion: str) -> None:
    with pytest.raises(QueryError) as raised:
        compile_query(query)
    assert raised.value.suggestion == suggestion
    assert raised.value.hint == (f"Did you mean {suggestion}?" if suggestion else "")


def test_messages_tell_what_would_do() -> None:
    for query, message in [
        ("filesize:big", 'filesize needs a size such as 500k or 1.5MB, not "big"'),
        ("type ~ ima", "type does not know ~, only = !="),
        ("count(width) > 1", "width cannot be counted, only file, tag, object, people, faces"),
        ("order by face", "order by face needs a condition with face"),
    ]:
        with pytest.raises(QueryError) as raised:
            compile_query(query)
        assert message in raised.value.problem


def test_first_error_is_reported() -> None:
    with pytest.raises(QueryError) as raised:
        compile_query("tag:x year:abc foo:bar order by foo")
    assert raised.value.column == 12


def test_keys_name_the_fields_used() -> None:
    compiled = compile_query("(y:2020 or street:x) not tags in (a) exists(geo) sea order by width")
    assert compiled.keys == {"year", "road", "tag", "geo"}
    assert "hidden" in compile_query("not (a or hidden:true)").keys
    assert compile_query("hidden").keys == set()


def test_relative_dates_are_known() -> None:
    for query in ["date:today", "not date in [2020:-1d]", "date in (2020, yesterday)"]:
        assert compile_query(query).relative
    assert not compile_query("date in [2020:2021] -30d today").relative
    day = compile_query("date = today", Context(today=date(2020, 2, 29)))
    assert day.matches({"id": "", "date": "2020-02-29T23:59:59.999Z"})


def test_search_keeps_input_and_order() -> None:
    entries = [{"id": id_, "date": "2020"} for id_ in "cab"]
    given = list(entries)
    assert compile_query("").search(iter(entries)) == given
    assert [entry["id"] for entry in compile_query("order by date").search(entries)] == list("abc")
    assert entries == given


def test_hidden_entries_are_meant_but_not_shown() -> None:
    entries: list[dict[str, Any]] = [{"id": "a", "hidden": True}, {"id": "b"}]
    for query in ("", "type != video"):
        compiled = compile_query(query)
        assert compiled.search(entries) == entries[1:]
        assert compiled.select(entries) == list(filter(compiled.matches, entries)) == entries


def test_random_order_depends_on_the_seed_only() -> None:
    entries = [{"id": str(number)} for number in range(50)]
    query = parse("order by random")
    first = compile_query(query, Context(seed=b"1")).search(entries)
    assert compile_query(query, Context(seed=b"1")).search(entries[::-1]) == first
    assert compile_query(query, Context(seed=b"2")).search(entries) != first
    assert sorted(first, key=lambda entry: int(entry["id"])) == entries
    assert compile_query(query).search(entries) != compile_query(query).search(entries)


SAMPLES = {"face": "a1b2.0", "type": "image", "date": "2020"} | dict.fromkeys(
    ("favorite", "favourite", "hidden", "live"), "true"
)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_key(name: str) -> None:
    """Every key knows ``exists``, its own operators, and refuses all others."""
    empty: dict[str, Any] = {"id": ""}
    assert not compile_query(f"exists({name})").matches(empty)
    for operator in ("=", "!=", "<", "<=", ">", ">=", "~"):
        query = f"{name} {operator} {SAMPLES.get(name, 12345)}"
        if operator in BY_NAME[name].kind.operators:
            unrated = name == "rating" and "<" in operator
            assert compile_query(query).matches(empty) == (operator == "!=" or unrated)
        else:
            with pytest.raises(QueryError):
                compile_query(query)


def test_names_are_unique() -> None:
    names = [name for field in FIELDS for name in (field.name, *field.aliases)]
    assert len(names) == len(set(names)) == len(BY_NAME)
    assert all(field.about for field in FIELDS)


_ENTRIES = st.lists(
    st.fixed_dictionaries(
        {"id": st.text("ab12", min_size=1, max_size=3)},
        optional={
            "date": st.sampled_from(["2020-01-01T00:00:00.000Z", "2021-01-01T00:00:00.000Z"]),
            "width": st.integers(0, 2) | st.none(),
            "height": st.integers(0, 2) | st.text("12x", max_size=2),
            "rating": st.integers(0, 5),
            "files": st.lists(st.fixed_dictionaries({"filename": st.text(max_size=3)}), max_size=2),
            "tags": st.lists(st.text(max_size=2) | st.integers(), max_size=2),
        },
    ),
    max_size=6,
)


@given(_ENTRIES, st.lists(st.sampled_from(NAMES[:-2]), min_size=1, max_size=3), st.data())
def test_order_does_not_depend_on_the_input(
    entries: list[dict[str, Any]], names: list[str], data: st.DataObject
) -> None:
    unique = list({entry["id"]: entry for entry in entries}.values())
    keys = [f"{name} {data.draw(st.sampled_from(['', 'asc', 'desc']))}" for name in names]
    compiled = compile_query("order by " + ", ".join(keys), Context(seed=b"1"))
    shuffled = data.draw(st.permutations(unique))
    assert compiled.search(shuffled) == compiled.search(unique)


@given(_ENTRIES, st.sampled_from(["width", "height", "rating", "tag", "file", "ratio", "year"]))
def test_operators_agree(entries: list[dict[str, Any]], key: str) -> None:
    def found(query: str) -> list[dict[str, Any]]:
        return compile_query(query).search(entries)

    value = "1" if key != "year" else "2020"
    equal = found(f"{key} = {value}")
    assert found(f"{key}:{value}") == found(f"{key} in ({value})") == equal
    assert found(f"not {key} != {value}") == equal
    if ">" in BY_NAME[key].kind.operators:
        assert found(f"{key} in [{value}:{value}]") == equal
        both = found(f"{key} <= {value} or {key} > {value}")
        known = [entry for entry in entries if BY_NAME[key].items(entry)]
        assert both == known


def test_imports_stay_small() -> None:
    """The server imports the language, so it must not bring NumPy or Pillow."""
    code = (
        "import sys, homegallery.query.compile; print(*{m.partition('.')[0] for m in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert not {"numpy", "PIL", "orjson", "pydantic"} & set(loaded)
