"""What a running import tells the terminal, the log and the browser."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["idle", "indexing", "importing", "done", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A snapshot of an import.

    ``done`` and ``total`` count files; ``total`` grows while sources are scanned.
    ``rate`` is files per second over the last half minute, ``remaining`` seconds
    or None while unknown. ``message`` is one line for a person.
    """

    phase: Phase = "idle"
    source: str = ""
    done: int = 0
    total: int = 0
    failures: int = 0
    rate: float = 0.0
    remaining: float | None = None
    message: str = ""


ProgressListener = Callable[[Progress], None]
