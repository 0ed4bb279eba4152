"""Index records for tests, without a disk."""

from homegallery.index.record import FileRecord


def file(filename: str, size: int = 10, sha1: str | None = None) -> FileRecord:
    """A hashed file by default; ``sha1=""`` is one not hashed yet."""
    known = f"{abs(hash(filename)):040x}"[-40:] if sha1 is None else sha1
    return FileRecord(
        filename=filename, size=size, file_type="f", mtime_ms=0, ctime_ms=0, atime_ms=0,
        birthtime_ms=0, ino=1, dev=1, mode=0o100644, nlink=1, uid=0, gid=0, rdev=0,
        blksize=4096, blocks=8, created="2026-01-01T00:00:00.000Z", sha1sum=known,
    )  # fmt: skip
