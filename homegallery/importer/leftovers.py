"""Temporary files that killed imports left behind."""

from homegallery import durable
from homegallery.config.model import Settings
from homegallery.extract.scratch import sweep_scratch
from homegallery.storage.store import Storage


def sweep(settings: Settings) -> None:
    """Remove them wherever an import writes; those of running processes stay."""
    for directory in {
        settings.database.file.parent,
        *(source.index.parent for source in settings.sources),
    }:
        durable.sweep(directory)
    Storage(settings.storage.dir).sweep()
    sweep_scratch()
