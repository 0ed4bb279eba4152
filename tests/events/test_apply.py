import copy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from homegallery.events.apply import EventsById, apply_events
from homegallery.events.event import Event

PHOTO, SIDECAR, OTHER = "a" * 40, "b" * 40, "c" * 40


def entry(*tags: str) -> dict[str, Any]:
    return {
        "id": PHOTO,
        "hash": "h",
        "updated": "2026-01-01T00:00:00.000Z",
        "files": [{"id": PHOTO}, {"id": SIDECAR}],
        "tags": list(tags),
    }


def event(
    id_: str, *changes: str, targets: tuple[str, ...] = (PHOTO,), date: str = "2026"
) -> Event:
    """``changes``: ``+tag`` adds, ``-tag`` removes."""
    verbs = {"+": "addTag", "-": "removeTag"}
    return {
        "type": "userAction",
        "id": id_,
        "date": date,
        "targetIds": list(targets),
        "actions": [{"action": verbs[change[0]], "value": change[1:]} for change in changes],
    }


def tags(*events: Event, of: dict[str, Any]) -> list[str]:
    result: list[str] = apply_events(of, EventsById(events))["tags"]
    return result


def test_add_and_remove() -> None:
    assert tags(event("1", "+sea", "-tmp", "+Sea"), of=entry("tmp", "old")) == ["old", "sea", "Sea"]
    assert tags(event("1", "+old", "-none"), of=entry("old")) == ["old"]
    assert tags(event("1", "-OLD"), of=entry("old")) == ["old"]
    assert tags(event("1", "+sea", "-sea"), of=entry()) == []


def test_entry_without_tags() -> None:
    bare = {"id": PHOTO}
    result = apply_events(bare, EventsById([event("1", "+sea")]))
    assert result == {"id": PHOTO, "tags": ["sea"], "appliedEventIds": ["1"], "updated": "2026"}


def test_in_the_order_of_the_log() -> None:
    events = [
        event("1", "+sea", targets=(SIDECAR,)),
        event("2", "-sea", targets=(PHOTO,)),
        event("3", "+sun", targets=(SIDECAR, PHOTO)),
    ]
    result = apply_events(entry(), EventsById(events))
    assert result["tags"] == ["sun"]
    assert result["appliedEventIds"] == ["1", "2", "3"]


def test_others_are_left_alone() -> None:
    given = entry("old")
    assert apply_events(given, EventsById([event("1", "+sea", targets=(OTHER,))])) is given


def test_each_event_once() -> None:
    events = EventsById([event("1", "+sea"), event("2", "-sea"), event("1", "+sea")])
    once = apply_events(entry(), events)
    assert once["tags"] == []
    assert once["appliedEventIds"] == ["1", "2"]
    assert apply_events(once, events) is once
    events.add(event("3", "+sun"))
    assert apply_events(once, events)["tags"] == ["sun"]


def test_updated_never_goes_back() -> None:
    for date, expected in [("2025", "2026-01-01T00:00:00.000Z"), ("2027", "2027")]:
        result = apply_events(entry(), EventsById([event("1", "+sea", date=date)]))
        assert result["updated"] == expected
    unchanged = apply_events(entry("sea"), EventsById([event("1", "+sea", date="2027")]))
    assert unchanged["updated"] == "2026-01-01T00:00:00.000Z"
    assert unchanged["appliedEventIds"] == ["1"]


def test_what_nobody_knows_changes_nothing() -> None:
    odd: list[Any] = [
        {**event("1", "+a"), "type": "server"},
        {**event("2", "+b"), "targetIds": None},
        {**event("3", "+c"), "actions": {"action": "addTag"}},
        {
            **event("4"),
            "actions": [None, 5, {}, {"action": "addTag"}, {"action": "addTag", "value": 1}],
        },
        {**event("5"), "actions": [{"action": "dance", "value": "x"}]},
        {},
    ]
    result = apply_events(entry("old"), EventsById(odd))
    assert result["tags"] == ["old"]
    assert result["appliedEventIds"] == ["4", "5"]


def test_event_without_id_or_date() -> None:
    bare: Event = {
        "type": "userAction",
        "targetIds": [PHOTO],
        "actions": [{"action": "addTag", "value": "sea"}],
    }
    result = apply_events(entry(), EventsById([bare]))
    assert result == entry("sea")


_CHANGES = st.lists(st.sampled_from(["+a", "-a", "+b", "-b"]), min_size=1, max_size=3)
_EVENTS = st.lists(
    st.builds(
        lambda number, changes, targets: event(str(number), *changes, targets=tuple(targets)),
        st.integers(0, 5),
        _CHANGES,
        st.lists(st.sampled_from([PHOTO, SIDECAR, OTHER]), min_size=1, max_size=3),
    ),
    max_size=8,
)


@given(_EVENTS, st.lists(st.sampled_from("ab"), unique=True))
def test_properties(events: list[Event], before: list[str]) -> None:
    given = entry(*before)
    untouched = copy.deepcopy(given)
    log = EventsById(events)
    result = apply_events(given, log)
    assert given == untouched
    assert apply_events(result, log) is result

    expected, seen = list(before), []
    for each in events:
        if each["id"] in seen or not {PHOTO, SIDECAR} & set(each["targetIds"]):
            continue
        seen.append(each["id"])
        for action in each["actions"]:
            value = action["value"]
            if action["action"] == "addTag" and value not in expected:
                expected.append(value)
            elif action["action"] == "removeTag" and value in expected:
                expected.remove(value)
    assert result["tags"] == expected
    assert result.get("appliedEventIds", []) == seen


def act(id_: str, *actions: tuple[str, Any], date: str = "2027", **more: Any) -> Event:
    made = event(id_, date=date)
    made["actions"] = [{"action": action, "value": value} for action, value in actions]
    return made | more  # type: ignore[return-value]


def after(*events: Event, **more: Any) -> dict[str, Any]:
    return apply_events({**entry(), **more}, EventsById(events))


def test_marks_are_set_and_removed() -> None:
    marked = after(
        act("1", ("setFavorite", True), ("setHidden", True), ("setRating", 4)),
        act("2", ("setDescription", "Harbour")),
    )
    assert (marked["favorite"], marked["hidden"], marked["rating"]) == (True, True, 4)
    assert marked["description"] == "Harbour"
    assert marked["updated"] == "2027"
    cleared = after(
        act("1", ("setFavorite", False), ("setHidden", False), ("setRating", 0)),
        act("2", ("setDescription", "")),
        favorite=True,
        hidden=True,
        rating=3,
        description="x",
    )
    assert {"favorite", "hidden", "rating", "description"}.isdisjoint(cleared)


def test_values_of_the_wrong_type_change_nothing() -> None:
    odd = [
        ("setFavorite", 1),
        ("setRating", True),
        ("setRating", "4"),
        ("setDescription", 5),
        ("setDate", None),
        ("setPosition", {"latitude": "1", "longitude": 2}),
        ("setPosition", 5),
    ]
    result = after(act("1", *odd))
    assert result == {**entry(), "appliedEventIds": ["1"]}


def test_a_corrected_position_drops_the_old_address() -> None:
    there = {"latitude": 1.5, "longitude": 2, "country": "Peru", "city": "Lima", "make": "Canon"}
    moved = after(act("1", ("setPosition", {"latitude": 3, "longitude": 4.5})), **there)
    assert (moved["latitude"], moved["longitude"], moved["make"]) == (3, 4.5, "Canon")
    assert {"country", "city"}.isdisjoint(moved)
    same = after(act("1", ("setPosition", {"latitude": 1.5, "longitude": 2})), **there)
    assert same["country"] == "Peru"
    assert {"latitude", "longitude"}.isdisjoint(after(act("1", ("setPosition", None)), **there))


def test_undo_takes_back_and_can_be_taken_back() -> None:
    first = act("1", ("addTag", "sea"), ("setRating", 5))
    undo = act("2", ("undo", "1"), date="2028")
    redo = act("3", ("undo", "2"), date="2029")
    assert after(first, undo)["tags"] == []
    assert "rating" not in after(first, undo)
    assert after(first, undo)["updated"] == "2028"
    again = after(first, undo, redo)
    assert (again["tags"], again["rating"]) == (["sea"], 5)
    assert again["appliedEventIds"] == ["1", "2", "3"]


def test_undo_restores_what_was_before() -> None:
    events = [act("1", ("setRating", 2)), act("2", ("setRating", 5)), act("3", ("undo", "2"))]
    assert after(*events, rating=1)["rating"] == 2


def test_undo_concerns_only_the_entries_it_names() -> None:
    both = act("1", ("addTag", "sea"), targetIds=[PHOTO, OTHER])
    undo = act("2", ("undo", "1"), targetIds=[OTHER])
    events = EventsById([both, undo])
    assert apply_events(entry(), events)["tags"] == ["sea"]
    assert apply_events({"id": OTHER}, events).get("tags", []) == []


def test_undo_reaches_the_copy_of_an_edited_file() -> None:
    copy_of_1 = act("9", ("addTag", "sea"), origin="1")
    assert after(copy_of_1, act("2", ("undo", "1")))["tags"] == []
