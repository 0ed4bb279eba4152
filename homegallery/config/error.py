"""What can be wrong with a configuration."""

from homegallery.errors import GalleryError


class ConfigError(GalleryError):
    """The configuration cannot be used; the message names file, key and value."""
