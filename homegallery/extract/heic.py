"""Step: an HEIC or HEIF photo as the JPEG that its previews are made of."""

from collections.abc import Sequence
from typing import Final

from homegallery.extract.picture import read_picture
from homegallery.extract.raw_preview import WRITTEN, make_raw_preview
from homegallery.extract.step import Step, Work
from homegallery.media.types import is_heif


def _writes(work: Work) -> Sequence[str]:
    """The photo of a group gets a preview; one beside a JPEG of it does not need its own."""
    wanted = is_heif(work.file.filename) and work.group[0].media_type == "rawImage"
    return WRITTEN if wanted else ()


def _run(work: Work) -> None:
    """Decoding applies rotation and mirroring, so no orientation is left to apply."""
    make_raw_preview(work, lambda long_side: read_picture(work.file.path, long_side))


HEIC_STEP: Final = Step(name="heic", version=1, writes=_writes, run=_run, needs=("exif",))
