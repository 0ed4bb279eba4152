"""Errors of the event log."""

from homegallery.errors import GalleryError


class EventsError(GalleryError):
    """The event log cannot be read or written."""
