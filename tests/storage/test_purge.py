import os
import time
from pathlib import Path

import pytest

from homegallery.durable import TEMP_PREFIX, TEMP_SUFFIX
from homegallery.storage.purge import remove_orphans, take_inventory
from homegallery.storage.store import Storage

USED, UNUSED = "aa" * 20, "ab" * 20
DAY = 24 * 3600.0


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    storage = Storage(tmp_path / "storage")
    for sha1 in USED, UNUSED:
        storage.write_json(sha1, "exif.json", {"Make": "Acme"})
        storage.write_bytes(sha1, "image-preview-128.jpg", b"jpeg")
    return storage


def age(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


def test_objects_of_no_file_are_orphans(storage: Storage) -> None:
    found = take_inventory(storage, {bytes.fromhex(USED)}, min_age=0)
    assert (found.objects, found.size) == (4, 2 * (len('{"Make":"Acme"}') + 4))
    assert sorted(found.orphans) == [
        f"ab/ab/{UNUSED[4:]}-exif.json",
        f"ab/ab/{UNUSED[4:]}-image-preview-128.jpg",
    ]
    assert found.orphan_size == found.size / 2
    assert remove_orphans(storage, found.orphans) == 2
    assert storage.load(UNUSED).files == []
    assert len(storage.load(USED).files) == 2
    assert remove_orphans(storage, found.orphans) == 0


def test_young_objects_stay(storage: Storage) -> None:
    age(storage.root / f"ab/ab/{UNUSED[4:]}-exif.json", 2 * DAY)
    found = take_inventory(storage, set(), min_age=DAY)
    assert found.orphans == [f"ab/ab/{UNUSED[4:]}-exif.json"]
    assert found.young == 3


def test_what_is_not_ours_does_not_count(storage: Storage) -> None:
    strange = [
        "README", "aa/notes.txt", f"aa/aa/{'x' * 36}-exif.json", "zz/aa/file", "aa/aa/short-a.jpg",
        f"AB/AB/{UNUSED[4:]}-exif.json", f"aa/aa/sub/{UNUSED[4:]}-exif.json",
    ]  # fmt: skip
    for name in strange:
        path = storage.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"mine")
    outside = storage.root.parent / "outside"
    outside.mkdir()
    (outside / f"{UNUSED[4:]}-exif.json").write_bytes(b"mine")
    (storage.root / "cc").mkdir()
    (storage.root / "cc" / "cc").symlink_to(outside)
    (storage.root / "aa/aa" / f"{'b' * 36}-link.jpg").symlink_to(outside / "photo.jpg")
    found = take_inventory(storage, {bytes.fromhex(USED), bytes.fromhex(UNUSED)}, min_age=0)
    assert (found.objects, found.orphans) == (4, [])


def test_temporary_files_of_killed_runs_go(storage: Storage) -> None:
    left = [
        f"aa/aa/{TEMP_PREFIX}0123{TEMP_SUFFIX}", "entry-0a1b2c3.Xy12abc.jpg",
        ".localTmpDir-aB3dE6g.tmp",
    ]  # fmt: skip
    for name in left:
        (storage.root / name).write_bytes(b"half")
    keys = {bytes.fromhex(USED), bytes.fromhex(UNUSED)}
    assert take_inventory(storage, keys, min_age=DAY).orphans == []
    assert sorted(take_inventory(storage, keys, min_age=0).orphans) == sorted(left)
