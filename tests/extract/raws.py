"""Small RAW files: DNG as cameras write it, with what is wanted inside."""

import struct
from collections.abc import Sequence
from typing import Final

import numpy as np
from PIL import Image

_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _SIGNED = 1, 2, 3, 4, 5, 10
_FORMS: Final = {_BYTE: "B", _ASCII: "B", _SHORT: "H", _LONG: "I", _RATIONAL: "i", _SIGNED: "i"}
_XYZ_TO_SRGB: Final = (32406, -15372, -4986, -9689, 18758, 415, 557, -2040, 10570)

Tag = tuple[int, int, Sequence[int]]


def dng(
    *,
    raw: Image.Image | None = None,
    raw_size: tuple[int, int] = (0, 0),
    preview: bytes = b"",
    preview_size: tuple[int, int] = (0, 0),
    thumbnail: bytes = b"",
    orientation: int = 1,
) -> bytes:
    """A DNG with ``raw`` as its sensor saw it, and with JPEGs in a row of directories.

    Without ``raw`` the sensor data of ``raw_size`` is missing.
    """
    data = bytearray(b"II*\0" + bytes(4))
    starts = []
    for block in (preview, thumbnail, _mosaic(raw) if raw else b""):
        starts.append(len(data))
        data += block + bytes(len(block) % 2)
    described = _sensor(raw.size if raw else raw_size, starts[2])
    following = 0
    if thumbnail:
        tags: list[Tag] = [(259, _SHORT, [6]), (513, _LONG, [starts[1]])]
        following = _append(data, [*tags, (514, _LONG, [len(thumbnail)])])
    if preview:
        sensor = _append(data, described)
        described = [*_picture(preview, preview_size, starts[0]), (330, _LONG, [sensor])]
    first = _append(data, sorted([*described, *_camera(orientation)]), following)
    data[4:8] = struct.pack("<I", first)
    return bytes(data)


def _sensor(size: tuple[int, int], start: int) -> list[Tag]:
    return [
        (254, _LONG, [0]),
        (256, _LONG, [size[0]]),
        (257, _LONG, [size[1]]),
        (258, _SHORT, [16]),
        (259, _SHORT, [1]),
        (262, _SHORT, [32803]),
        (273, _LONG, [start]),
        (277, _SHORT, [1]),
        (278, _LONG, [size[1]]),
        (279, _LONG, [2 * size[0] * size[1]]),
        (33421, _SHORT, [2, 2]),
        (33422, _BYTE, [0, 1, 1, 2]),
    ]


def _picture(jpeg: bytes, size: tuple[int, int], start: int) -> list[Tag]:
    return [
        (254, _LONG, [1]),
        (256, _LONG, [size[0]]),
        (257, _LONG, [size[1]]),
        (258, _SHORT, [8, 8, 8]),
        (259, _SHORT, [7]),
        (262, _SHORT, [6]),
        (273, _LONG, [start]),
        (277, _SHORT, [3]),
        (278, _LONG, [size[1]]),
        (279, _LONG, [len(jpeg)]),
    ]


def _camera(orientation: int) -> list[Tag]:
    """Its name, and how its sensor sees colours: as sRGB."""
    return [
        (271, _ASCII, b"Acme\0"),
        (272, _ASCII, b"Sensor 1\0"),
        (274, _SHORT, [orientation]),
        (50706, _BYTE, [1, 4, 0, 0]),
        (50707, _BYTE, [1, 1, 0, 0]),
        (50708, _ASCII, b"Acme Sensor 1\0"),
        (50721, _SIGNED, [part for value in _XYZ_TO_SRGB for part in (value, 10000)]),
        (50728, _RATIONAL, [1, 1] * 3),
        (50778, _SHORT, [21]),
    ]


def _mosaic(image: Image.Image) -> bytes:
    """Red, green, green, blue filters over every four pixels; 16 bits, linear."""
    pixels = np.asarray(image.convert("RGB"), np.uint16) * 257
    sensor = pixels[:, :, 1].copy()
    sensor[::2, ::2] = pixels[::2, ::2, 0]
    sensor[1::2, 1::2] = pixels[1::2, 1::2, 2]
    return sensor.astype("<u2").tobytes()


def _append(data: bytearray, tags: list[Tag], following: int = 0) -> int:
    """Add a TIFF directory, with the values that do not fit into it behind it; its offset."""
    start = len(data)
    fields, behind = b"", b""
    end = start + 2 + 12 * len(tags) + 4
    for tag, kind, values in tags:
        content = struct.pack(f"<{len(values)}{_FORMS[kind]}", *values)
        count = len(values) // 2 if kind in (_RATIONAL, _SIGNED) else len(values)
        if len(content) > 4:
            fields += struct.pack("<HHII", tag, kind, count, end + len(behind))
            behind += content + bytes(len(content) % 2)
        else:
            fields += struct.pack("<HHI4s", tag, kind, count, content)
    data += struct.pack("<H", len(tags)) + fields + struct.pack("<I", following) + behind
    return start
