"""A gallery server in a process of its own, as a person starts it."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from homegallery.database.file import Database

START_SECONDS = 60
IMPORT_SECONDS = 300
_READY = re.compile(r"The gallery is at (http://\S+)")


@dataclass(frozen=True)
class Server:
    """A running gallery; ``url`` ends with a slash."""

    url: str
    root: Path

    @property
    def pictures(self) -> Path:
        return self.root / "Pictures"

    def status(self) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"{self.url}api/status").raise_for_status().json()
        return answer

    @property
    def entries(self) -> int:
        return int(self.status()["entries"])

    def wait_for_import(self) -> None:
        """Return when everything is imported, and served."""
        self._wait(self._has_everything)

    def wait_for_entries(self, count: int) -> None:
        """Return when so many are served."""
        self._wait(lambda: self.entries == count)

    def _wait(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + IMPORT_SECONDS
        while not condition():
            assert time.monotonic() < end, self.status()
            time.sleep(0.2)  # between two questions

    def _has_everything(self) -> bool:
        status = self.status()
        if status["import"]["phase"] != "done":
            return False
        with Database.open(self.root / "config" / "database.db") as database:
            return bool(status["entries"] == sum(month.count for month in database.months) > 0)


@contextmanager
def running(root: Path, *options: str) -> Iterator[Server]:
    """Serve the gallery below ``root``, which has its photos in ``Pictures``."""
    config = root / "gallery.config.yml"
    if not config.exists():
        config.write_text(
            f"baseDir: {root}\nconfigDir: '{{baseDir}}/config'\ncacheDir: '{{baseDir}}/cache'\n"
            "sources: ['{baseDir}/Pictures']\n"
        )
    command = [
        *(sys.executable, "-m", "homegallery", "run", "server", "--config", str(config)),
        *("--host", "127.0.0.1", "--port", "0", "--no-open-browser", *options),
    ]
    log = root / f"server{len(options)}.log"
    environ = {**os.environ, "HOME": str(root), "TZ": "UTC", "COLUMNS": "400"}
    with (
        log.open("w") as output,
        subprocess.Popen(command, stdout=output, stderr=output, env=environ) as process,
    ):
        try:
            yield Server(_wait_until_ready(process, log), root)
        finally:
            process.terminate()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        found = _READY.search(log.read_text())
        if found:
            return found[1]
        time.sleep(0.1)  # between two looks at the log
    raise AssertionError(log.read_text())
