import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from homegallery.extract.scratch import scratch_directory, sweep_scratch

_KILLED = """
import os, signal
from pathlib import Path
from homegallery.extract.scratch import scratch_directory
kept = scratch_directory()
Path(kept.name, "file").write_text("left")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_what_a_killed_process_left_is_removed_and_nothing_else(temporary: Path) -> None:
    subprocess.run([sys.executable, "-c", _KILLED], check=False)
    (left,) = temporary.iterdir()
    assert (left / "file").exists()
    other = temporary / "homegallery-notes"
    other.mkdir()
    with scratch_directory() as ours:
        sweep_scratch()
        assert sorted(temporary.iterdir()) == sorted([Path(ours), other])
