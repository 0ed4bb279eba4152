"""The made-up gallery of the benchmarks."""

from pathlib import Path

from benchmarks.library import make_entries, plan_months, write_library
from homegallery import jsontext
from homegallery.config.load import load_settings
from homegallery.database.file import Database


def test_it_is_a_gallery_and_always_the_same(tmp_path: Path) -> None:
    config = write_library(tmp_path / "first", entries=300, months=24, previews=5)
    write_library(tmp_path / "second", entries=300, months=24)
    settings = load_settings(config, environ={}).settings
    with (
        Database.open(settings.database.file) as first,
        Database.open(tmp_path / "second" / "config" / "database.db") as second,
    ):
        entries = list(first.entries())
        assert entries == list(second.entries())
    assert len(entries) == 300
    assert 1000 < len(jsontext.dumps(entries)) / 300 < 1600
    for entry in entries[:5]:
        wanted = [path for path in entry["previews"] if "-320." in path or "-1280." in path]
        assert all((settings.storage.dir / path).is_file() for path in wanted)


def test_months_add_up() -> None:
    months = plan_months(1000, 36, seed=3)
    assert sum(month.count for month in months) == 1000
    assert [month.key for month in months] == sorted((m.key for m in months), reverse=True)
    assert all(
        entry["date"].startswith(month.key)
        for month in months
        for entry in make_entries(month, seed=3)
    )
