import shutil
from pathlib import Path

import pytest

from homegallery.config.load import load_settings
from homegallery.errors import GalleryError
from homegallery.importer.lock import ImportRunningError, import_lock
from homegallery.importer.purge import PurgeError, purge
from homegallery.importer.run import run_import
from homegallery.storage.purge import Inventory
from tests.gallery import Gallery, jpeg, make_gallery


@pytest.fixture
def imported(gallery: Gallery) -> Gallery:
    gallery.add("2024/a.jpg", jpeg(1))
    gallery.add("b.jpg", jpeg(2))
    gallery.add("b.jpg.xmp", b"<x/>")
    run_import(gallery.settings, workers=1)
    return gallery


def objects(gallery: Gallery) -> set[str]:
    root = gallery.settings.storage.dir
    return {str(path.relative_to(root)) for path in root.glob("*/*/*")}


def purged(*galleries: Gallery, dry_run: bool = False, force: bool = False) -> Inventory:
    settings = [gallery.settings for gallery in galleries]
    return purge(settings, min_age=0, dry_run=dry_run, force=force)


def sharing(gallery: Gallery, root: Path) -> Gallery:
    """Another gallery with the storage of ``gallery``."""
    make_gallery(root)
    config = root / "gallery.config.yml"
    config.write_text(config.read_text() + f"storage: {{dir: {gallery.settings.storage.dir}}}\n")
    settings = load_settings(config, environ={"HOME": str(root)}).settings
    return Gallery(root, settings)


def test_nothing_that_is_needed_goes(imported: Gallery) -> None:
    before = objects(imported)
    assert purged(imported).orphans == []
    assert objects(imported) == before


def test_what_edited_and_deleted_files_left_goes(imported: Gallery) -> None:
    imported.add("b.jpg", jpeg(3))
    (imported.pictures / "2024" / "a.jpg").unlink()
    before = objects(imported)
    run_import(imported.settings, workers=1)
    told: list[Inventory] = []
    found = purge([imported.settings], min_age=0, on_inventory=told.append)
    assert told == [found]
    after = objects(imported)
    assert after == (after | before) - set(found.orphans)
    keys = {path[:2] + path[3:5] + path[6:42] for path in found.orphans if "preview" in path}
    assert len(keys) == 2
    assert purged(imported).orphans == []
    mtimes = imported.previews()
    shutil.rmtree(imported.database.parent)
    run_import(imported.settings, workers=1)
    assert imported.previews() == mtimes


def test_a_dry_run_removes_nothing(imported: Gallery) -> None:
    (imported.pictures / "b.jpg").unlink()
    run_import(imported.settings, workers=1)
    before = objects(imported)
    assert purged(imported, dry_run=True).orphans
    assert objects(imported) == before


def test_fresh_orphans_stay_by_default(imported: Gallery) -> None:
    (imported.pictures / "b.jpg").unlink()
    run_import(imported.settings, workers=1)
    found = purge([imported.settings])
    assert (found.orphans, found.young > 0) == ([], True)


def test_a_lost_database_or_index_loses_nothing(imported: Gallery) -> None:
    before = objects(imported)
    index = imported.settings.sources[0].index
    kept = index.read_bytes()
    index.unlink()
    purged(imported)
    assert {path for path in before if "preview" in path} <= objects(imported)
    index.write_bytes(kept)
    imported.database.unlink()
    purged(imported)
    assert {path for path in before if "preview" in path} <= objects(imported)
    index.unlink()
    with pytest.raises(PurgeError, match="neither a database"):
        purged(imported)


@pytest.mark.parametrize("name", ["database", "index"])
def test_a_damaged_file_aborts_before_anything_goes(imported: Gallery, name: str) -> None:
    (imported.pictures / "b.jpg").unlink()
    run_import(imported.settings, workers=1)
    before = objects(imported)
    path = imported.database if name == "database" else imported.settings.sources[0].index
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(GalleryError):
        purged(imported)
    assert objects(imported) == before


def test_not_while_an_import_runs(imported: Gallery) -> None:
    with import_lock(imported.database), pytest.raises(ImportRunningError):
        purged(imported)


def test_a_cut_off_import_is_still_known_afterwards(imported: Gallery) -> None:
    with import_lock(imported.database):
        pass
    purged(imported)
    with import_lock(imported.database) as lock:
        assert lock.was_cut_off
        lock.complete()
    purged(imported)
    with import_lock(imported.database) as lock:
        assert not lock.was_cut_off


def test_galleries_that_share_a_storage(imported: Gallery, tmp_path: Path) -> None:
    other = sharing(imported, tmp_path / "other")
    other.add("c.jpg", jpeg(4))
    run_import(other.settings, workers=1)
    before = objects(imported)
    assert purged(imported, other).orphans == []
    assert objects(imported) == before
    assert {path for path in purged(other).orphans if "preview" in path}


def test_if_most_would_go_it_wants_to_be_sure(imported: Gallery, tmp_path: Path) -> None:
    other = sharing(imported, tmp_path / "other")
    for number in range(30):
        other.add(f"{number}.jpg", jpeg(100 + number))
    run_import(other.settings, workers=1)
    before = objects(imported)
    with pytest.raises(PurgeError, match="belong to no file of this gallery"):
        purged(imported)
    assert objects(imported) == before
    purged(imported, force=True)
    assert len(objects(imported)) < len(before) / 2


def test_different_storages_are_refused(imported: Gallery, tmp_path: Path) -> None:
    other = make_gallery(tmp_path / "other")
    other.settings.storage.dir.mkdir(parents=True)
    with pytest.raises(PurgeError, match="different storages"):
        purged(imported, other)
