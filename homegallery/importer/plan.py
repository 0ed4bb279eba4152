"""Which files of a scanned source have to pass the pipeline."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from homegallery.index.record import FileRecord
from homegallery.index.scan import Scan
from homegallery.index.siblings import connected, groups_beside, names_of
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
    def vanished(self) -> set[str]:
        """Names that are no files any more and whose entries have a successor."""
        here = {record.filename for work in self.works for record in work.group}
        return {name for work in self.works for name in work.replaces} - here

    @property
    def files(self) -> int:
        """Number of files in all groups."""
        return sum(len(work.group) for work in self.works)


def plan_source(
    scan: Scan,
    known: Sequence[FileRecord],
    *,
    redo: Collection[str] = (),
    present: Collection[Collection[str]] | None = None,
) -> Plan:
    """Find the groups that hold a new, changed, unhashed or ``redo`` file, or lost one.

    When a file leaves a group or joins another, the old entries of both go, so all their
    files become entries again. ``known`` is what the index knew before. ``present`` holds
    the names of each entry that this source has in the database, when index and database
    may disagree, as after an import that was cut off: only those are replaced. None means
    that the database holds what the old index says.
    """
    removed = names_of(scan.removes)
    touched = names_of((*scan.adds, *scan.changes, *filter(_is_unhashed, scan.records)))
    touched |= removed | set(redo)
    if present is not None:
        lost = set[str]().union(*present) - names_of(filter(_has_content, scan.records))
        touched |= lost
        removed |= lost
    before = _names(groups_beside(touched, known)) if present is None else present
    now = list(groups_beside(touched, scan.records))
    dirty = connected(touched, [*before, *_names(now)])
    old = {name: names for names in before for name in names if name in dirty}
    here = {name for group in now for name in names_of(group)}
    works = [_work(group, old, here) for group in now if group[0].filename in dirty]
    works.sort(key=lambda work: _PHOTOS_FIRST.get(media_type(work.group[0].filename), _THE_REST))
    replaced = {name for work in works for name in work.replaces}
    return Plan(works, (removed | old.keys()) - here - replaced)


def _names(groups: Iterable[Group]) -> list[set[str]]:
    return [names_of(group) for group in groups]


def _work(group: Group, old: Mapping[str, Collection[str]], here: set[str]) -> Work:
    """The work of a group, whose files had these ``old`` mates, some not ``here`` any more."""
    stored = names_of(group) & old.keys()
    return Work(group, stored.union(*(set(old[name]) - here for name in stored)))


def _is_unhashed(record: FileRecord) -> bool:
    return _has_content(record) and not record.sha1sum


def _has_content(record: FileRecord) -> bool:
    return record.file_type == "f" and record.size > 0
