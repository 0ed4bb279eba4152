import errno
import os
import pickle
import time
from pathlib import Path

import pytest

from homegallery.storage.layout import object_path
from homegallery.storage.store import Storage, StorageError
from tests.gallery import jpeg
from tests.shared import SHARED, needs_shared

SHA1 = "25d7b73c43674fec76979c2fef7d09884c1864af"
OTHER = "25d7" + "0" * 36


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "storage")


def test_nothing_is_known_of_a_new_file(storage: Storage) -> None:
    assert storage.load(SHA1).files == []


def test_objects_are_loaded_sorted_with_their_json(storage: Storage) -> None:
    storage.write_bytes(SHA1, "image-preview-320.jpg", b"jpeg")
    storage.write_json(SHA1, "geo-reverse.json", {"lat": 1})
    storage.write_json(OTHER, "exif.json", {"other": True})

    objects = storage.load(SHA1)

    assert objects.files == [
        object_path(SHA1, "geo-reverse.json"),
        object_path(SHA1, "image-preview-320.jpg"),
    ]
    assert objects.meta == {"geoReverse": {"lat": 1}}


def test_names_that_are_not_utf8_survive(storage: Storage) -> None:
    storage.write_json(SHA1, "exif.json", {"SourceFile": "/p/caf\udce9.jpg"})
    assert storage.load(SHA1).meta["exif"] == {"SourceFile": "/p/caf\udce9.jpg"}


@pytest.mark.parametrize(
    ("suffix", "data"),
    [("exif.json", b'{"Make":'), ("exif.json", b""), ("image-preview-128.jpg", b"")],
)
def test_broken_objects_are_removed_to_be_made_again(
    storage: Storage, suffix: str, data: bytes
) -> None:
    relative = storage.write_bytes(SHA1, suffix, data)

    objects = storage.load(SHA1)

    assert objects.files == []
    assert objects.meta == {}
    assert not storage.path(relative).exists()


def test_an_object_is_there_only_after_success(storage: Storage) -> None:
    with pytest.raises(RuntimeError), storage.create(SHA1, "video-poster.jpg") as path:
        path.write_bytes(b"half")
        raise RuntimeError
    assert list(storage.root.rglob("*.*")) == []

    with storage.create(SHA1, "video-poster.jpg") as path:
        path.write_bytes(b"whole")
        assert storage.load(SHA1).files == []
    assert storage.path(object_path(SHA1, "video-poster.jpg")).read_bytes() == b"whole"


def test_a_tool_that_wrote_nothing_made_no_object(storage: Storage) -> None:
    with (
        pytest.raises(OSError, match="nothing was written"),
        storage.create(SHA1, "video-poster.jpg"),
    ):
        pass
    assert storage.load(SHA1).files == []


def test_a_tool_may_replace_the_temporary_file(storage: Storage) -> None:
    with storage.create(SHA1, "video-poster.jpg") as path:
        path.unlink()
        path.write_bytes(b"new file")
    assert storage.path(object_path(SHA1, "video-poster.jpg")).read_bytes() == b"new file"


def age(path: Path, seconds: float) -> None:
    os.utime(path, (time.time() - seconds,) * 2)


def test_loading_sweeps_old_temporary_files_only(storage: Storage) -> None:
    """Earlier versions left them beside the objects."""
    directory = storage.path(storage.write_json(SHA1, "exif.json", {})).parent
    fresh, stale = directory / ".hg-1.tmp", directory / ".hg-2.tmp"
    fresh.touch()
    stale.touch()
    age(stale, 60)

    storage.load(OTHER)
    assert (fresh.exists(), stale.exists()) == (True, False)


def test_what_a_killed_writer_left_is_swept_and_what_is_in_use_stays(storage: Storage) -> None:
    with storage.writing(SHA1, "live-video.mp4") as file:
        held = Path(file.name)
        age(held, 60)
        left, others = (storage.root / f".hg-{sha1}-1.tmp" for sha1 in (SHA1, OTHER))
        left.touch()
        others.touch()
        storage.sweep(SHA1)
        assert (held.exists(), left.exists(), others.exists()) == (True, False, True)
        storage.sweep()
        assert others.exists()
        age(others, 60)
        storage.sweep()
        assert (held.exists(), others.exists()) == (True, False)


@pytest.mark.parametrize("damage", [slice(0, 900), slice(0, 0)])
def test_a_picture_torn_by_a_power_loss_is_removed(storage: Storage, damage: slice) -> None:
    relative = storage.write_bytes(SHA1, "image-preview-128.jpg", jpeg()[damage])
    zeros = storage.write_bytes(
        OTHER, "image-preview-128.jpg", jpeg()[:300] + bytes(4096) + b"\xff\xd9"
    )
    whole = storage.write_bytes(OTHER, "image-preview-320.jpg", jpeg())
    age(storage.path(whole), 60)
    doubting = Storage(storage.root, doubtful_since=time.time() - 30)
    assert doubting.load(SHA1).files == []
    assert doubting.load(OTHER).files == [whole]
    assert not storage.path(relative).exists()
    assert not storage.path(zeros).exists()
    assert storage.path(whole).exists()


def test_a_picture_of_before_is_not_doubted(storage: Storage) -> None:
    relative = storage.write_bytes(SHA1, "image-preview-128.jpg", b"odd")
    age(storage.path(relative), 60)
    assert Storage(storage.root, doubtful_since=time.time() - 30).load(SHA1).files == [relative]


def test_a_flat_picture_that_was_made_again_stays(storage: Storage) -> None:
    """Optimal Huffman codes make it a row of zeros, as a power loss would."""
    doubting = Storage(storage.root, doubtful_since=time.time() - 30)
    data = jpeg()[:300] + bytes(1000) + b"\xff\xd9"
    relative = doubting.write_bytes(SHA1, "video-poster.jpg", data)
    age(storage.path(relative), -1)
    assert doubting.load(SHA1).files == [relative]


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS])
def test_a_full_disk_is_not_the_fault_of_a_file(storage: Storage, error: int) -> None:
    with pytest.raises(StorageError, match=str(storage.root)), storage.writing(SHA1, "x.jpg"):
        raise OSError(error, os.strerror(error))
    assert list(storage.root.rglob("*.*")) == []


def test_a_source_that_cannot_be_read_is_not_the_fault_of_the_storage(storage: Storage) -> None:
    with pytest.raises(OSError, match="x"), storage.writing(SHA1, "x.jpg"):
        raise OSError(errno.EIO, "x")


def test_storage_errors_come_back_from_workers() -> None:
    error = pickle.loads(pickle.dumps(StorageError("full", hint="free some space")))
    assert (str(error), error.hint) == ("full", "free some space")


def test_removing_twice_is_fine(storage: Storage) -> None:
    relative = storage.write_json(SHA1, "exif.json", {})
    storage.remove(relative)
    storage.remove(relative)
    assert storage.load(SHA1).files == []


def test_storage_goes_to_other_processes(storage: Storage) -> None:
    assert pickle.loads(pickle.dumps(storage)) == storage


@needs_shared
def test_objects_of_the_original_are_read() -> None:
    assert SHARED is not None
    storage = Storage(SHARED / "golden/media/storage")
    objects = storage.load("84dd10a5dd06b6b7e710c64e359944c123be5a26")
    assert [path.partition("-")[2] for path in objects.files] == [
        "exif.json",
        "image-preview-128.jpg",
        "image-preview-1280.jpg",
        "image-preview-320.jpg",
        "image-preview-800.jpg",
        "vibrant.json",
    ]
    assert set(objects.meta) == {"exif", "vibrant"}
