"""Settings of what is read and computed from each file."""

from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Self, cast

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt

from homegallery.config.section import ByteSize, CommaSeparated, Section, Texts, Words


def _largest_first(sizes: list[int]) -> list[int]:
    return sorted(set(sizes), reverse=True)


PreviewSizes = Annotated[list[PositiveInt], CommaSeparated, AfterValidator(_largest_first)]


class StreamSettings(Section):
    """Limits to examine a problem with few files."""

    concurrent: int = Field(
        default=0, ge=0, description="Files in work at a time, 0 for as many as fit."
    )
    skip: int = Field(default=0, ge=0, description="Skip this many files first.")
    limit: int = Field(default=0, ge=0, description="Stop after this many files, 0 for all.")
    print_entry: bool = Field(default=False, description="Log what was read from each file.")


class ImageSettings(Section):
    """Previews of images."""

    preview_sizes: PreviewSizes = Field(
        default=[1920, 1280, 800, 320, 128],
        min_length=1,
        description="Pixels of the longer side of each preview. At least one of 800 or below "
        "is needed for similar images, one of 256 or below for colours.",
    )
    preview_quality: int = Field(default=80, ge=1, le=100, description="JPEG quality of previews.")


class VideoSettings(Section):
    """Previews of videos, made with ffmpeg."""

    preview_size: PositiveInt = Field(
        default=720, description="Pixels of the height, or of the width of videos filmed upright."
    )
    scale: str | None = Field(
        default=None, description="Replaces the whole scale expression of ffmpeg."
    )
    video_encoder: str = Field(
        default="libx264",
        description="Video encoder of ffmpeg, such as h264_vaapi, h264_nvenc or h264_qsv for "
        "hardware. If that does not work, libx264 is used.",
    )
    frame_rate: PositiveInt | PositiveFloat = Field(
        default=30, description="Frames per second at most."
    )
    max_video_bit_rate: PositiveInt = Field(default=4000, description="Limit in kbit per second.")
    preset: str = Field(default="slow", description="Encoder preset, from ultrafast to veryslow.")
    profile: str = Field(default="baseline", description="H.264 profile.")
    level: PositiveFloat = Field(default=3.0, description="H.264 level, for libx264.")
    ext: str = Field(default="mp4", description="Container format and file extension.")
    add_ffmpeg_args: Texts = Field(default=[], description="Further ffmpeg arguments.")
    custom_ffmpeg_args: Texts = Field(
        default=[], description="Replace all arguments between input and output format."
    )


class ApiServerSettings(Section):
    """An optional service that receives previews to find objects, faces and similar images."""

    url: str | None = Field(
        default=None,
        description="Address of the service. Previews of your photos are sent to it. "
        "Nothing is sent without an address.",
    )
    timeout: PositiveFloat = Field(default=30, description="Seconds to wait for an answer.")
    concurrent: PositiveInt = Field(
        default=5, description="Requests at a time. It is kept for the original."
    )
    disable: Words = Field(
        default=[],
        description="Features not to use, with a service or without: similarDetection, "
        "objectDetection, faceDetection.",
    )


class GeoReverseSettings(Section):
    """Addresses of positions: from installed places, or from an optional service."""

    url: str | None = Field(
        default=None,
        description="Address of a Nominatim service. Positions of your photos are sent to it. "
        "Nothing is sent without an address: places that come with the program are used.",
    )
    address_language: Words = Field(
        default=["en"], description="Languages of addresses, the preferred one first."
    )
    contact: str = Field(
        default="https://home-gallery.org",
        description="Where the operator of the service can reach you, an address of mail or "
        "of a page. It is sent with each request.",
    )


class ExtractorSettings(Section):
    """The section ``extractor``."""

    excludes: Texts = Field(
        default=[], description="Patterns of files not to read, as in a .gitignore."
    )
    exclude_from_file: Path | None = Field(
        default=None, description="File with such patterns, one per line."
    )
    memory_limit: ByteSize = Field(
        default=1 << 30,
        ge=0,
        description="Memory that one process may use to read a file: bytes, or with a unit "
        "like 1G; 0 for no limit. A file that needs more is shown as failed. Conversions of "
        "videos are not limited.",
    )
    stream: StreamSettings = Field(default_factory=StreamSettings)
    image: ImageSettings = Field(default_factory=ImageSettings)
    video: VideoSettings = Field(default_factory=VideoSettings)
    api_server: ApiServerSettings = Field(default_factory=ApiServerSettings)
    geo_reverse: GeoReverseSettings = Field(default_factory=GeoReverseSettings)
    use_native: Words = Field(
        default=[],
        description="Programs of the system to prefer: exiftool, vipsthumbnail, convert, "
        "ffprobe, ffmpeg.",
    )

    def plain(self) -> Self:
        """The same values to be read only, as attributes of objects without pydantic.

        For workers, which would spend a quarter of their start on importing it.
        """
        values = {
            name: SimpleNamespace(**dict(value)) if isinstance(value, Section) else value
            for name, value in self
        }
        return cast("Self", SimpleNamespace(**values))
