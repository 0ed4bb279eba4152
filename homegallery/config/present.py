"""Whether a path is there, for paths that may be anything.

``pathlib`` raises for names that are too long and for directories that may not be entered.
"""

import os.path
from pathlib import Path


def is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113


def is_directory(path: Path) -> bool:
    return os.path.isdir(path)  # noqa: PTH112


def exists(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110
