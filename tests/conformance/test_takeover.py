"""The original's index, storage, database and events go on with us as they are."""

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from homegallery.config.model import Settings
from homegallery.database.entry import Entry
from homegallery.database.file import Database
from homegallery.events.apply import EventsById, apply_events
from homegallery.events.log import read_events
from homegallery.importer import hashing
from homegallery.importer.run import run_import
from homegallery.importer.summary import Summary
from homegallery.index.checksum import hash_files
from homegallery.index.file import read_index
from homegallery.index.record import FileRecord
from homegallery.storage.cache import META_CACHE
from homegallery.storage.layout import FAILURES, LIVE_VIDEO, is_browser_video, key_of
from tests.conformance import differences, golden
from tests.conformance.corpus import (
    Imported,
    files_of,
    names_by_sha1,
    settings_for,
    state,
    stored,
)
from tests.shared import needs_shared

pytestmark = needs_shared

TAGGED = {
    "gps/gps.jpg": "an entry as before",
    "raw/canon_eos_6d.dng": "the JPEG beside it leads now",
    "live/IMG_7943_HEVC.MOV": "it belongs to its photo now",
    "broken/truncated.heic": "another file of its group leads now",
    "sidecar/testimagedesc1.xmp": "it was a sidecar always",
    "sidecar/flatxmp.xmp": "it was no entry, for it is bigger than its picture",
}
"""Files that users of the original gave a tag to, each its own name."""


@dataclass(frozen=True)
class Taken:
    """A gallery of the original after imports of ours."""

    root: Path
    settings: Settings
    before: dict[str, tuple[int, int]]
    hashed: list[str]
    update: Summary
    after_update: dict[str, tuple[int, int]]
    full: Summary

    @property
    def storage(self) -> Path:
        return self.settings.storage.dir

    @property
    def entries(self) -> list[Entry]:
        with Database.open(self.settings.database.file) as database:
            return list(database.entries())


def copied(root: Path, *excludes: str) -> Settings:
    """Inodes and times are of another machine, so files are matched by size."""
    shutil.copytree(golden.root() / "storage", root / "storage")
    for name in ("Pictures.idx", "database.db"):
        shutil.copy(golden.root() / name, root / name)
    return settings_for(root, *excludes, matcher="size")


@pytest.fixture
def hashed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    return count_checksums(monkeypatch)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Taken]:
    """An import of changes, then one of everything."""
    root = tmp_path_factory.mktemp("original")
    settings = copied(root)
    write_events(settings.events.file)
    before = state(root)
    with golden.berlin(), pytest.MonkeyPatch.context() as patch:
        hashed = count_checksums(patch)
        update = run_import(settings, workers=2)
        after_update = state(root)
        full = run_import(settings, workers=2, full=True)
    yield Taken(root, settings, before, hashed, update, after_update, full)


def count_checksums(patch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files whose content is read for a checksum from now on."""
    names: list[str] = []

    def noted(records: Iterable[FileRecord]) -> Iterator[FileRecord]:
        for record in records:
            names.append(record.filename)
            yield record

    def counting(base: Path, records: Iterable[FileRecord], **options: Any) -> Iterator[Any]:
        return hash_files(base, noted(records), **options)

    patch.setattr(hashing, "hash_files", counting)
    return names


def write_events(path: Path) -> None:
    """The log as the original writes it."""
    lines: list[dict[str, Any]] = [
        {"type": "home-gallery/events@1.0", "created": "2025-01-01T00:00:00.000Z"}
    ]
    for number, name in enumerate(TAGGED):
        lines.append(
            {
                "type": "userAction",
                "id": f"00000000-0000-4000-8000-{number:012}",
                "targetIds": [golden.files()[name]["sha1sum"]],
                "actions": [{"action": "addTag", "value": name}],
                "date": "2025-02-01T00:00:00.000Z",
            }
        )
    path.write_text("".join(json.dumps(line, separators=(",", ":")) + "\n" for line in lines))


def objects(before: dict[str, tuple[int, int]]) -> set[str]:
    """Names of all objects but the caches of directories, which list what is added."""
    names = {name for name in before if name.startswith("storage/")}
    return {name for name in names if not name.endswith(META_CACHE)}


def test_an_update_finds_nothing_to_do(taken: Taken) -> None:
    assert len(taken.before) > 1000
    assert (taken.update.files, taken.update.entries, taken.update.failures) == (0, 0, [])
    assert taken.after_update == taken.before


def test_a_full_import_computes_no_checksum(taken: Taken) -> None:
    theirs = golden.files()
    assert taken.full.files == sum(record["size"] > 0 for record in theirs.values())
    assert taken.hashed == []
    index = read_index(taken.settings.sources[0].index)
    ours = {one.filename: one.sha1sum for one in index.records if one.file_type == "f"}
    assert ours == {name: record["sha1sum"] for name, record in theirs.items()}


def test_a_full_import_keeps_every_object(taken: Taken) -> None:
    """Also previews of videos and of RAW photos, colours, and addresses of a service."""
    after = state(taken.root)
    kept = objects(taken.before)
    for suffix in ("video-preview-720.mp4", "raw-preview.jpg", "vibrant.json", "ffprobe.json"):
        assert any(name.endswith(suffix) for name in kept)
    changed = {name for name in kept if after.get(name) != taken.before[name]}
    assert changed == set()


def test_a_full_import_adds_what_the_original_lacks(taken: Taken, imported: Imported) -> None:
    """What failed in part, or was too heavy, has previews of the original and is not tried;
    a clip that it converted as a video plays as it is.
    """
    names = names_by_sha1()
    theirs = stored(golden.root() / "storage")
    added = {(names[sha1], suffix) for sha1, suffix in stored(taken.storage) - theirs}
    ours = stored(imported.settings.storage.dir) - theirs
    needless = {(clip, LIVE_VIDEO) for clip in differences.CLIPS}
    needless |= {
        (name, FAILURES)
        for name, (_, reason) in differences.FAILURES.items()
        if reason == differences.EARLY or name == differences.TOO_HEAVY
    }
    assert added == {(names[sha1], suffix) for sha1, suffix in ours} - needless
    for clip, photo in differences.CLIPS.items():
        (live,) = (entry.get("live", "") for entry in taken.entries if photo in files_of(entry))
        assert (key_of(live), is_browser_video(live)) == (golden.files()[clip]["sha1sum"], True)


def test_entries_are_those_of_an_import_of_our_own(taken: Taken, imported: Imported) -> None:
    ours = {frozenset(files_of(entry)): entry["id"] for entry in imported.entries}
    assert {frozenset(files_of(entry)): entry["id"] for entry in taken.entries} == ours


def test_tags_given_to_any_file_of_a_group_still_apply(taken: Taken) -> None:
    events = EventsById(read_events(taken.settings.events.file))
    tagged = {
        name: files
        for entry in taken.entries
        for name in apply_events(entry, events).get("tags", [])
        if name in TAGGED
        for files in [list(files_of(entry))]
    }
    assert tagged.keys() == TAGGED.keys()
    for name, files in tagged.items():
        assert name in files, TAGGED[name]
    leading = {name for name, files in tagged.items() if files[0] == name}
    assert leading == {"gps/gps.jpg"}


def test_after_a_reset_objects_of_the_original_are_kept(tmp_path: Path, hashed: list[str]) -> None:
    """Only the folder orientation is read again: all would take long."""
    folders = "broken camera faces formats gps live objects raw sidecar video"
    settings = copied(tmp_path, *(f"/{name}" for name in folders.split()))
    before = state(tmp_path)
    settings.sources[0].index.unlink()
    assert run_import(settings, workers=1).entries == 23
    assert len(hashed) == 23
    after = state(tmp_path)
    assert {name for name in objects(before) if after.get(name) != before[name]} == set()
