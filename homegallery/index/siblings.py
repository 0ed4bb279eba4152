"""Which other files have to be looked at again when some of a directory changed."""

from collections.abc import Collection, Iterable, Iterator

from homegallery.index.record import FileRecord
from homegallery.media.groups import group_sidecars


def with_siblings(filenames: Iterable[str], *states: Iterable[FileRecord]) -> set[str]:
    """``filenames`` and all files that share a sidecar group with one of them.

    ``states`` are the records before and after a change. Sharing a group in any of
    them counts, and is followed: when a file leaves a group, the entry of that group
    goes, so all its members have to become entries again.
    """
    names = set(filenames)
    groups = [group for records in states for group in groups_beside(names, records)]
    return connected(names, map(names_of, groups))


def connected(filenames: Iterable[str], groups: Iterable[Collection[str]]) -> set[str]:
    """``filenames`` and all names that share a group with one of them, or with one of those."""
    found = set(filenames)
    mates: dict[str, set[str]] = {}
    for names in groups:
        if not found.issuperset(names):
            for name in names:
                mates.setdefault(name, set()).update(names)
    waiting = list(found)
    while waiting:
        for mate in mates.get(waiting.pop(), ()):
            if mate not in found:
                found.add(mate)
                waiting.append(mate)
    return found


def groups_beside(
    filenames: Iterable[str], records: Iterable[FileRecord]
) -> Iterator[list[FileRecord]]:
    """The sidecar groups in the directories of ``filenames``, directories as in ``records``.

    Empty files belong to no group.
    """
    directories = {_directory(name) for name in filenames}
    members: dict[str, list[FileRecord]] = {}
    for record in records:
        if record.file_type == "f" and record.size > 0:
            directory = _directory(record.filename)
            if directory in directories:
                members.setdefault(directory, []).append(record)
    for files in members.values():
        yield from group_sidecars(files)


def names_of(group: Iterable[FileRecord]) -> set[str]:
    """The file names of a group."""
    return {record.filename for record in group}


def _directory(filename: str) -> str:
    return filename.rpartition("/")[0]
