"""Steps that do to a worker what broken decoders do; imported in worker processes."""

import gc
import logging
import os
import signal
import sys
from typing import NoReturn

from homegallery.extract.step import Step, StepError, Work


def _crash(work: Work) -> None:
    name = work.file.filename
    if "killed" in name:
        os.kill(os.getpid(), signal.SIGKILL)
    if "aborts" in name:
        os.abort()
    if "exits" in name:
        os._exit(7)
    if "hangs" in name:
        _hang(work)
    if "hungry" in name:
        bytearray(8 << 30)
    if "large" in name:
        bytearray(400 << 20)
    if "broken" in name:
        raise StepError("the reason")
    if "odd" in name:
        raise ZeroDivisionError
    if "tells" in name:
        logging.getLogger("homegallery.test").info("%s has something to tell", name)
    work.write_json(
        "exif.json",
        {
            "pid": os.getpid(),
            "pydantic": "pydantic" in sys.modules,
            "collects": gc.isenabled(),
        },
    )


def _hang(work: Work) -> NoReturn:
    """Tell our process id to who opens the file ``pid`` beside it, a pipe, and never return."""
    with open(work.file.base / "pid", "w") as pipe:
        pipe.write(f"{os.getpid()}\n")
        pipe.flush()
        while True:
            signal.pause()


def _after(work: Work) -> None:
    work.write_bytes("after.txt", b"done")


def steps() -> list[Step]:
    """A step that may crash and one that comes after it."""
    return [
        Step("crash", 1, lambda _: ["exif.json"], _crash),
        Step("after", 1, lambda _: ["after.txt"], _after, needs=("crash",)),
    ]


def no_steps() -> NoReturn:
    """A worker that dies while it starts."""
    os._exit(1)
