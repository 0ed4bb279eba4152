"""Small files first, and what is too large meanwhile."""

from pathlib import Path

import pytest

from homegallery.config.source import SourceSettings
from homegallery.importer.batch import MEDIUM_FILE, ONE_BATCH, SMALL_FILE, Batch, batches, within
from homegallery.index.scan import Scan
from tests.importer.records import file


def source(limit: int | None = None) -> SourceSettings:
    return SourceSettings(dir=Path("/pics"), index=Path("/pics.idx"), max_file_size=limit)


def test_the_first_import_takes_three_batches() -> None:
    assert batches() == ONE_BATCH == (Batch(),)
    assert [batch.limit(source()) for batch in batches(initial=True)] == [
        SMALL_FILE, MEDIUM_FILE, None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("batch", "own", "limit"),
    [
        (Batch(), None, None),
        (Batch(small_files=True), None, SMALL_FILE),
        (Batch(small_files=True), 5, None),
        (Batch(MEDIUM_FILE, small_files=True), None, MEDIUM_FILE),
        (Batch(MEDIUM_FILE), 5, MEDIUM_FILE),
    ],
)
def test_limits_beside_that_of_the_source(batch: Batch, own: int | None, limit: int | None) -> None:
    assert batch.limit(source(own)) == limit


def test_new_and_changed_files_that_are_too_large_wait() -> None:
    small, large = file("small.jpg", 10, sha1=""), file("large.jpg", 11, sha1="")
    before, after = file("changed.mov", 5), file("changed.mov", 20, sha1="")
    known = file("known.mov", 99)
    folder = file("folder", 4096)._replace(file_type="d")
    scan = Scan(
        [folder, after, known, large, small],
        adds=[folder, small, large],
        changes=[after],
        removes=[file("gone.jpg", 50)],
    )
    found, left_out = within(scan, [before, known], 10)
    assert left_out == 2
    assert found.records == [folder, before, known, small]
    assert (found.adds, found.changes) == ([folder, small], [])
    assert found.removes == scan.removes


def test_without_large_files_a_scan_stays_as_it_is() -> None:
    scan = Scan([file("a.jpg", 10)], adds=[file("a.jpg", 10)])
    assert within(scan, [], 10) == (scan, 0)
    assert within(scan, [], None) == (scan, 0)
