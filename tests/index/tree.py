"""Small source directories to scan."""

import hashlib
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homegallery.config.source import SourceSettings
from homegallery.index.file import Index
from homegallery.index.limits import AddLimits
from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan, scan

NOTHING = Index(None, "", [])


def make_tree(root: Path, files: Mapping[str, bytes]) -> Path:
    """Write ``files``; a name that ends in ``/`` is an empty directory."""
    root.mkdir(exist_ok=True)
    for name, content in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return root


def source_of(root: Path, **settings: Any) -> SourceSettings:
    return SourceSettings(dir=root, index=root.parent / "index.idx", **settings)


def scan_tree(
    root: Path,
    known: Index = NOTHING,
    *,
    limits: AddLimits | None = None,
    keep_known: bool = True,
    **settings: Any,
) -> Scan:
    return scan(
        source_of(root, **settings),
        known,
        cancel=threading.Event(),
        limits=limits,
        keep_known=keep_known,
    )


def names(records: list[FileRecord]) -> list[str]:
    return [record.filename for record in records]


def indexed(found: Scan, root: Path) -> Index:
    """The index after an import of what was found."""
    records = [
        record._replace(
            sha1sum=hashlib.sha1((root / record.filename).read_bytes()).hexdigest(),
            sha1sum_date="2026-01-01T00:00:00.000Z",
        )
        if record.file_type == "f"
        else record
        for record in found.records
    ]
    return Index("2026-01-01T00:00:00.000Z", str(root), records)
