"""The corpus imported by our own pipeline, as the original was shown it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

from homegallery.config.load import load_settings
from homegallery.config.model import Settings
from homegallery.database.entry import Entry
from homegallery.database.file import Database
from homegallery.importer.run import Summary, run_import
from homegallery.storage.layout import object_path
from homegallery.storage.store import Storage
from tests.conformance import golden
from tests.shared import SHARED

BESIDE: Final = ("/README.md", "/faces/*.json")
"""Files of the corpus that the original was not shown."""

WORKERS: Final = 2
QUICK: Final = "ultrafast"
"""How videos are converted: the preset changes neither size nor codecs, but takes a third of
the time of the whole import."""


@dataclass(frozen=True)
class Imported:
    """What an import left behind."""

    root: Path
    settings: Settings
    summary: Summary

    @property
    def storage(self) -> Storage:
        return Storage(self.settings.storage.dir)

    @cached_property
    def entries(self) -> list[Entry]:
        with Database.open(self.settings.database.file) as database:
            return list(database.entries())

    def entry_of(self, filename: str) -> Entry:
        """The one entry that has the file."""
        (entry,) = (
            entry
            for entry in self.entries
            if filename in (file["filename"] for file in entry["files"])
        )
        return entry


def settings_for(root: Path, *excludes: str, **source: str) -> Settings:
    """Settings with the corpus as source ``Pictures`` and everything else in ``root``."""
    assert SHARED is not None
    more = "".join(f"    {key}: {value}\n" for key, value in source.items())
    config = root / "gallery.config.yml"
    config.write_text(
        f"baseDir: {root}\n"
        "configDir: '{baseDir}'\n"
        "cacheDir: '{baseDir}'\n"
        "sources:\n"
        f"  - dir: {SHARED / 'media'}\n"
        "    index: '{configDir}/Pictures.idx'\n"
        f"    excludes: {[*BESIDE, *excludes]}\n"
        f"{more}"
        "database: {updated: 2026-01-01}\n"
        f"extractor: {{video: {{preset: {QUICK}}}}}\n"
    )
    return load_settings(config, environ={"HOME": str(root)}).settings


def import_corpus(root: Path) -> Imported:
    """Import all of it from nothing."""
    settings = settings_for(root)
    with golden.berlin():
        return Imported(root, settings, run_import(settings, workers=WORKERS))


def state(root: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of modification in ns of every object, and of index and database."""
    return {
        str(path.relative_to(root)): (path.stat().st_ino, path.stat().st_mtime_ns)
        for path in (*root.glob("storage/*/*/*"), root / "Pictures.idx", root / "database.db")
    }


def stored(root: Path) -> set[tuple[str, str]]:
    """Key (40 hex digits) and suffix of every object below a storage directory."""
    return set(map(_key_and_suffix, root.glob("*/*/*")))


def path_of(root: Path, sha1: str, suffix: str) -> Path:
    return root / object_path(sha1, suffix)


def names_by_sha1() -> dict[str, str]:
    """The first name of each content of the corpus."""
    names: dict[str, str] = {}
    for name, record in sorted(golden.files().items()):
        names.setdefault(record["sha1sum"], name)
    return names


def files_of(entry: Entry) -> Iterator[str]:
    return (file["filename"] for file in entry["files"])


def _key_and_suffix(path: Path) -> tuple[str, str]:
    rest, _, suffix = path.name.partition("-")
    return path.parent.parent.name + path.parent.name + rest, suffix
