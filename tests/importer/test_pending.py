from pathlib import Path

from homegallery.importer.pending import PendingFiles


def test_files_are_kept_across_restarts(tmp_path: Path) -> None:
    database = tmp_path / "database.db"
    pending = PendingFiles(database)
    for name in ("a.mp4", "caf\udce9.mp4"):
        pending.add("Videos", name)
    pending.add("Other", "a.mp4")
    pending.discard("Videos", "a.mp4")
    pending.save()
    again = PendingFiles(database)
    assert again.names("Videos") == {"caf\udce9.mp4"}
    assert again.names("Other") == {"a.mp4"}
    assert again.names("None") == set()


def test_an_empty_list_leaves_no_file(tmp_path: Path) -> None:
    pending = PendingFiles(tmp_path / "database.db")
    pending.add("Videos", "a.mp4")
    pending.save()
    pending.discard("Videos", "a.mp4")
    pending.save()
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_list_is_empty(tmp_path: Path) -> None:
    (tmp_path / "database.db.pending.json").write_bytes(b'["a')
    assert PendingFiles(tmp_path / "database.db").names("Videos") == set()
