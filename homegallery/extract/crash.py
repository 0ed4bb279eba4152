"""Why a worker process gave no result, in words."""

import signal
from contextlib import suppress

from pebble import ProcessExpired

from homegallery.extract.failures import reason_of


def crash_reason(error: BaseException, timeout: float | None) -> str:
    """One line for what the job's future raised; ``timeout`` in seconds."""
    if isinstance(error, TimeoutError):
        return f"gave up after {timeout:g} seconds"
    if isinstance(error, ProcessExpired):
        return _exit_reason(error.exitcode)
    return reason_of(error)


def was_killed(error: BaseException) -> bool:
    """Whether somebody, mostly the kernel for lack of memory, has killed the process."""
    return isinstance(error, ProcessExpired) and error.exitcode == -signal.SIGKILL


def _exit_reason(code: int) -> str:
    """``code`` as of ``multiprocessing``: negative for a signal."""
    if code == -signal.SIGKILL:
        return "the decoder was killed, probably for lack of memory"
    if code < 0:
        with suppress(ValueError):
            return f"the decoder crashed ({signal.Signals(-code).name})"
    return f"the decoder ended with code {code}"
