"""Temporary directories that somebody cleans up even if their process was killed."""

import os
import re
import shutil
import tempfile
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"homegallery-(\d+)-.*")


def scratch_directory() -> tempfile.TemporaryDirectory[str]:
    """A directory for this process; its name tells ``sweep_scratch`` whose it is."""
    return tempfile.TemporaryDirectory(prefix=f"homegallery-{os.getpid()}-")


def sweep_scratch() -> None:
    """Remove the directories of processes that are gone."""
    for directory in Path(tempfile.gettempdir()).glob("homegallery-*"):
        owner = _NAME.fullmatch(directory.name)
        if owner and not _is_running(int(owner[1])):
            shutil.rmtree(directory, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
