"""Entries of a source that is not connected, from its index and the storage."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from homegallery.config.model import SourceSettings
from homegallery.database.entry import Entry
from homegallery.database.rebuild import EntryBuilder
from homegallery.index.selection import select_files
from homegallery.media.types import media_type


def offline_entries(
    source: SourceSettings,
    builder: EntryBuilder,
    present: Collection[str],
    supported_types: Collection[str],
) -> Iterator[Entry]:
    """Entries that the database lacks, as after it was lost; ``present`` names are there."""
    selection = select_files(source.index)
    if selection is None:
        return
    missing = {
        record.filename.rpartition("/")[0]
        for record in selection.records
        if record.filename not in present and media_type(record.filename) in supported_types
    }
    records = [one for one in selection.records if one.filename.rpartition("/")[0] in missing]
    for entry in builder.build(replace(selection, records=records)):
        if not any(file["filename"] in present for file in entry["files"]):
            yield entry
