import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from homegallery.extract.geo_answers import Answers


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "storage/answers.sqlite"


def test_answers_are_kept(path: Path) -> None:
    with closing(Answers(path, "a")) as answers:
        assert answers.get(48.1, 9.1) is None
        answers.put(48.1, 9.1, {"address": {"city": "Köln"}})
    with closing(Answers(path, "a")) as answers:
        assert answers.get(48.1, 9.1) == {"address": {"city": "Köln"}}


def test_positions_within_a_few_metres_share_an_answer(path: Path) -> None:
    with closing(Answers(path, "a")) as answers:
        answers.put(48.10001, -9.10001, {"n": 1})
        assert answers.get(48.10004, -9.09998) == {"n": 1}
        assert answers.get(48.1002, -9.1) is None
        assert answers.get(48.1, 9.1) is None


def test_services_do_not_share(path: Path) -> None:
    with closing(Answers(path, "a")) as one, closing(Answers(path, "b")) as other:
        one.put(1, 1, {"n": 1})
        other.put(1, 1, {"n": 2})
        assert one.get(1, 1) == {"n": 1}
        assert other.get(1, 1) == {"n": 2}


def test_the_oldest_are_forgotten(path: Path) -> None:
    with closing(Answers(path, "a", most=3)) as answers:
        for number in (1, 2, 3, 1, 4):
            answers.put(number, 1, {"n": number})
        assert [bool(answers.get(number, 1)) for number in (1, 2, 3, 4)] == [
            True, False, True, True,
        ]  # fmt: skip


@pytest.mark.parametrize("whole", [True, False])
def test_a_broken_file_is_replaced(whole: bool, path: Path) -> None:
    with closing(Answers(path, "a")) as answers:
        for number in range(200):
            answers.put(1, number / 2, {"text": "x" * 300})
    data = path.read_bytes()
    path.write_bytes(b"rubbish" * 500 if whole else data[: len(data) // 2])
    with closing(Answers(path, "a")) as answers:
        assert answers.get(1, 1) is None
        answers.put(1, 1, {"n": 1})
        assert answers.get(1, 1) == {"n": 1}


def test_a_file_that_cannot_be_opened_is_left_alone(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(sqlite3.OperationalError):
        Answers(path, "a")
    assert path.is_dir()
