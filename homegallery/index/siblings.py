"""Which other files have to be looked at again when some of a directory changed."""

from collections.abc import Iterable

from homegallery.index.record import FileRecord
from homegallery.media.groups import group_sidecars


def with_siblings(filenames: Iterable[str], *states: Iterable[FileRecord]) -> set[str]:
    """``filenames`` and all files that share a sidecar group with one of them.

    ``states`` are the records before and after a change. Sharing a group in any of
    them counts, and is followed: when a file leaves a group, the entry of that group
    goes, so all its members have to become entries again.
    """
    found = set(filenames)
    mates = _mates(states, {_directory(name) for name in found})
    waiting = list(found)
    while waiting:
        for mate in mates.get(waiting.pop(), ()):
            if mate not in found:
                found.add(mate)
                waiting.append(mate)
    return found


def _mates(states: Iterable[Iterable[FileRecord]], directories: set[str]) -> dict[str, set[str]]:
    """The names each file of ``directories`` is grouped with, in any of the states."""
    mates: dict[str, set[str]] = {}
    for records in states:
        for members in _by_directory(records, directories).values():
            for group in group_sidecars(members):
                names = {member.filename for member in group}
                for name in names:
                    mates.setdefault(name, set()).update(names)
    return mates


def _by_directory(
    records: Iterable[FileRecord], directories: set[str]
) -> dict[str, list[FileRecord]]:
    """Files with content by directory: empty ones belong to no group."""
    members: dict[str, list[FileRecord]] = {}
    for record in records:
        if record.file_type == "f" and record.size > 0:
            directory = _directory(record.filename)
            if directory in directories:
                members.setdefault(directory, []).append(record)
    return members


def _directory(filename: str) -> str:
    return filename.rpartition("/")[0]
