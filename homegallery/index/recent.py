"""Changes to an index that are not in its file yet.

Writing the index of a big source for one new photo would cost more than the photo.
So an import that looked at a few directories only adds lines to a file beside the
index, ``<index>.recent``; the next import that looks at the whole source writes the
index and starts that file again.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from homegallery import durable, jsontext
from homegallery.index.entry import Decoder, to_json
from homegallery.index.file import Index, read_index
from homegallery.index.record import FileRecord

RecentChanges = Mapping[str, FileRecord | None]
"""New state by file name; None for what is gone."""


class Recent:
    """The recent changes of one index; each belongs to one revision of the index file.

    A line is a JSON array: ``created`` of that index file and either an index entry or
    the name of a file that is gone. Lines of other revisions do not count.
    """

    def __init__(self, index: Path) -> None:
        self._path = index.with_name(f"{index.name}.recent")

    def read(self, created: str | None) -> RecentChanges:
        """What has changed since the index of this revision was written."""
        try:
            content = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        return dict(_changes(content, created))

    def append(
        self, created: str | None, records: Iterable[FileRecord], gone: Iterable[str]
    ) -> None:
        """Add changes; they are on disk when this returns."""
        revision = jsontext.dumps(created)
        changes = [*map(to_json, records), *map(jsontext.dumps, gone)]
        if not changes:
            return
        new = not self._path.exists()
        with self._path.open("ab", buffering=0) as file:
            # A line torn by a kill ends here, so that it does not spoil the next one.
            start = b"" if file.tell() == 0 else b"\n"
            lines = b"".join(b"[%b,%b]\n" % (revision, change) for change in changes)
            durable.append(self._path, file.fileno(), start + lines)
            with durable.naming(self._path):
                os.fsync(file.fileno())
        if new:
            durable.sync_directory(self._path.parent)

    def clear(self) -> None:
        """Forget everything: the index file holds it now."""
        self._path.unlink(missing_ok=True)


def _changes(content: bytes, created: str | None) -> Iterator[tuple[str, FileRecord | None]]:
    decoder = Decoder()
    for line in content.splitlines():
        try:
            revision, change = jsontext.loads(line)
        except (ValueError, TypeError):
            continue
        if revision != created:
            continue
        if isinstance(change, str):
            yield change, None
        else:
            [record] = decoder.records([change])
            yield record.filename, record


def read_known(path: Path) -> Index:
    """What an index knows: its file with the recent changes. Raises as ``read_index`` does."""
    index = read_index(path)
    return with_recent(index, Recent(path).read(index.created))


def with_recent(index: Index, recent: RecentChanges) -> Index:
    """The index as it would be with these changes written; changed records come last."""
    if not recent:
        return index
    kept = [record for record in index.records if record.filename not in recent]
    return index._replace(records=[*kept, *filter(None, recent.values())])
