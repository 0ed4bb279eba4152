"""What keeps the server from starting."""

from homegallery.errors import GalleryError


class ServerError(GalleryError):
    """The server cannot start with these settings."""
