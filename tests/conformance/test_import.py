"""Our import of the corpus against the original's: index, entries, groups, failures.

Each difference is named in ``differences`` with its reason; everything else must be equal.
"""

import re
import shutil
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path
from posixpath import dirname
from typing import Any

from homegallery.database.entry import Entry
from homegallery.importer.run import run_import
from homegallery.index.file import read_index
from homegallery.index.record import FileRecord
from homegallery.media.groups import group_sidecars
from homegallery.media.types import media_type
from homegallery.storage.layout import preview_size
from tests.conformance import differences, golden
from tests.conformance.corpus import Imported, files_of, import_corpus, state
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

SUPPORTED = ("image", "rawImage", "video")


def test_the_index_is_the_same(imported: Imported) -> None:
    theirs = {name: (record["size"], record["sha1sum"]) for name, record in golden.files().items()}
    ours = read_index(imported.settings.sources[0].index).records
    assert {
        record.filename: (record.size, record.sha1sum) for record in ours if record.file_type == "f"
    } == theirs


def test_every_entry_is_there(imported: Imported) -> None:
    theirs = {frozenset(files_of(entry)) for entry in _theirs()}
    ours = {frozenset(files_of(entry)): entry for entry in imported.entries}
    assert len(ours) == len(imported.entries)
    assert theirs <= ours.keys()
    more = {ours[files]["files"][0]["filename"] for files in ours.keys() - theirs}
    assert more == differences.MORE_ENTRIES.keys()


def test_every_field_of_every_entry(imported: Imported) -> None:
    different = {
        (theirs["files"][0]["filename"], field): (wanted, made)
        for theirs in _theirs()
        for field, wanted, made in _differences(theirs, imported)
    }
    assert not different


def test_differences_are_of_entries_of_the_original() -> None:
    theirs = {entry["files"][0]["filename"]: entry for entry in _theirs()}
    assert differences.FIELDS.keys() <= theirs.keys()
    assert differences.GROUPS.keys() <= theirs.keys()
    for (name, field), value in differences.OLD_EXIFTOOL.items():
        assert _expected(theirs[name])[field] != value


def _theirs() -> list[Entry]:
    """The original's entries, that of a clip joined to that of its live photo."""
    entries = {entry["files"][0]["filename"]: entry for entry in golden.entries()}
    for clip, photo in differences.CLIPS.items():
        files = entries.pop(clip)["files"]
        entries[photo] = {**entries[photo], "files": [*entries[photo]["files"], *files]}
    return list(entries.values())


def _differences(theirs: Entry, imported: Imported) -> list[tuple[str, Any, Any]]:
    name = theirs["files"][0]["filename"]
    expected = _expected(theirs)
    ours: dict[str, Any] = dict(imported.entry_of(name))
    fields = (expected.keys() | ours.keys()) - differences.COMPARED_ELSEWHERE.keys()
    absent = golden.ABSENT
    return [
        (field, expected.get(field, absent), ours.get(field, absent))
        for field in sorted(fields)
        if expected.get(field, absent) != ours.get(field, absent)
        and differences.OLD_EXIFTOOL.get((name, field), absent) != ours.get(field, absent)
    ]


def _expected(theirs: Entry) -> dict[str, Any]:
    """The original's entry with what it gets wrong put right, and with the named differences."""
    name = theirs["files"][0]["filename"]
    expected = golden.corrected(theirs)
    expected = golden.replaced(expected, differences.FIELDS.get(name, {}), name)
    if expected["date"] == _moment(golden.files()[name]["mtimeMs"]):
        expected["date"] = _moment((_media() / name).stat().st_mtime_ns / 1_000_000)
    if name in differences.GROUPS:
        order, _ = differences.GROUPS[name]
        expected["files"] = sorted(
            theirs["files"], key=lambda file: order.index(Path(file["filename"]).name)
        )
    return expected


def test_every_position_has_an_address(imported: Imported) -> None:
    located = [entry for entry in imported.entries if "latitude" in entry]
    assert len(located) > 50
    without = {entry["files"][0]["filename"] for entry in located if "country" not in entry}
    assert without == set()
    assert imported.entry_of("gps/DSCN0010.jpg").items() >= {
        "addresstype": "city", "city": "Arezzo", "state": "Tuscany", "country": "Italy",
    }.items()  # fmt: skip


def test_entries_list_the_previews_of_their_files(imported: Imported) -> None:
    for entry in imported.entries:
        previews = [
            path
            for file in entry["files"]
            for path in imported.storage.load(file["id"]).files
            if "-preview" in path and not path.endswith(".json")
        ]
        assert sorted(entry["previews"]) == sorted(previews)


def test_the_original_groups_by_size() -> None:
    theirs = [list(files_of(entry)) for entry in golden.entries()]
    ours = _groups(original_order=True)
    known = [group for group in ours if group[0] not in differences.MORE_ENTRIES]
    assert sorted(known) == sorted(theirs)


def test_we_group_by_rank(imported: Imported) -> None:
    groups = sorted(_groups(original_order=False))
    assert groups == sorted(list(files_of(entry)) for entry in imported.entries)
    theirs = {entry["files"][0]["filename"]: list(files_of(entry)) for entry in _theirs()}
    other = [group for group in groups if group not in theirs.values()]
    assert {group[0] for group in other if group[0] in differences.MORE_ENTRIES} == (
        differences.MORE_ENTRIES.keys()
    )
    assert sorted(group for group in other if group[0] not in differences.MORE_ENTRIES) == sorted(
        [f"{dirname(name)}/{member}" for member in order]
        for name, (order, _) in differences.GROUPS.items()
    )


def _groups(*, original_order: bool) -> list[list[str]]:
    """Groups with a photo or video at their head, of the files the original indexed."""
    folders: dict[str, list[FileRecord]] = defaultdict(list)
    for record in read_index(golden.root() / "Pictures.idx").records:
        if record.file_type == "f" and record.size:
            folders[dirname(record.filename)].append(record)
    return [
        [record.filename for record in group]
        for records in folders.values()
        for group in group_sidecars(records, original_order=original_order)
        if media_type(group[0].filename) in SUPPORTED
    ]


def test_another_import_changes_nothing(imported: Imported) -> None:
    before = state(imported.root)
    summary = run_import(imported.settings, workers=1)
    assert (summary.files, summary.entries, summary.failures) == (0, 0, [])
    assert state(imported.root) == before


def test_the_same_entries_are_made_of_the_objects(imported: Imported, tmp_path: Path) -> None:
    """Without index and database everything is read again, but no object is made again."""
    copy = tmp_path / "storage"
    shutil.copytree(imported.settings.storage.dir, copy)
    before = {path: path.stat().st_mtime_ns for path in copy.glob("*/*/*.j*")}
    assert import_corpus(tmp_path).entries == imported.entries
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_what_fails_and_why(imported: Imported) -> None:
    failures = {failure["filename"]: failure for failure in imported.summary.failures}
    assert len(failures) == len(imported.summary.failures)
    assert failures.keys() == differences.FAILURES.keys()
    for name, (step, reason) in differences.FAILURES.items():
        assert failures[name]["step"] == step, name
        assert re.fullmatch(reason, failures[name]["error"]), failures[name]
    assert imported.summary.warnings == []


def test_every_photo_has_a_preview_or_a_failure(imported: Imported) -> None:
    without = {
        entry["files"][0]["filename"]
        for entry in imported.entries
        if not any(preview_size(path) for path in entry["previews"])
    }
    primaries = {entry["files"][0]["filename"] for entry in imported.entries}
    hopeless = {
        name
        for name, (step, reason) in differences.FAILURES.items()
        if step != "read" and reason != differences.EARLY
    }
    assert without == hopeless & primaries


def _media() -> Path:
    assert SHARED
    return SHARED / "media"


def _moment(milliseconds: float) -> str:
    moment = datetime.fromtimestamp(int(milliseconds) / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
