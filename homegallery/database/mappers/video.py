"""Size and duration of a video, as ffprobe sees them."""

from typing import Any

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import mapping, number, rounded_half_up, sequence
from homegallery.database.media import MediaGroup


def map_video(group: MediaGroup) -> Entry:
    """Width and height as shown, duration in whole seconds; nothing for images."""
    if group.primary.type != "video":
        return {}
    streams = map(mapping, sequence(group.first_meta("ffprobe").get("streams")))
    videos = [stream for stream in streams if stream.get("codec_type") == "video"]
    fields: Entry = {}
    for stream in videos[:1]:
        duration = number(stream.get("duration"))
        if duration is not None and duration >= 0:
            fields["duration"] = rounded_half_up(duration)
    sized = next((stream for stream in videos if all(_size(stream))), None)
    if sized:
        width, height = _size(sized)
        if _is_turned(sized):
            width, height = height, width
        fields |= {"width": width, "height": height}
    return fields


def _size(stream: dict[str, Any]) -> tuple[int, int]:
    width, height = (max(0, int(number(stream.get(key)) or 0)) for key in ("width", "height"))
    return width, height


def _is_turned(stream: dict[str, Any]) -> bool:
    """Whether the picture is turned by a quarter, either way; 270 is -90."""
    data = map(mapping, sequence(stream.get("side_data_list")))
    matrices = [item for item in data if item.get("side_data_type") == "Display Matrix"]
    return any((number(matrix.get("rotation")) or 0) % 180 == 90 for matrix in matrices)
