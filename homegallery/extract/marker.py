"""What a worker was doing when it died."""

from dataclasses import dataclass
from pathlib import Path

from homegallery import jsontext
from homegallery.extract.source import SourceFile
from homegallery.extract.step import Step


@dataclass(frozen=True, slots=True)
class Marker:
    """A file that says which step a worker is in, for the time after a crash.

    Its last line counts: to empty a file takes five times as long as to append, for file
    systems write out what replaces its content. A second file beside it says how much of a
    long step is done.
    """

    path: Path

    @property
    def _progress(self) -> Path:
        return self.path.with_name(f"{self.path.name}.progress")

    def enter(self, file: SourceFile, step: Step) -> None:
        """Called before each step."""
        with self.path.open("ab", buffering=0) as lines:
            lines.write(b"\n" + jsontext.dumps([file.sha1, step.name, step.version]))

    def read(self) -> tuple[str, str, int] | None:
        """SHA-1, step and step version; None if no step was entered."""
        try:
            last = self.path.read_bytes().rpartition(b"\n")[2]
            sha1, step, version = jsontext.loads(last)
        except (FileNotFoundError, ValueError):
            return None
        return sha1, step, version

    def report(self, file: SourceFile, fraction: float) -> None:
        """Tell how much of the step is done, from 0 to 1."""
        self._progress.write_bytes(jsontext.dumps([file.sha1, fraction]))

    def reported(self) -> tuple[str, float] | None:
        """SHA-1 and the last report; None without one."""
        try:
            sha1, fraction = jsontext.loads(self._progress.read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return sha1, fraction

    def clear(self) -> None:
        """Remove the files."""
        self.path.unlink(missing_ok=True)
        self._progress.unlink(missing_ok=True)
