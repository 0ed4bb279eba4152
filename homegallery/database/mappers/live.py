"""The clip of a live or motion photo."""

from collections.abc import Iterator
from typing import Final

from homegallery.database.entry import Entry
from homegallery.database.media import MediaGroup
from homegallery.storage.layout import LIVE_VIDEO, is_browser_video

_PHOTOS: Final = frozenset({"image", "rawImage"})


def map_live(group: MediaGroup) -> Entry:
    """The storage path of the clip as browsers play it; nothing while there is none.

    A video beside its photo that was converted as a video is not converted again.
    """
    if group.primary.type not in _PHOTOS:
        return {}
    clip = next(_clips(group), None)
    return {"live": clip} if clip else {}


def _clips(group: MediaGroup) -> Iterator[str]:
    paths = [(file, path) for file in group.files for path in file.objects.files]
    yield from (path for _, path in paths if path.endswith(f"-{LIVE_VIDEO}"))
    yield from (path for file, path in paths if file.type == "video" and is_browser_video(path))
