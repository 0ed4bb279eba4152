"""The contract of a step: one thing that is computed from a file and kept as objects.

A step knows nothing of indexes, databases or other steps. It declares what it would
write; the pipeline decides when it runs, skips what exists, records failures and time.
Modules with steps are imported in worker processes only, so they may import decoders.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal, Protocol, TypeVar, cast

from homegallery.errors import GalleryError
from homegallery.extract.source import FileGroup, SourceFile
from homegallery.storage.layout import meta_key, object_path
from homegallery.storage.store import Storage, StoredObjects

if TYPE_CHECKING:
    from PIL import Image

    from homegallery.config.model import ExtractorSettings


Lane = Literal["files", "video", "network"]
"""Where a step runs. ``files``: at once, in the pool of workers, within the job's time.
``video``: after that, one file at a time in a process of its own, as long as it takes; the
step watches its own stalls. ``network``: in a process of its own beside everything else."""


class StepError(GalleryError):
    """A step cannot do its work on this file; the message is the reason in a few words.

    Objects written before it is raised stay.
    """


class SourceChangedError(StepError):
    """The file is not the one that was indexed; the next scan finds it."""


class NotNowError(StepError):
    """A step cannot do its work now, whatever the file is; the next import comes back to it."""


class Closable(Protocol):
    """A tool that a worker keeps open between files."""

    def close(self) -> None:
        """Release everything; called once when the worker ends."""


T = TypeVar("T", bound=Closable)


class WorkerTools:
    """What one worker process opens once and uses for many files."""

    def __init__(self) -> None:
        self._open: dict[Callable[[], Closable], Closable] = {}

    def get(self, make: Callable[[], T]) -> T:
        """The tool ``make()`` returned on the first call, such as ``tools.get(ExifTool)``."""
        if make not in self._open:
            self._open[make] = make()
        return cast("T", self._open[make])

    def close(self) -> None:
        """Close all tools."""
        while self._open:
            self._open.popitem()[1].close()


@dataclass(slots=True)
class Work:
    """One file for the steps: what it is, what exists of it, and where results go."""

    file: SourceFile
    group: FileGroup
    settings: "ExtractorSettings"
    storage: Storage
    tools: WorkerTools
    objects: StoredObjects = field(default_factory=StoredObjects)
    picture: "Image.Image | None" = None
    """Upright sRGB picture that an earlier step has decoded, at least as large as the
    largest preview wanted (or the original's size), for the steps that follow."""
    small: "Image.Image | None" = None
    """The largest of the small previews as an RGB picture, for the steps that recognise."""
    report: Callable[[float], None] = lambda _: None
    """Tells how much of a long step is done, from 0 to 1; may be called often."""

    def has(self, suffix: str) -> bool:
        """Whether the object exists."""
        return object_path(self.file.sha1, suffix) in self.objects.files

    def object(self, suffix: str) -> Path:
        """File of an object, existing or not."""
        return self.storage.path(object_path(self.file.sha1, suffix))

    def write_json(self, suffix: str, value: Any) -> None:
        """Store a JSON object and show it to the following steps."""
        self.objects.add(self.storage.write_json(self.file.sha1, suffix, value))
        self.objects.meta[meta_key(suffix)] = value

    def write_bytes(self, suffix: str, data: bytes) -> None:
        """Store an object."""
        self.objects.add(self.storage.write_bytes(self.file.sha1, suffix, data))

    @contextmanager
    def writing(self, suffix: str) -> Iterator[BinaryIO]:
        """A binary file that becomes the object if the block succeeds."""
        with self.storage.writing(self.file.sha1, suffix) as file:
            yield file
        self.objects.add(object_path(self.file.sha1, suffix))

    @contextmanager
    def create(self, suffix: str) -> Iterator[Path]:
        """An empty temporary file that becomes the object if the block succeeds."""
        with self.storage.create(self.file.sha1, suffix) as path:
            yield path
        self.objects.add(object_path(self.file.sha1, suffix))


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    ``name`` appears in failures and timings. Raise ``version`` when the step can do
    more than before: files it failed on are tried again, existing objects are kept.
    ``writes`` returns the suffixes of the objects the step makes of a file, nothing if
    the step is not for this file; it must be cheap and may look at existing objects.
    ``run`` is called when one of them is missing. It makes the missing ones, or raises
    ``StepError`` (any other exception counts as a failure too, with a poorer reason).
    ``needs`` names the steps that have to come before; those of another lane are not
    waited for, so ``writes`` has to be empty until their objects are there.
    ``outdated`` tells that existing objects are to be made again; they stay until then.
    """

    name: str
    version: int
    writes: Callable[[Work], Sequence[str]]
    run: Callable[[Work], None]
    needs: tuple[str, ...] = ()
    lane: Lane = "files"
    outdated: Callable[[Work], bool] = lambda _: False
