"""Changing a database: only the months that really change are written anew."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from homegallery.database.entry import Entry, FileKey, file_keys, month_of, primary_key
from homegallery.database.errors import MissingDatabaseError
from homegallery.database.file import Database, encode_month, write_members
from homegallery.database.member import checks


@dataclass(frozen=True, slots=True)
class Merge:
    """Keys of the changed, new and emptied months, newest first; ``count`` of all entries."""

    changed: list[str]
    count: int


def merge_database(
    path: Path, *, added: Sequence[Entry], removed: Collection[FileKey] = ()
) -> Merge:
    """Put ``added`` into the database and take out what they replace.

    An old entry goes if any of its files is in ``removed`` (index name, filename
    with ``/``) or if its first file is the first file of an added one. It stays as
    it is if the added one has the same hash, so building everything again changes
    nothing. The file is replaced atomically, or left alone if nothing changed; a
    missing one counts as empty and is created.
    """
    change = _Change(added, removed)
    try:
        database = Database.open(path)
    except MissingDatabaseError:
        return _write(path, None, {}, change)
    with database:
        return _write(path, database, _affected(database, change), change)


class _Change:
    """What arrives and what goes."""

    def __init__(self, added: Sequence[Entry], removed: Collection[FileKey]) -> None:
        # Of two added entries with the same first file the later one counts.
        self._added = {primary_key(entry): entry for entry in added}
        self._removed = frozenset(removed)
        self.checks = checks([*self._added, *self._removed])
        self.arriving: dict[str, dict[FileKey, Entry]] = {}
        for key, entry in self._added.items():
            self.arriving.setdefault(month_of(entry), {})[key] = entry

    def applied(self, month: str, old: list[Entry]) -> list[Entry] | None:
        """The new entries of a month, None if it does not change."""
        arriving = dict(self.arriving.get(month, {}))
        result: list[Entry] = []
        for entry in old:
            key = primary_key(entry)
            if _is_same(entry, arriving.get(key)):
                del arriving[key]
                result.append(entry)
            elif not self._goes(key, entry):
                result.append(entry)
        if not arriving and len(result) == len(old):
            return None
        return [*result, *arriving.values()]

    def _goes(self, key: FileKey, entry: Entry) -> bool:
        return key in self._added or not self._removed.isdisjoint(file_keys(entry))


def _is_same(old: Entry, new: Entry | None) -> bool:
    return new is not None and bool(new.get("hash")) and new.get("hash") == old.get("hash")


def _affected(old: Database, change: _Change) -> dict[str, list[Entry]]:
    """New entries of the months that are there and change."""
    changed: dict[str, list[Entry]] = {}
    for month in old.months:
        if month.key in change.arriving or old.may_hold(month.key, change.checks):
            entries = change.applied(month.key, old.read(month.key))
            if entries is not None:
                changed[month.key] = entries
    return changed


def _write(
    path: Path, old: Database | None, changed: dict[str, list[Entry]], change: _Change
) -> Merge:
    counts = {month.key: month.count for month in old.months} if old else {}
    for key in change.arriving.keys() - counts.keys():
        changed[key] = list(change.arriving[key].values())
    counts |= {key: len(entries) for key, entries in changed.items()}
    if changed or not old:
        keys = sorted((key for key, count in counts.items() if count), reverse=True)
        write_members(path, _members(old, keys, changed))
    return Merge(sorted(changed, reverse=True), sum(counts.values()))


def _members(
    old: Database | None, keys: list[str], changed: dict[str, list[Entry]]
) -> Iterator[bytes]:
    for key in keys:
        if key in changed:
            yield encode_month(key, changed[key])
        elif old:
            yield old.read_member(key)
