"""An import that does everything in one process, so that its operations can be counted."""

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any, Self

from homegallery.config.load import load_settings
from homegallery.config.model import ExtractorSettings
from homegallery.errors import GalleryError
from homegallery.events.event import Event as UserEvent
from homegallery.events.log import append_events
from homegallery.extract.marker import Marker
from homegallery.extract.source import FileGroup
from homegallery.extract.step import Lane
from homegallery.extract.steps import built_in_steps
from homegallery.extract.worker import Extracted, Worker
from homegallery.importer import course, lane, run
from homegallery.storage.store import Storage
from tests.faults.disk import Disk, Kind

MESSAGE = "message.txt"
ACKNOWLEDGED = "acknowledged.txt"
OPERATIONS = "operations.txt"


class InlineExtractor:
    """The steps of ``Extractor`` without its processes."""

    def __init__(
        self,
        settings: ExtractorSettings,
        storage: Storage,
        *,
        workers: int,
        lane: Lane = "files",
        **_: Any,
    ) -> None:
        self._worker = Worker(built_in_steps(), settings, storage, None, lane)
        self._markers = TemporaryDirectory()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._worker.close()
        self._markers.cleanup()

    def extract(self, groups: Iterable[FileGroup], *, cancel: Event) -> Iterator[Extracted]:
        for group in groups:
            if cancel.is_set():
                return
            yield self._worker.run(group, Marker(Path(self._markers.name) / "0"), retry=False)


def import_with(root: Path, kind: Kind, at: int, event: UserEvent) -> None:
    """Import the gallery below ``root``; ``event`` comes from a user just before.

    Notes are beside ``root``. The exit code is 1 after an error, told in ``MESSAGE``.
    """
    os.environ["PATH"] = "/nowhere"  # programs take too long, and have tests of their own
    for module in (course, lane):
        setattr(module, "Extractor", InlineExtractor)  # noqa: B010  # imported there
    settings = load_settings(root / "gallery.config.yml", environ={"HOME": str(root)}).settings
    disk = Disk(root, kind, at, seed=at)
    disk.install()
    notes = root.parent
    try:
        append_events(settings.events.file, [event])
        (notes / ACKNOWLEDGED).touch()
        run.run_import(settings, workers=1)
    except (GalleryError, OSError) as error:
        (notes / MESSAGE).write_text(str(error))
        sys.exit(1)
    finally:
        (notes / OPERATIONS).write_text("\n".join(disk.operations))
