"""Python imports this at the start of each process if the directory is in PYTHONPATH."""

import os
import sys
from pathlib import Path

from tests.faults.disk import Disk

role, kind, at, root, once = os.environ["HOMEGALLERY_TEST_DISK"].split(":")
is_worker = any("spawn_main" in argument for argument in sys.orig_argv)
if is_worker == (role == "worker") and not Path(once).exists():
    if kind == "kill":
        Path(once).touch()
    Disk(Path(root), kind, int(at)).install()  # type: ignore[arg-type]
