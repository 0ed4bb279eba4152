import shutil
from pathlib import Path

import pytest

from homegallery.importer.tools import MissingTools

FILES = ["a.jpg", "b.mp4", "c.txt", "d.heic", "a.xmp"]


def install(monkeypatch: pytest.MonkeyPatch, *tools: str) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name if name in tools else None)


def import_with(monkeypatch: pytest.MonkeyPatch, directory: Path, *tools: str) -> set[str]:
    install(monkeypatch, *tools)
    missing = MissingTools(directory / "database.db")
    awaited = missing.awaited(FILES)
    missing.save()
    return awaited


def test_nothing_is_awaited_at_first_or_without_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert import_with(monkeypatch, tmp_path) == set()
    assert import_with(monkeypatch, tmp_path) == set()


def test_videos_wait_for_ffmpeg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_with(monkeypatch, tmp_path, "exiftool")
    assert import_with(monkeypatch, tmp_path, "exiftool", "ffmpeg") == {"b.mp4"}
    assert import_with(monkeypatch, tmp_path, "exiftool", "ffmpeg") == set()


def test_all_media_gain_from_exiftool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_with(monkeypatch, tmp_path)
    assert import_with(monkeypatch, tmp_path, "exiftool") == {"a.jpg", "b.mp4", "d.heic", "a.xmp"}
    assert import_with(monkeypatch, tmp_path, "exiftool", "ffmpeg") == {"b.mp4"}


def test_a_tool_that_went_away_is_awaited_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_with(monkeypatch, tmp_path, "exiftool", "ffmpeg")
    assert import_with(monkeypatch, tmp_path, "exiftool") == set()
    assert import_with(monkeypatch, tmp_path, "exiftool", "ffmpeg") == {"b.mp4"}


def test_a_damaged_note_counts_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "database.db.missing-tools.json").write_text('["ffmp')
    assert import_with(monkeypatch, tmp_path, "exiftool", "ffmpeg") == set()
