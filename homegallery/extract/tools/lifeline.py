"""Programs that must not outlive the worker that started them."""

import shutil
from pathlib import Path


def die_with_parent() -> list[str]:
    """Command prefix that kills the program when its parent ends, however that happens.

    A worker at work is stopped by a signal, so it cannot end them itself. Empty where
    util-linux is missing.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or Path(setpriv).resolve().name == "busybox":
        return []
    return [setpriv, "--pdeathsig", "KILL", "--"]
