"""Where a value of the configuration comes from, for messages."""

import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Origins:
    """The file, and what was given besides it: key path to the name of its giver."""

    file: Path | None
    given: dict[str, str] = field(default_factory=dict)

    def place(self, path: str) -> str:
        """``/cfg/gallery.config.yml: server.port``, or the environment variable or argument."""
        giver = next(
            (self.given[key] for key in _self_and_parents(path) if key in self.given), None
        )
        if giver:
            return f"{giver} ({path})"
        return f"{self.file}: {path}" if self.file else path


def _self_and_parents(path: str) -> list[str]:
    ends = [match.start() for match in re.finditer(r"[.\[]", path)]
    return [path, *(path[:end] for end in reversed(ends))]
