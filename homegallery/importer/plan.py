"""Which files of a scanned source have to pass the pipeline."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan
from homegallery.media.groups import group_sidecars
from homegallery.media.types import media_type

Group = list[FileRecord]

_PHOTOS_FIRST: Final = {"image": 0, "rawImage": 0, "video": 1}
_THE_REST: Final = 2


@dataclass(frozen=True, slots=True)
class Work:
    """A primary with its sidecars, and the names whose old entries it replaces."""

    group: Group
    replaces: set[str]


@dataclass(frozen=True, slots=True)
class Plan:
    """The work of one source.

    ``works`` come photos before videos before the rest, newest folder first.
    ``gone`` are names whose entries vanish without a successor.
    """

    works: list[Work] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)

    @property
    def files(self) -> int:
        """Number of files in all groups."""
        return sum(len(work.group) for work in self.works)


def plan_source(
    scan: Scan, *, redo: Collection[str] = (), present: Collection[str] | None = None
) -> Plan:
    """Find the groups that hold a new, changed, unhashed or ``redo`` file, or lost one.

    ``present`` lists the names of this source in the database when index and database
    may disagree, as after an import that was cut off: only their entries are replaced.
    None means that the database holds what the old index says.
    """
    added = {record.filename for record in scan.adds}
    here = {record.filename for record in scan.records}
    stored = here - added if present is None else set(present)
    lost, gone = _losses(scan)
    dirty = added | {record.filename for record in scan.changes} | set(redo) | lost.keys()
    dirty |= {record.filename for record in scan.records if _is_unhashed(record)}
    works = [
        _work(group, stored, lost)
        for members in _by_directory(scan.records, _directories(dirty)).values()
        for group in group_sidecars(members)
        if any(member.filename in dirty for member in group)
    ]
    works.sort(key=lambda work: _PHOTOS_FIRST.get(media_type(work.group[0].filename), _THE_REST))
    if present is not None:
        gone = set(present) - here
    return Plan(works, gone)


def _work(group: Group, stored: set[str], lost: dict[str, set[str]]) -> Work:
    names = {member.filename for member in group}
    replaces = names & stored
    for name in names & lost.keys():
        replaces |= lost[name]
    return Work(group, replaces)


def _losses(scan: Scan) -> tuple[dict[str, set[str]], set[str]]:
    """Removed names by each survivor of their group, and removed names without survivors."""
    removed = {record.filename for record in scan.removes}
    lost: dict[str, set[str]] = {}
    gone = set(removed)
    before = [*scan.records, *scan.removes]
    for members in _by_directory(before, _directories(removed)).values():
        for group in group_sidecars(members):
            names = {member.filename for member in group}
            survivors, victims = names - removed, names & removed
            if survivors and victims:
                gone -= victims
                lost.update((name, victims) for name in survivors)
    return lost, gone


def _is_unhashed(record: FileRecord) -> bool:
    return record.file_type == "f" and record.size > 0 and not record.sha1sum


def _by_directory(
    records: Iterable[FileRecord], directories: Collection[str]
) -> dict[str, list[FileRecord]]:
    """Non-empty files below each of ``directories``, in the order of ``records``."""
    members: dict[str, list[FileRecord]] = {}
    for record in records:
        if record.file_type == "f" and record.size > 0:
            directory = record.filename.rpartition("/")[0]
            if directory in directories:
                members.setdefault(directory, []).append(record)
    return members


def _directories(filenames: Iterable[str]) -> set[str]:
    return {filename.rpartition("/")[0] for filename in filenames}
