"""Step: an HEIC or HEIF photo as the JPEG that its previews are made of."""

from typing import Final

from homegallery.extract.picture import read_picture
from homegallery.extract.previews import encode_jpeg
from homegallery.extract.step import Step, StepError, Work
from homegallery.media.types import extension_of
from homegallery.storage.layout import RAW_PREVIEW

QUALITY: Final = 90
_EXTENSIONS: Final = ("heic", "heif")


def _writes(work: Work) -> list[str]:
    """The photo of a group gets a preview; one beside a JPEG of it does not need its own."""
    wanted = (
        extension_of(work.file.filename) in _EXTENSIONS and work.group[0].media_type == "rawImage"
    )
    return [RAW_PREVIEW] if wanted else []


def _run(work: Work) -> None:
    """Decoding applies rotation and mirroring, so no orientation is left to apply."""
    picture = read_picture(work.file.path, max(work.settings.image.preview_sizes))
    work.write_bytes(RAW_PREVIEW, encode_jpeg(picture.image, QUALITY))
    work.picture = picture.image
    if not picture.whole:
        raise StepError("the picture data ends early; the preview shows what could be read")


HEIC_STEP: Final = Step(name="heic", version=1, writes=_writes, run=_run, needs=("exif",))
