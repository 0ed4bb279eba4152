"""Failed files that somebody wants to be tried again at once."""

from dataclasses import dataclass
from typing import Final

from homegallery.extract.source import FileGroup

_Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Retry:
    """Index and name of each file; their steps run however lately they failed."""

    files: frozenset[_Key] = frozenset()

    def names(self, index: str) -> set[str]:
        """The files of one index."""
        return {filename for name, filename in self.files if name == index}

    def wants(self, group: FileGroup) -> bool:
        """Whether one of these files is in the group."""
        return any((file.index, file.filename) in self.files for file in group)


NO_RETRY: Final = Retry()
"""Failed files come again after their pause."""
