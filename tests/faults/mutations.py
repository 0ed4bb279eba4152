"""Small files of every format, and what a broken disk or a hostile sender makes of them."""

import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pillow_heif
from PIL import Image

from tests.extract.films import clip, micro_video
from tests.extract.films import jpeg as photo_with_xmp
from tests.extract.photos import corners, encoded
from tests.extract.raws import dng
from tests.gallery import jpeg

_TAKEOUT: Final = {
    "title": "photo.jpg",
    "description": "a lake",
    "photoTakenTime": {"timestamp": "1714557600"},
    "geoData": {"latitude": 48.1, "longitude": 11.5, "altitude": 500.0},
    "people": [{"name": "Ann"}],
}
_XMP: Final = b"""<?xml version='1.0'?><x:xmpmeta xmlns:x='adobe:ns:meta/'>
<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description
 xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:xmp='http://ns.adobe.com/xap/1.0/'
 xmp:Rating='4' xmp:CreateDate='2024-05-01T10:00:00+02:00'><dc:subject><rdf:Bag>
<rdf:li>lake</rdf:li>
</rdf:Bag></dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"""

SHARES: Final = {
    "jpg": 560, "png": 220, "tif": 180, "gif": 150, "webp": 150, "avif": 100, "heic": 150,
    "bmp": 100, "dng": 160, "xmp": 100, "json": 70, "mp4": 40, "mkv": 20,
}  # fmt: skip
"""Number of files by format, 2,000 in all."""


def whole_files(directory: Path, *, videos: bool) -> dict[str, list[bytes]]:
    """Sound files by extension; ``directory`` is for ffmpeg."""
    picture = corners(96, 64)
    heif = io.BytesIO()
    pillow_heif.from_pillow(picture).save(heif)
    plain = encoded(picture, "JPEG")
    files = {
        "jpg": [
            jpeg(1, taken="2024:05:01 10:00:00"),
            encoded(picture, "JPEG", progressive=True),
            encoded(picture.convert("CMYK"), "JPEG"),
            photo_with_xmp(micro_video(400)) + bytes(400),
        ],
        "png": [encoded(picture, "PNG"), encoded(picture.convert("P"), "PNG", interlace=1)],
        "tif": [
            encoded(picture, "TIFF"),
            encoded(picture, "TIFF", compression="tiff_lzw"),
            encoded(picture.convert("1"), "TIFF", compression="group4"),
        ],
        "gif": [encoded(picture, "GIF", save_all=True, append_images=[picture.rotate(90)])],
        "webp": [encoded(picture, "WEBP"), encoded(picture, "WEBP", lossless=True)],
        "avif": [encoded(picture, "AVIF")],
        "heic": [heif.getvalue()],
        "bmp": [encoded(picture, "BMP")],
        "dng": [dng(raw=picture), dng(raw=picture, preview=plain, preview_size=picture.size)],
        "xmp": [_XMP],
        "json": [json.dumps(_TAKEOUT).encode()],
    }
    if videos:
        moov_first = clip(directory, "-movflags", "faststart")
        files["mp4"] = [moov_first, clip(directory)]
        files["mkv"] = [clip(directory, "-f", "matroska")]
    return files


def mutated(chance: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """``data`` with one to three kinds of damage, never empty."""
    for _ in range(chance.randint(1, 3)):
        data = chance.choice(_DAMAGES)(chance, data, others)
    return data or b"\0"


def _flip(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """Some bits, mostly near the beginning, where formats say what follows."""
    changed = bytearray(data)
    for _bit in range(chance.choice((1, 4, 32))):
        end = min(len(changed), chance.choice((64, 1024, len(changed))))
        changed[chance.randrange(end)] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    return data[: chance.randrange(1, len(data) + 1)]


def _insert(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(chance.choice((1, 2, 512))) + data[at:]


def _double(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    start, end = _range(chance, data)
    return data[:end] + data[start:end] + data[end:]


def _zero(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    start, end = _range(chance, data)
    return data[:start] + bytes(end - start) + data[end:]


def _lengthen(chance: random.Random, data: bytes, _: list[bytes]) -> bytes:
    """A number of two or four bytes, perhaps a length or a size, becomes an extreme."""
    size = chance.choice((2, 4))
    at = chance.randrange(min(len(data), chance.choice((64, 512, len(data)))))
    extreme = chance.choice((0, 1, 0x7F << (8 * size - 8), (1 << 8 * size) - 1))
    return data[:at] + extreme.to_bytes(size, chance.choice(("big", "little"))) + data[at + size :]


def _behead(chance: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """The beginning of another format."""
    size = chance.choice((4, 16, 64))
    return chance.choice(others)[:size] + data[size:]


def _range(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = chance.randrange(len(data))
    return start, start + chance.randrange(1, 1025)


_DAMAGES: Final[list[Callable[[random.Random, bytes, list[bytes]], bytes]]] = [
    _flip, _cut, _insert, _double, _zero, _lengthen, _lengthen, _behead,
]  # fmt: skip


def write_mutations(directory: Path, files: dict[str, list[bytes]], seed: int) -> list[Path]:
    """The files that ``SHARES`` names, one in twenty with the extension of another."""
    chance = random.Random(seed)
    everything = [data for several in files.values() for data in several]
    paths = []
    for extension, share in SHARES.items():
        for number in range(share if extension in files else 0):
            data = mutated(chance, chance.choice(files[extension]), everything)
            name = chance.choice(list(files)) if chance.random() < 0.05 else extension
            paths.append(directory / f"{extension}-{number}.{name}")
            paths[-1].write_bytes(data)
    return paths


def huge_png(side: int) -> bytes:
    """A few kilobytes that are ``side`` x ``side`` pixels."""
    return encoded(Image.new("1", (side, side)), "PNG")
