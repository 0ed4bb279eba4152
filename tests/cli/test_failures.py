import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from homegallery.cli.failures import MOST_SHOWN, is_meant, listing
from homegallery.importer.failures import FailureList, ImportFailure, read_failure
from tests.cli.conftest import Home
from tests.gallery import jpeg

OLD = "2020-01-01T00:00:00.000Z"


def failure(filename: str, error: str = "no picture") -> ImportFailure:
    return {**read_failure("Pics", filename, error), "step": "previews"}


@pytest.fixture
def failed(home: Home) -> Home:
    """A gallery with a good photo, a broken and an empty one."""
    home.gallery.add("good.jpg", jpeg())
    home.gallery.add("2024/bad.jpg", b"no picture")
    home.gallery.add("empty.jpg", b"")
    assert home.run("run", "import")[0] == 3
    return home


def test_failures_are_listed_by_reason(failed: Home) -> None:
    code, shown = failed.run("failures", "list")
    assert code == 0
    assert "the file is empty (read): 1 file" in shown
    assert re.search(r"  Pictures/empty.jpg: since 20.*, tried again when it changes", shown)
    assert re.search(r"  Pictures/2024/bad.jpg: since 20.*, tried again after 20", shown)


def test_a_pattern_chooses(failed: Home) -> None:
    for pattern in ("BAD", "2024/", "*.jpg", "Pictures/*/bad.jpg", "previews"):
        assert "Pictures/2024/bad.jpg" in failed.run("failures", "list", pattern)[1]
    assert "Pictures/2024/bad.jpg" not in failed.run("failures", "list", "is empty")[1]
    assert "No failures" in failed.run("failures", "list", "*.png")[1]


def test_programs_read_json(failed: Home) -> None:
    _, shown = failed.run("failures", "list", "--json", "--log-level", "silent")
    bad, empty = json.loads(shown)
    assert (bad["index"], bad["filename"], bad["step"]) == ("Pictures", "2024/bad.jpg", "previews")
    assert datetime.fromisoformat(bad["nextTry"]) > datetime.now(UTC)
    assert (empty["error"], empty["nextTry"]) == ("the file is empty", None)


def test_failed_files_are_tried_again(failed: Home) -> None:
    database = failed.gallery.database
    code, shown = failed.run("failures", "retry", "bad.jpg")
    assert code == 3
    assert "Trying 1 file again" in shown
    assert "Failed: Pictures: 2024/bad.jpg: " in shown
    assert "0 files succeeded, 1 file still failed" in shown
    bad, empty = FailureList(database).items
    assert (bad["attempts"], empty["attempts"]) == (2, 1)
    assert bad["since"] < bad["time"]
    assert "tried 2 times" in failed.run("failures", "list")[1]

    failed.gallery.add("2024/bad.jpg", jpeg(2))
    failed.gallery.add("empty.jpg", jpeg(3))
    code, shown = failed.run("failures", "retry")
    assert code == 0
    assert "2 files succeeded, 0 files still failed" in shown
    code, shown = failed.run("failures", "retry")
    assert code == 0
    assert "nothing to do" in shown


def test_a_file_that_is_still_empty_fails_again(failed: Home) -> None:
    assert failed.run("failures", "retry", "empty")[0] == 3


def test_many_failures_are_told_by_examples(tmp_path: Path) -> None:
    known = FailureList(tmp_path / "database.db")
    known.settle("Pics", [], [failure(f"{number}.jpg") for number in range(MOST_SHOWN)])
    known.settle("Pics", [], [{**failure("rare.jpg", "too large"), "time": OLD, "since": OLD}])
    lines = list(listing(known.items, known))
    assert lines[0] == f"no picture (previews): {MOST_SHOWN} files"
    assert lines[4] == f"  … and {MOST_SHOWN - 3} more; a pattern or --json shows them"
    assert lines[5] == "too large (previews): 1 file"
    assert lines[6].endswith("tried again by the next import")
    assert len(lines) == 7


def test_a_pattern_with_signs_means_whole_names() -> None:
    item = failure("2024/a.HEIC")
    assert is_meant(item, "*.heic")
    assert is_meant(item, "pics/2024/?.heic")
    assert not is_meant(item, "?.heic")
    assert is_meant(item, "")
