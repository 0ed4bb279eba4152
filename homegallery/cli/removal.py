"""Which entries of a database a query means."""

from pathlib import Path

from homegallery.database.entry import Entry
from homegallery.database.file import Database
from homegallery.events.apply import EventsById, apply_events
from homegallery.events.log import read_events
from homegallery.query.compile import compile_query
from homegallery.query.context import Context
from homegallery.query.limits import Limits


def split(
    database: Path, events: Path, query: str, limits: Limits, *, keep: bool = False
) -> tuple[list[Entry], list[Entry]]:
    """The entries to remove and those that stay, as they are in the database.

    The query sees them with the events, and hidden ones as well; a missing file of events
    is none. ``keep`` keeps what the query finds instead. Raises ``QueryError``.
    """
    compiled = compile_query(query, Context(limits=limits))
    with Database.open(database) as opened:
        entries = list(opened.entries())
    edits = EventsById(read_events(events))
    seen = [apply_events(entry, edits) for entry in entries]
    found = {id(entry) for entry in compiled.select(seen)}
    pairs = list(zip(entries, seen, strict=True))
    return (
        [entry for entry, edited in pairs if (id(edited) in found) is not keep],
        [entry for entry, edited in pairs if (id(edited) in found) is keep],
    )
