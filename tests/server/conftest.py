"""What tests of the server share."""

from pathlib import Path

import pytest

from tests.server.gallery import Gallery, make_entry


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    """A gallery of twelve photos over three years, newest first 12 … 1."""
    made = Gallery(tmp_path)
    dates = [
        "2019-02-03",
        "2019-05-01",
        "2019-06-30",
        *(f"2026-{month:02}-10" for month in range(1, 10)),
    ]
    made.write([make_entry(number, date) for number, date in enumerate(dates, 1)])
    return made
