"""The step that reads a file's tags into exif.json."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, Final

from homegallery import jsontext
from homegallery.extract.exif_composite import needs_exiftool, with_composites
from homegallery.extract.exif_normalise import normalise
from homegallery.extract.exif_plain import is_plain
from homegallery.extract.exif_xmp import MAX_BYTES, read_xmp
from homegallery.extract.step import Step, Work, WorkerTools
from homegallery.extract.tools.exiftool import Answer, ExifTool, ExifToolError
from homegallery.media.types import extension_of, media_type
from homegallery.storage.layout import EXIF, object_path

_TYPES: Final = frozenset({"image", "rawImage", "video", "meta"})
_WITHOUT: Final = _TYPES - {"video"}
"""What can be read without exiftool. The others wait until it is installed."""

# As the original calls it, with tags behind 4 GB of video as newer releases of exiftool
# read them without being told.
_COMMON: Final = (
    "-json",
    "-fast",
    "-m",
    "-api",
    "struct=1",
    "-use",
    "MWG",
    "-api",
    "keepUTCTime",
    "-api",
    "LargeFileSupport=1",
)
# The numeric tags come first: the first mention of a tag wins.
_PLAIN: Final = (
    *_COMMON,
    "-e",
    "-GPSAltitude#",
    "-GPSLatitude#",
    "-GPSLongitude#",
    "-Orientation#",
    "-all",
)
"""Without composite tags, and for what a picture with EXIF alone can have."""
_OPTIONS: Final = (
    *_COMMON,
    "-*Duration*#",
    "-GPSAltitude#",
    "-GPSLatitude#",
    "-GPSLongitude#",
    "-GPSPosition#",
    "-GeolocationPosition#",
    "-Orientation#",
    "-all",
)


def read_exif(path: Path, tools: WorkerTools) -> dict[str, Any]:
    """The content of exif.json for a file, whatever is wrong with it.

    Faults found in the file are in ``errors`` and ``warnings``. Raises ``ExifToolError``
    if exiftool gives no answer, ``OSError`` if the file is gone. Without exiftool there
    are fewer tags, no ``ExifToolVersion``, and ``ExifToolError`` for videos.
    """
    exiftool = tools.get(ExifTool)
    if not exiftool.available:
        return _read_without(path)
    tags, errors = _ask(exiftool, path)
    if tags.get("Error") == "Error opening file":
        raise ExifToolError("exiftool cannot open the file")  # later it may, so store nothing
    return normalise(tags, path.name, errors=errors, version=exiftool.version)


def _ask(exiftool: ExifTool, path: Path) -> tuple[dict[str, Any], list[str]]:
    """All tags as exiftool prints them, and its messages."""
    if is_plain(path):
        answer = _answer(exiftool, _PLAIN, path)
        tags = _decode(answer.stdout)
        if not needs_exiftool(tags):
            return with_composites(tags), _errors(answer.stderr)
    answer = _answer(exiftool, _OPTIONS, path)
    return _decode(answer.stdout), _errors(answer.stderr)


def _answer(exiftool: ExifTool, options: Sequence[str], path: Path) -> Answer:
    answer = exiftool.read(options, path)
    if not answer.stdout:
        raise ExifToolError(answer.stderr.replace(str(path), path.name) or "exiftool said nothing")
    return answer


def _decode(stdout: bytes) -> dict[str, Any]:
    """The tags of the one file; a broken text in a tag becomes replacement characters."""
    try:
        (tags,) = jsontext.loads(stdout.decode("utf-8", "replace"))
    except ValueError as error:
        raise ExifToolError(f"exiftool wrote no valid JSON: {error}") from error
    if not isinstance(tags, dict):
        raise ExifToolError("exiftool wrote no tags")
    return tags


def _errors(stderr: str) -> list[str]:
    """Messages beside the tags, without the name of the file at their end."""
    return [
        line.removeprefix("Error: ").partition(" - /")[0]
        for line in stderr.splitlines()
        if line.startswith("Error: ")
    ]


def _read_without(path: Path) -> dict[str, Any]:
    kind = media_type(path.name)
    if kind not in _WITHOUT:
        raise ExifToolError("exiftool is not installed")
    with path.open("rb") as file:
        if kind == "meta":
            return normalise(_read_sidecar(file), path.name)
        # Imported here: a worker with exiftool never needs it.
        from homegallery.extract.exif_pillow import read_picture

        # Of RAW files Pillow knows only the small picture inside.
        with_size = kind == "image" or extension_of(path.name) in {"heic", "heif"}
        return normalise(read_picture(file, with_size=with_size), path.name)


def _read_sidecar(file: BinaryIO) -> dict[str, Any]:
    try:
        return read_xmp(file.read(MAX_BYTES + 1))
    except ValueError as error:
        return {"Error": str(error)}


def _writes(work: Work) -> Sequence[str]:
    kind = work.file.media_type
    has_exiftool = work.tools.get(ExifTool).available
    if kind not in (_TYPES if has_exiftool else _WITHOUT):
        return ()
    if has_exiftool and work.has(EXIF) and not _is_by_exiftool(work.objects.meta.get("exif")):
        # It is from a time without exiftool; the pipeline asks for what is missing.
        work.objects.files.remove(object_path(work.file.sha1, EXIF))
        work.objects.meta.pop("exif", None)
    return (EXIF,)


def _is_by_exiftool(stored: Any) -> bool:
    return isinstance(stored, dict) and "ExifToolVersion" in stored


def _run(work: Work) -> None:
    work.write_json(EXIF, read_exif(work.file.path, work.tools))


EXIF_STEP: Final = Step(name="exif", version=1, writes=_writes, run=_run)
