"""Small videos, and the step's view of a file."""

import hashlib
import io
import json
import shutil
import struct
import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from PIL import Image

from homegallery.config.model import ExtractorSettings
from homegallery.extract.source import SourceFile
from homegallery.extract.step import Work, WorkerTools
from homegallery.storage.store import Storage

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg")

QUARTERS = (
    "color=red:s=64x48:r=10[a];color=lime:s=64x48:r=10[b];color=blue:s=64x48:r=10[c];"
    "color=white:s=64x48:r=10[d];[a][b]hstack[e];[c][d]hstack[f];[e][f]vstack"
)
"""128 x 96 pixels: red and lime above blue and white."""


def make_video(path: Path, source: str, *options: str, seconds: float = 1) -> Path:
    """Encode what a graph of filters draws."""
    path.write_bytes(_encoded(path.suffix, source, options, seconds))
    return path


@cache
def _encoded(suffix: str, source: str, options: tuple[str, ...], seconds: float) -> bytes:
    """Many tests want the same video."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", source]
    with TemporaryDirectory() as directory:
        path = Path(directory) / f"video{suffix}"
        subprocess.run([*command, *options, "-t", str(seconds), f"file:{path}"], check=True)
        return path.read_bytes()


def turn(path: Path, degrees: int) -> None:
    """Write a display matrix into an MP4: ``degrees`` clockwise, as cameras do.

    The matrix of ISO 14496-12, 8.3.2, is in the track header behind 40 bytes.
    """
    cosine, sine = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    unit = 1 << 16
    matrix = (cosine, sine, 0, -sine, cosine, 0)
    data = bytearray(path.read_bytes())
    at = data.index(b"tkhd") + 4 + 40
    data[at : at + 24] = struct.pack(">6i", *(unit * number for number in matrix))
    path.write_bytes(data)


def probe_video(path: Path) -> dict[str, Any]:
    """The first stream with a picture as it was written; ``rotation`` and packets besides."""
    command = ["ffprobe", "-v", "error", "-of", "json", "-count_packets", "-show_streams"]
    shown = subprocess.run([*command, f"file:{path}"], check=True, capture_output=True)
    streams: list[dict[str, Any]] = json.loads(shown.stdout)["streams"]
    stream = next(stream for stream in streams if stream["codec_type"] == "video")
    turned = [data["rotation"] for data in stream.get("side_data_list", ()) if "rotation" in data]
    return {**stream, "rotation": next(iter(turned), 0), "streams": streams}


def frames_of(path: Path, *, count: int = 1) -> list[Image.Image]:
    """The first frames as a player shows them, in RGB."""
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", f"file:{path}", "-frames:v", str(count)]
    output = ["-f", "image2pipe", "-c:v", "ppm", "-pix_fmt", "rgb24", "-"]
    run = subprocess.run([*command, *output], check=True, capture_output=True)
    pictures = io.BytesIO(run.stdout)
    frames = []
    while pictures.readline():  # P6, width and height, 255
        width, height = map(int, pictures.readline().split())
        pictures.readline()
        frames.append(Image.frombytes("RGB", (width, height), pictures.read(width * height * 3)))
    return frames


def work_on(path: Path, tools: WorkerTools, storage: Storage, *, primary: str = "") -> Work:
    """A file for a step; ``primary`` names another file that it is a sidecar of."""
    data = path.read_bytes()
    sha1 = hashlib.sha1(data).hexdigest()
    file = SourceFile("Videos", path.parent, path.name, sha1, len(data), 0.0)
    first = SourceFile("Videos", path.parent, primary, "0" * 40, 1, 0.0)
    group = (first, file) if primary else (file,)
    return Work(file, group, ExtractorSettings(), storage, tools, storage.load(sha1))
