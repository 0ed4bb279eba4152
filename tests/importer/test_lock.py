import subprocess
import sys
from pathlib import Path

import pytest

from homegallery.importer.lock import ImportRunningError, import_lock

HOLD = """
import sys
from pathlib import Path
from homegallery.importer.lock import import_lock
with import_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_import_in_the_same_process_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "config" / "database.db"
    with (
        import_lock(database),
        pytest.raises(ImportRunningError, match="process"),
        import_lock(database),
    ):
        pass


def test_another_process_holds_the_lock_until_it_dies(tmp_path: Path) -> None:
    database = tmp_path / "database.db"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(database)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(ImportRunningError, match=f"process {holder.pid}"),
            import_lock(database),
        ):
            pass
        holder.kill()
    with import_lock(database) as lock:
        assert lock.was_cut_off


def test_only_an_import_that_did_not_end_counts_as_cut_off(tmp_path: Path) -> None:
    database = tmp_path / "database.db"
    with import_lock(database) as lock:
        assert not lock.was_cut_off
    with import_lock(database) as lock:
        assert lock.was_cut_off
        lock.complete()
    with import_lock(database) as lock:
        assert not lock.was_cut_off
