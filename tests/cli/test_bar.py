import io

import pytest
from rich.console import Console

from homegallery.cli.bar import detail, duration, shown_progress
from homegallery.importer.progress import Progress


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59, "59 s"), (60, "1 min"), (3000, "50 min"), (12000, "3 h 20 min")],
)
def test_duration(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_detail_tells_rate_time_and_failures() -> None:
    progress = Progress(phase="importing", rate=12, remaining=3000, failures=2)
    assert detail(progress) == "12.0/s, about 50 min, 2 failures"
    assert detail(Progress(phase="importing")) == ""


def test_detail_tells_of_conversions_that_come_last() -> None:
    progress = Progress(phase="importing", remaining=0, pending=3, file="a.mov", file_done=0.43)
    assert detail(progress) == "converting a.mov 43%, 3 to complete"


def test_a_terminal_gets_a_bar() -> None:
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, width=100)
    with shown_progress(console) as listener:
        listener(Progress(phase="importing", source="Pictures", done=3, total=10, rate=1.5))
    assert "Importing Pictures" in text.getvalue()
    assert "3/10" in text.getvalue()


def test_file_names_are_drawn_as_they_are_in_one_line() -> None:
    text = io.StringIO()
    with shown_progress(Console(file=text, force_terminal=True, width=100)) as listener:
        listener(Progress(phase="importing", done=3, total=10, file="[b]\n.mov", file_done=0.5))
    assert "converting [b]\\n.mov 50%" in text.getvalue()


def test_elsewhere_nothing_is_drawn() -> None:
    text = io.StringIO()
    with shown_progress(Console(file=text)) as listener:
        listener(Progress(phase="importing", source="Pictures", done=3, total=10))
    assert text.getvalue() == ""
