import pytest

from homegallery.importer.changes import SETTLE_SECONDS, Changes, Seen


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def changes(clock: Clock) -> Changes:
    return Changes(delay=1, max_delay=10, clock=clock)


def test_a_burst_is_taken_at_once_when_it_is_over(changes: Changes, clock: Clock) -> None:
    assert changes.due_in() is None
    changes.add("Pictures", "2024")
    clock.now += 0.75
    changes.add("Pictures", "2023")
    changes.add("Phone", "")
    assert changes.due_in() == 1
    clock.now += 1.5
    assert changes.due_in() == 0
    assert changes.take() == Seen({"Pictures": {"2023", "2024"}, "Phone": {""}})
    assert changes.due_in() is None
    assert changes.take() == Seen()


def test_a_burst_without_end_is_taken_in_portions(changes: Changes, clock: Clock) -> None:
    waited = 0.0
    while changes.due_in() != 0:
        changes.add("Pictures", "2024")
        clock.now += 0.5
        waited += 0.5
    assert waited == 10


def test_a_file_being_written_waits_until_it_is_closed(changes: Changes, clock: Clock) -> None:
    changes.wrote("Pictures", "2024/film.mp4")
    changes.add("Pictures", "2023")
    clock.now += 1
    changes.wrote("Pictures", "2024/film.mp4")
    seen = changes.take()
    assert seen.directories == {"Pictures": {"2023"}}
    assert seen.growing == {("Pictures", "2024/film.mp4")}
    changes.closed("Pictures", "2024/film.mp4")
    assert changes.due_in() == 1
    assert changes.take() == Seen({"Pictures": {"2024"}})


def test_a_file_that_nobody_closes_settles(changes: Changes, clock: Clock) -> None:
    changes.wrote("Pictures", "film.mp4")
    assert changes.is_growing("Pictures", "film.mp4")
    assert changes.due_in() == SETTLE_SECONDS
    clock.now += SETTLE_SECONDS
    assert changes.due_in() == 0
    assert changes.take() == Seen({"Pictures": {""}})
    assert changes.due_in() is None
    assert not changes.is_growing("Pictures", "film.mp4")


def test_the_delay_is_at_most_the_longest_one(clock: Clock) -> None:
    changes = Changes(delay=10, max_delay=0, clock=clock)
    changes.add("Pictures", "2024")
    assert changes.due_in() == 0


def test_what_may_be_anywhere_is_kept_until_it_is_taken(changes: Changes) -> None:
    changes.add_below("Pictures", "2024")
    changes.add("Pictures", "2023")
    seen = changes.take()
    assert seen == Seen({"Pictures": {"2024", "2023"}}, everywhere=True)
    assert not changes.take().everywhere
    changes.put_back(seen)
    assert changes.take() == seen
