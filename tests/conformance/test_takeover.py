"""The original's index, storage and database go on with us as they are."""

import shutil
from pathlib import Path

from homegallery.config.model import Settings
from homegallery.importer.run import run_import
from tests.conformance import golden
from tests.conformance.corpus import settings_for, state
from tests.shared import needs_shared

pytestmark = needs_shared


def taken_over(root: Path, *excludes: str) -> Settings:
    """Inodes and times are of another machine, so files are matched by size."""
    shutil.copytree(golden.root() / "storage", root / "storage")
    for name in ("Pictures.idx", "database.db"):
        shutil.copy(golden.root() / name, root / name)
    return settings_for(root, *excludes, matcher="size")


def test_nothing_is_computed_again(tmp_path: Path) -> None:
    settings = taken_over(tmp_path)
    before = state(tmp_path)
    assert len(before) > 1000
    summary = run_import(settings, workers=1)
    assert (summary.files, summary.entries, summary.failures) == (0, 0, [])
    assert state(tmp_path) == before


def test_after_a_reset_previews_of_the_original_are_kept(tmp_path: Path) -> None:
    """Only the folder orientation is read again: all would take long."""
    folders = "broken camera faces formats gps live objects raw sidecar video"
    settings = taken_over(tmp_path, *(f"/{name}" for name in folders.split()))
    before = state(tmp_path)
    settings.sources[0].index.unlink()
    assert run_import(settings, workers=1).entries == 23
    after = state(tmp_path)
    previews = {name for name in before if "-image-preview-" in name}
    assert previews
    assert all(after[name] == before[name] for name in previews)
