"""Size and duration of a video, as ffprobe sees them."""

from typing import Any

from homegallery.database.entry import Entry
from homegallery.database.mappers.values import mapping, number, rounded_half_up, sequence
from homegallery.database.media import MediaGroup
from homegallery.media.aspect import pixel_aspect


def map_video(group: MediaGroup) -> Entry:
    """Width and height as shown, duration in whole seconds; nothing for images."""
    if group.primary.type != "video":
        return {}
    probe = group.first_meta("ffprobe")
    streams = map(mapping, sequence(probe.get("streams")))
    videos = [stream for stream in streams if stream.get("codec_type") == "video"]
    fields: Entry = {}
    for stream in videos[:1]:
        duration = _duration(stream)
        if duration is None and not _is_known(group.first_meta("exif")):
            # Matroska and WebM tell it of the whole file only.
            duration = _duration(mapping(probe.get("format")))
        if duration is not None:
            fields["duration"] = rounded_half_up(duration)
    sized = next((stream for stream in videos if all(_size(stream))), None)
    if sized:
        width, height = _size(sized)
        width = rounded_half_up(float(width * pixel_aspect(sized)))
        if _is_turned(sized):
            width, height = height, width
        fields |= {"width": width, "height": height}
    return fields


def _duration(told: dict[str, Any]) -> int | float | None:
    seconds = number(told.get("duration"))
    return seconds if seconds is not None and seconds >= 0 else None


def _is_known(exif: dict[str, Any]) -> bool:
    return bool(number(exif.get("MediaDuration")) or number(exif.get("Duration")))


def _size(stream: dict[str, Any]) -> tuple[int, int]:
    width, height = (max(0, int(number(stream.get(key)) or 0)) for key in ("width", "height"))
    return width, height


def _is_turned(stream: dict[str, Any]) -> bool:
    """Whether the picture is turned by a quarter, either way; 270 is -90."""
    data = map(mapping, sequence(stream.get("side_data_list")))
    matrices = [item for item in data if item.get("side_data_type") == "Display Matrix"]
    return any((number(matrix.get("rotation")) or 0) % 180 == 90 for matrix in matrices)
