"""Self-hosted photo and video gallery."""

from importlib.metadata import version

__version__ = version("homegallery")
