"""Programs end: by themselves, late, early, or with their worker."""

import subprocess
import sys

import pytest

from homegallery.extract.tools.lifeline import die_with_parent
from homegallery.extract.tools.program import Program, ProgramError
from tests.extract.test_exiftool import ends


def test_output_messages_and_exit_code() -> None:
    script = "echo out; echo one >&2; echo two >&2; exit 3"
    with Program(["sh", "-c", script], timeout=60) as program:
        assert program.stdout.read() == b"out\n"
        assert program.finish() == 3
        assert program.messages == ["one", "two"]


def test_a_program_that_is_too_slow_is_killed() -> None:
    with Program(["sleep", "600"], timeout=0.05) as program:
        assert program.stdout.read() == b""
        with pytest.raises(ProgramError, match=r"^sleep gave no result within 0\.05 seconds$"):
            program.finish()


def test_leaving_early_ends_the_program() -> None:
    with Program(["sh", "-c", "echo $$; exec yes"], timeout=60) as program:
        pid = int(program.stdout.readline())
    assert ends(pid)


def test_a_flood_of_messages_neither_blocks_nor_stays() -> None:
    with Program(["sh", "-c", "seq 1 100000 >&2; echo done"], timeout=60) as program:
        assert program.stdout.read() == b"done\n"
        program.finish()
        assert program.messages == [str(number) for number in range(1, 21)]


@pytest.mark.skipif(not die_with_parent(), reason="no setpriv")
def test_a_program_ends_with_a_killed_worker() -> None:
    script = (
        "import os\n"
        "from homegallery.extract.tools.program import Program\n"
        "program = Program(['sh', '-c', 'echo $$; exec sleep 600'], timeout=600)\n"
        "print(int(program.stdout.readline()), flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    worker = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert worker.returncode == -9
    assert ends(int(worker.stdout))
