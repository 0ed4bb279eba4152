"""What can go wrong with recognition."""

from homegallery.errors import GalleryError


class SessionError(GalleryError):
    """A model cannot be loaded; the message says which and why."""


class RemoteError(GalleryError):
    """A service gave no usable answer; the message says why."""


class GivenUpError(RemoteError):
    """A service has failed so often that it is not asked again."""


class DownloadError(GalleryError):
    """A model could not be had from any of its sources."""
