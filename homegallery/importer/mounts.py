"""File systems that do not tell of changes made elsewhere."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_MOUNTS: Final = Path("/proc/self/mountinfo")
_REMOTE: Final = frozenset(
    {
        "9p", "afs", "ceph", "cifs", "davfs", "drvfs", "fuse.davfs2", "fuse.glusterfs",
        "fuse.mergerfs", "fuse.rclone", "fuse.s3fs", "fuse.smbnetfs", "fuse.sshfs",
        "fuse.vmhgfs-fuse", "fuse.grpcfuse", "fakeowner", "glusterfs", "lustre", "ncpfs", "nfs",
        "nfs4", "prl_fs", "smb3", "smbfs", "vboxsf", "virtiofs", "vmhgfs",
    }
)  # fmt: skip
"""Network drives and folders of a host: inotify sees only what this machine itself changes."""


def remote_file_system(directory: Path, *, mounts: Path = _MOUNTS) -> str | None:
    """The kind of network file system that holds ``directory``; None if it is a local one.

    ``mounts`` is in the format of /proc/self/mountinfo (man 5 proc).
    """
    wanted = os.path.realpath(directory)
    best, kind = "", ""
    for point, found in _mounts(mounts):
        inside = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):  # a later mount hides an earlier one
            best, kind = point, found
    return kind if kind in _REMOTE else None


def _mounts(path: Path) -> Iterator[tuple[str, str]]:
    """Mount points with their kinds, in the order they were mounted."""
    try:
        text = path.read_text("utf-8", "surrogateescape")
    except OSError:
        return
    for line in text.splitlines():
        mount, _, kind = line.partition(" - ")
        fields = mount.split(" ")
        if len(fields) > 4 and kind:
            yield _unescaped(fields[4]), kind.split(" ")[0]


def _unescaped(point: str) -> str:
    r"""Blanks and the like are written as octal numbers: ``\040``."""
    head, *parts = point.split("\\")
    return head + "".join(chr(int(part[:3], 8)) + part[3:] for part in parts)
