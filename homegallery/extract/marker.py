"""What a worker was doing when it died."""

from dataclasses import dataclass
from pathlib import Path

from homegallery import jsontext
from homegallery.extract.source import SourceFile
from homegallery.extract.step import Step


@dataclass(frozen=True, slots=True)
class Marker:
    """A file that says which step a worker is in, for the time after a crash."""

    path: Path

    def enter(self, file: SourceFile, step: Step) -> None:
        """Called before each step."""
        self.path.write_bytes(jsontext.dumps([file.sha1, step.name, step.version]))

    def read(self) -> tuple[str, str, int] | None:
        """SHA-1, step and step version; None if no step was entered."""
        try:
            sha1, step, version = jsontext.loads(self.path.read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return sha1, step, version

    def clear(self) -> None:
        """Remove the file."""
        self.path.unlink(missing_ok=True)
