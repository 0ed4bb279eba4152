"""What a person is told when a file cannot be written; the rest is proved in tests/faults."""

from pathlib import Path

import pytest

from homegallery import durable


def test_an_error_names_the_file_and_not_its_temporary_one(tmp_path: Path) -> None:
    with (
        pytest.raises(FileNotFoundError) as raised,
        durable.replacing(tmp_path / "photos.idx", temp_dir=tmp_path / "gone"),
    ):
        pass
    assert raised.value.filename == str(tmp_path / "photos.idx")
