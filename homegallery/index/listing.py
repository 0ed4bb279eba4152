"""The names in a directory that stays open while its files are looked at."""

import os
import stat
from typing import Final, Self

_FLAGS: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC


class Listing:
    """An open directory and the names in it; ``OSError`` if it cannot be opened or read.

    Looking names up in the open directory is faster than by whole paths, has no
    limit of path length and cannot be led elsewhere by a rename above.
    """

    def __init__(self, path: str) -> None:
        self.descriptor = os.open(path, _FLAGS)
        try:
            self.names = os.listdir(self.descriptor)  # noqa: PTH208  (needs the descriptor)
        except BaseException:
            os.close(self.descriptor)
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self.descriptor)

    def is_link(self, name: str) -> bool:
        """Whether ``name`` is a symbolic link; raises ``FileNotFoundError`` if it is gone."""
        status = os.stat(name, dir_fd=self.descriptor, follow_symlinks=False)
        return stat.S_ISLNK(status.st_mode)
