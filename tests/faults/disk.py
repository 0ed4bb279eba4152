"""A disk that fails, fills up or loses power at its n-th operation.

``Disk.install`` replaces what the gallery writes with: ``open``, ``os.write`` and
``os.pwrite``, fsync, rename, truncate, unlink and mkdir. Operations below ``root`` count.
"""

import builtins
import errno
import io
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Literal

from homegallery import durable
from tests.faults.power import PowerLoss

Kind = Literal["none", "kill", "full", "broken", "power"]

LOST_POWER: Final = 42
"""Exit code of a process whose machine lost its power."""

_GROWING: Final = {"write", "create", "mkdir"}
"""What needs space."""
_BY_NAME: Final = {"create", "mkdir", "rename", "unlink"}


class Disk:
    """Counts operations; from the ``at``-th on it fails as ``kind`` says."""

    def __init__(self, root: Path, kind: Kind, at: int, *, seed: int = 0) -> None:
        self.root = root
        self.operations: list[str] = []
        self._kind = kind
        self._at = at
        self._lock = threading.RLock()
        self._power = PowerLoss(root, seed) if kind == "power" else None

    def before(self, operation: str, path: str, half: Callable[[], object] | None = None) -> None:
        """Called before each operation; ``half`` does it in part."""
        with self._lock:
            self.operations.append(operation)
            number = len(self.operations)
            if self._kind == "full" and number >= self._at and operation in _GROWING:
                raise _error(errno.ENOSPC, operation, path)
            if number != self._at:
                return
            if self._kind == "broken":
                raise _error(errno.EIO, operation, path)
            if self._kind == "kill":
                if half is not None and number % 2:
                    half()
                os.kill(os.getpid(), signal.SIGKILL)
            if self._power is not None:
                self._power.strike()
                os._exit(LOST_POWER)

    def is_ours(self, path: object) -> bool:
        """Whether a path or descriptor is below ``root``."""
        return _name(path).startswith(f"{self.root}/")

    def install(self) -> None:
        """Replace the functions of this process, for good."""
        real_open = io.open

        def opening(
            file: Any, mode: str = "r", buffering: int = -1, *rest: Any, **more: Any
        ) -> Any:
            writing = any(letter in mode for letter in "wax+")
            if not writing or "b" not in mode or isinstance(file, int) or not self.is_ours(file):
                return real_open(file, mode, buffering, *rest, **more)
            if not os.path.exists(file):
                self.before("create", _name(file))
            raw = _Raw(self, os.fspath(file), mode.replace("b", ""))
            if buffering == 0:
                return raw
            return io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)

        builtins.open = opening
        io.open = opening
        for name, operation in (("write", "write"), ("pwrite", "write"), ("mkdir", "mkdir")):
            self._wrap(name, operation)
        for name in ("ftruncate", "truncate"):
            self._wrap(name, "truncate")
        self._wrap("fsync", "fsync", after="synced")
        self._wrap("replace", "rename", prior="leaving")
        self._wrap("rename", "rename", prior="leaving")
        self._wrap("unlink", "unlink", prior="leaving")
        real_sync = durable.sync_filesystem

        def sync(directory: Path) -> None:
            self.before("sync", str(directory))
            real_sync(directory)
            if self._power is not None:
                self._power.all_synced()

        durable.sync_filesystem = sync

    def _wrap(self, name: str, operation: str, *, prior: str = "", after: str = "") -> None:
        real = getattr(os, name)

        def wrapped(target: Any, *rest: Any, **more: Any) -> Any:
            if not self.is_ours(target) and not (rest and self.is_ours(rest[0])):
                return real(target, *rest, **more)
            self.before(operation, _name(target), _half(real, operation, target, rest))
            with self._lock:
                if self._power is not None and prior:
                    self._power.leaving(_name(rest[0] if operation == "rename" else target))
                result = real(target, *rest, **more)
                if self._power is not None and after:
                    self._power.synced(_name(target))
            return result

        setattr(os, name, wrapped)


class _Raw(io.FileIO):
    def __init__(self, disk: Disk, path: str, mode: str) -> None:
        self._disk = disk
        super().__init__(path, mode)

    def write(self, data: Any) -> int:
        part = bytes(data)[: len(data) // 2]
        self._disk.before("write", str(self.name), lambda: super(_Raw, self).write(part))
        return super().write(data)


def _error(number: int, operation: str, path: str) -> OSError:
    """As of the system, which names a file only if it was asked for by name."""
    name = path if operation in _BY_NAME else None
    return OSError(number, os.strerror(number), name)


def _half(
    real: Callable[..., Any], operation: str, target: Any, rest: tuple[Any, ...]
) -> Callable[[], object] | None:
    if operation != "write":
        return None
    data, *offset = rest
    return lambda: real(target, data[: len(data) // 2], *offset)


def _name(path: object) -> str:
    if isinstance(path, int):
        try:
            return os.readlink(f"/proc/self/fd/{path}")
        except OSError:
            return ""
    return os.fsdecode(path) if isinstance(path, str | bytes | os.PathLike) else ""
