"""Downloading the files of models: resumed, checked before use, from the next source if need be."""

import fcntl
import logging
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from homegallery import durable
from homegallery.vision.errors import DownloadError
from homegallery.vision.files import ModelFiles, sha256_of
from homegallery.vision.registry import Model

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

Listener = Callable[[Model, int], None]
"""Told how many bytes of a model are here."""

TIMEOUT: Final = 30.0
"""Seconds without a byte after which a source is given up."""
HINT: Final = (
    "Connect to the internet and run homegallery models fetch again, or copy the files of "
    "homegallery models list into that directory."
)
_PARTIAL: Final = 206


def fetch(
    models: Iterable[Model],
    files: ModelFiles,
    *,
    on_progress: Listener = lambda _model, _bytes: None,
    transport: "httpx.BaseTransport | None" = None,
) -> list[Model]:
    """Download what is missing or broken; returns the models that were downloaded.

    Raises ``DownloadError`` after all models were tried, if one of them cannot be had.
    """
    import httpx  # late: a gallery with all its models needs no client

    fetched: list[Model] = []
    faults: list[str] = []
    files.directory.mkdir(parents=True, exist_ok=True)
    with httpx.Client(timeout=TIMEOUT, follow_redirects=True, transport=transport) as client:
        for model in models:
            if files.is_whole(model):
                continue
            try:
                _fetch(model, files, client, on_progress)
            except DownloadError as error:
                faults.append(str(error))
            else:
                fetched.append(model)
    if faults:
        raise DownloadError("; ".join(faults), hint=HINT)
    return fetched


def _fetch(model: Model, files: ModelFiles, client: "httpx.Client", on_progress: Listener) -> None:
    if not model.sources:
        raise DownloadError(f"{model.name}: there is no address to download it from")
    partial = files.directory / f".{model.file}.part"
    reasons: list[str] = []
    with partial.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DownloadError(f"{model.name}: another process is downloading it") from None
        for source in model.sources:
            reason = _try(source, model, file, client, on_progress)
            if not reason:
                os.fsync(file.fileno())
                partial.replace(files.path(model))
                durable.sync_directory(files.directory)
                return
            log.info("%s: %s: %s", model.name, source, reason)
            reasons.append(reason)
    raise DownloadError(f"{model.name}: {', '.join(dict.fromkeys(reasons))}")


def _try(
    source: str, model: Model, file: BinaryIO, client: "httpx.Client", on_progress: Listener
) -> str:
    """Complete the file from one source; returns why it did not work, or nothing.

    What is half here stays for the next attempt; what is wrong does not.
    """
    import httpx

    try:
        with client.stream("GET", source, headers=_rest(file)) as response:
            if not response.is_success:
                return f"status {response.status_code}"
            if response.status_code != _PARTIAL:
                file.truncate(0)
            for chunk in response.iter_bytes():
                if file.write(chunk) and _length(file) > model.size:
                    break
                on_progress(model, _length(file))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"no connection ({str(error) or type(error).__name__})"
    return _flaw(model, file)


def _rest(file: BinaryIO) -> dict[str, str]:
    """Ask for what is not here yet, and for bytes as they are: a part has to fit the rest."""
    length = _length(file)
    plain = {"Accept-Encoding": "identity"}
    return {**plain, "Range": f"bytes={length}-"} if length else plain


def _length(file: BinaryIO) -> int:
    file.flush()
    return os.fstat(file.fileno()).st_size


def _flaw(model: Model, file: BinaryIO) -> str:
    length = _length(file)
    if length < model.size:
        return f"only {length} of {model.size} bytes came"
    if length == model.size and sha256_of(Path(file.name)) == model.sha256:
        return ""
    file.truncate(0)
    return "the file is another one than expected"
