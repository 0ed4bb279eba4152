"""The files of models: where they lie, and whether they are what the registry says."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from homegallery.vision.registry import Model

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The directory of the models."""

    directory: Path

    def path(self, model: Model) -> Path:
        """Where the file of a model lies, existing or not."""
        return self.directory / model.file

    def is_there(self, model: Model) -> bool:
        """Whether there is a file of the right size; cheap."""
        try:
            return self.path(model).stat().st_size == model.size
        except OSError:
            return False

    def is_whole(self, model: Model) -> bool:
        """Whether the file has the right content; reads all of it."""
        return self.is_there(model) and sha256_of(self.path(model)) == model.sha256


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits. Raises ``OSError``."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
