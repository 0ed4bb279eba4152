"""Files as answers: what was opened is what is sent, whatever becomes of its name."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from fastapi import Request, Response
from fastapi.responses import FileResponse
from starlette.types import Receive, Scope, Send

from homegallery.server.reply import is_known

MEDIA_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; frame-ancestors 'none'"
"""Browsers show a picture or video opened alone inside a page of their own."""

_DIRECTORY = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_DIRECTORY
# Nobody writes into a pipe that lies among the photos: opening it would wait for that.
_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


class FileReply(FileResponse):
    """Sends an open file, or the parts of it a client asks for, and closes it."""

    chunk_size = 256 << 10

    def __init__(self, file: BinaryIO, headers: Mapping[str, str]) -> None:
        self._file = file
        # FileResponse opens what it sends; by this name it gets the same file again.
        path = f"/dev/fd/{file.fileno()}"
        super().__init__(path, headers=headers, stat_result=os.fstat(file.fileno()))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI entry point."""
        with self._file:
            await super().__call__(scope, receive, send)


def file_reply(request: Request, file: BinaryIO, headers: Mapping[str, str]) -> Response:
    """An open file as the client needs it: all of it, parts, or nothing if it has it."""
    etag = etag_of(os.fstat(file.fileno()))
    headers = {**headers, "ETag": etag}
    if not is_known(request, etag):
        return FileReply(file, headers)
    file.close()
    return Response(status_code=304, headers=headers)


def etag_of(status: os.stat_result) -> str:
    """Another one for every content."""
    return f'"{status.st_mtime_ns:x}-{status.st_size:x}"'


def open_file(path: str, directory: int | None = None) -> BinaryIO | None:
    """A regular file, unbuffered; None for everything else, links included.

    ``directory`` is the descriptor that a relative path starts from.
    """
    try:
        descriptor = os.open(path, _FILE, dir_fd=directory)
    except OSError:
        return None
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb", buffering=0)
    os.close(descriptor)
    return None


def open_beneath(root: Path, name: str) -> BinaryIO | None:
    """The regular file ``name`` of a directory; None for what is not inside of it.

    Links are followed first, as long as they stay inside. Then it is opened from one directory
    to the next without following any, so a link that is put there in between leads nowhere.
    """
    base = Path(os.path.realpath(root))
    real = Path(os.path.realpath(base / name))
    if real == base or not real.is_relative_to(base):
        return None
    *inner, last = real.relative_to(base).parts
    try:
        directory = os.open(base, _DIRECTORY)
    except OSError:
        return None
    try:
        for part in inner:
            outer, directory = directory, os.open(part, _DIRECTORY, dir_fd=directory)
            os.close(outer)
        return open_file(last, directory)
    except OSError:
        return None
    finally:
        os.close(directory)
