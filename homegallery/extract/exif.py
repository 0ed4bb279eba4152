"""The step that reads a file's tags into exif.json."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from homegallery import jsontext
from homegallery.extract.exif_normalise import normalise
from homegallery.extract.step import Step, Work, WorkerTools
from homegallery.extract.tools.exiftool import ExifTool, ExifToolError
from homegallery.storage.layout import EXIF

_TYPES: Final = frozenset({"image", "rawImage", "video", "meta"})

# As the original calls it, with tags behind 4 GB of video as newer releases of exiftool
# read them without being told. The numeric tags come first: the first mention of a tag wins.
_OPTIONS: Final = (
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

    Faults that exiftool finds are in ``errors`` and ``warnings``. Raises
    ``ExifToolError`` if exiftool gives no answer, ``OSError`` if the file is gone.
    """
    exiftool = tools.get(ExifTool)
    answer = exiftool.read(_OPTIONS, path)
    if not answer.stdout:
        raise ExifToolError(answer.stderr.replace(str(path), path.name) or "exiftool said nothing")
    tags = _decode(answer.stdout)
    return normalise(tags, path.name, errors=_errors(answer.stderr), version=exiftool.version)


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


def _writes(work: Work) -> Sequence[str]:
    return (EXIF,) if work.file.media_type in _TYPES else ()


def _run(work: Work) -> None:
    work.write_json(EXIF, read_exif(work.file.path, work.tools))


EXIF_STEP: Final = Step(name="exif", version=1, writes=_writes, run=_run)
