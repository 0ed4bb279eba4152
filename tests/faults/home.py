"""The gallery that imports with faults work on, and what must be true of it afterwards."""

import json
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from PIL import Image

from homegallery.database.file import Database
from homegallery.durable import TEMP_PREFIX
from homegallery.events.event import Event
from homegallery.events.log import read_events
from homegallery.importer.failures import FailureList
from homegallery.index.file import read_index
from tests.faults.power import DIRECTORIES
from tests.gallery import Gallery, jpeg

EVENT: Final[Event] = {
    "type": "userAction",
    "id": "6b0e5c1e-0000-4000-8000-000000000001",
    "targetIds": ["0" * 40],
    "actions": [{"action": "addTag", "value": "seen"}],
    "date": "2024-05-01T10:00:00.000Z",
}

_XMP: Final = b"""<x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>
<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:subject><rdf:Bag>
<rdf:li>lake</rdf:li></rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"""


def fill(gallery: Gallery) -> None:
    """What is there before anything goes wrong."""
    gallery.add("a.jpg", jpeg(1, taken="2024:05:01 10:00:00"))
    gallery.add("a.jpg.xmp", _XMP)
    gallery.add("edited.jpg", jpeg(2, taken="2024:05:02 10:00:00"))
    gallery.add("removed.jpg", jpeg(3))
    gallery.add("2023/b.jpg", jpeg(4, taken="2023:05:01 10:00:00"))


def change(gallery: Gallery) -> None:
    """What the import with faults finds: one edited, one removed, one moved, many new."""
    gallery.add("edited.jpg", jpeg(5, taken="2024:05:02 10:00:00"))
    (gallery.pictures / "removed.jpg").unlink()
    (gallery.pictures / "2023/b.jpg").rename(gallery.pictures / "2023/moved.jpg")
    gallery.add("2022/broken.jpg", b"no picture")
    for number in range(9):
        gallery.add(
            f"2022/{number}.jpg", jpeg(10 + number, taken=f"2022:05:0{number + 1} 10:00:00")
        )


@dataclass
class State:
    """All that an import leaves, without what differs from run to run."""

    entries: list[dict[str, Any]]
    index: set[tuple[str, str, int, float, str]]
    """Name, type, size, time of change in ms and SHA-1."""
    events: list[Event]
    pictures: set[str]
    """Names of all pictures in the storage."""
    others: list[str] = field(default_factory=list)
    """Names of all files beside the storage."""

    @classmethod
    def of(cls, gallery: Gallery) -> Self:
        """Read everything; raises if a file is not whole."""
        storage = gallery.settings.storage.dir
        index = read_index(gallery.settings.sources[0].index)
        return cls(
            entries=sorted(map(_entry, gallery.entries()), key=json.dumps),
            index={
                (one.filename, one.file_type, one.size, one.mtime_ms, one.sha1sum)
                for one in index.records
            },
            events=sorted(read_events(gallery.settings.events.file), key=lambda e: str(e["id"])),
            pictures={_whole(path, storage) for path in storage.rglob("*.jpg")},
            others=sorted(
                str(path.relative_to(gallery.root))
                for path in _files(gallery)
                if storage not in path.parents and path.suffix != ".log"
            ),
        )


def _whole(path: Path, storage: Path) -> str:
    with Image.open(path) as image:
        image.load()
    return str(path.relative_to(storage))


def _entry(entry: Any) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in {"updated", "hash"}}


def check_readable(gallery: Gallery) -> None:
    """Database, index and events are whole, or not there yet."""
    if gallery.database.exists():
        with Database.open(gallery.database) as database:
            list(database.entries())
    read_index(gallery.settings.sources[0].index)
    list(read_events(gallery.settings.events.file))


def event_ids(gallery: Gallery) -> set[str]:
    return {str(event["id"]) for event in read_events(gallery.settings.events.file)}


def failures(gallery: Gallery) -> set[str]:
    """Names of the files that are told to have failed, here or in the storage."""
    return {failure["filename"] for failure in FailureList(gallery.database).items}


def temporary_files(gallery: Gallery) -> list[Path]:
    return [path for path in _files(gallery) if path.name.startswith(TEMP_PREFIX)]


def let_time_pass(gallery: Gallery) -> None:
    """Make temporary files as old as they are when somebody starts the import again."""
    for path in temporary_files(gallery):
        os.utime(path, (time.time() - 60,) * 2)


def _files(gallery: Gallery) -> list[Path]:
    roots = [gallery.root / name for name in DIRECTORIES]
    return [path for root in roots for path in root.rglob("*") if path.is_file()]


@dataclass(frozen=True)
class Start:
    """A state of the disk to begin with, again and again."""

    gallery: Gallery
    copies: Path

    @classmethod
    def of(cls, gallery: Gallery, copies: Path) -> Self:
        """Keep what there is now."""
        for name in DIRECTORIES:
            if (gallery.root / name).exists():
                shutil.copytree(gallery.root / name, copies / name)
        return cls(gallery, copies)

    def restore(self) -> None:
        """Go back to it."""
        for name in DIRECTORIES:
            shutil.rmtree(self.gallery.root / name, ignore_errors=True)
            if (self.copies / name).exists():
                shutil.copytree(self.copies / name, self.gallery.root / name)
