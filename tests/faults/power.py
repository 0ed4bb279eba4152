"""What a disk may hold after a power loss, within what POSIX promises.

The content of a file is safe after its fsync, a name after the fsync of its directory.
Of everything else any part may be missing: what was renamed may have its old name, a
name that was removed may be back, and new content may be absent, cut off or zeros.
"""

import os
import random
import shutil
from pathlib import Path
from typing import Final

DIRECTORIES: Final = ("config", "cache")
_BLOCK: Final = 512

_Listing = dict[str, int]
"""Number of the file by its name in one directory; 0 for a directory."""


class PowerLoss:
    """Knows what is safe below ``root``, and takes away the rest when lightning strikes."""

    def __init__(self, root: Path, seed: int) -> None:
        self._root = root
        self._random = random.Random(seed)
        self._numbers: dict[int, int] = {}
        self._last = 0
        self._contents: dict[int, bytes] = {}
        self._listings: dict[Path, _Listing] = {}
        self.all_synced()

    def all_synced(self) -> None:
        """Everything there is, is safe."""
        for name in DIRECTORIES:
            for directory, _, files in os.walk(self._root / name):
                for file in files:
                    self.synced(f"{directory}/{file}")
                self.synced(directory)
        self.synced(str(self._root))

    def synced(self, name: str) -> None:
        """An fsync of a file or directory."""
        path = Path(name)
        if path.is_dir():
            self._listings[path] = self._listing(path)
        else:
            self._contents[self._number(path)] = path.read_bytes()

    def leaving(self, name: str) -> None:
        """A name is about to lose its file; the kernel may use its inode again."""
        try:
            inode = os.stat(name).st_ino
        except FileNotFoundError:
            return
        self._number(Path(name))
        del self._numbers[inode]

    def strike(self) -> None:
        """Replace the directories by what is left of them."""
        for name in DIRECTORIES:
            now, then = self._root / name, self._root / f"{name}.lost"
            if now.is_dir():
                self._survive(now, then)
                shutil.rmtree(now)
                then.rename(now)

    def _survive(self, now: Path, then: Path) -> None:
        """Copy what is left of the directory ``now`` to ``then``."""
        then.mkdir()
        current = self._listing(now)
        safe = self._listings.get(now, {})
        for name in sorted(current.keys() | safe.keys()):
            versions = (current.get(name), safe.get(name))
            chosen = self._random.choice(versions)
            if chosen == 0:
                self._survive(now / name, then / name)
            elif chosen is not None:
                is_current = chosen == versions[0]
                content = (now / name).read_bytes() if is_current else None
                (then / name).write_bytes(self._content(chosen, content))
                if is_current:
                    shutil.copystat(now / name, then / name)

    def _content(self, number: int, current: bytes | None) -> bytes:
        safe = self._contents.get(number)
        if current is None or current == safe:
            return safe or b""
        if safe and not current.startswith(safe):
            return self._random.choice((safe, current))  # within one sector
        start = len(safe or b"")
        end = self._random.randint(start, len(current))
        cut = current[:end]
        zeros = cut + bytes(min(_BLOCK * 2, len(current) - end)) + current[end + _BLOCK * 2 :]
        return self._random.choice((safe or b"", cut, zeros, current))

    def _listing(self, directory: Path) -> _Listing:
        if not directory.is_dir():
            return {}
        names = os.listdir(directory)
        if directory == self._root:
            names = [name for name in names if name in DIRECTORIES]
        return {
            name: 0 if (directory / name).is_dir() else self._number(directory / name)
            for name in names
        }

    def _number(self, path: Path) -> int:
        inode = path.stat().st_ino
        if inode not in self._numbers:
            self._last += 1
            self._numbers[inode] = self._last
        return self._numbers[inode]
