"""The memory of a Pillow image as an array, without copying it.

Pillow shares it through the Arrow C data interface
(https://arrow.apache.org/docs/format/CDataInterface.html).
"""

import ctypes
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

CHANNELS: Final = {"RGB": 4, "CMYK": 4, "L": 1}
"""Bytes of a pixel in memory, by mode: RGB has one to spare."""


class _ArrowArray(ctypes.Structure):
    pass


_ArrowArray._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_ArrowArray))),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]

_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi)
)


class _Memory:
    """What NumPy makes a view of, keeping the image's memory alive."""

    def __init__(self, image: Image.Image) -> None:
        _, self._capsule = image.__arrow_c_array__()
        array = _ArrowArray.from_address(_pointer(self._capsule, b"arrow_array"))
        values = array.children[0].contents if array.n_children else array
        channels = CHANNELS[image.mode]
        shape = (image.height, image.width, channels)
        self.__array_interface__: dict[str, Any] = {
            "shape": shape if channels > 1 else shape[:2],
            "typestr": "|u1",
            "data": (values.buffers[1], False),
            "version": 3,
        }


def view(image: Image.Image) -> NDArray[np.uint8] | None:
    """The pixels of a loaded image of a mode in ``CHANNELS``: (height, width) or with 4 bytes.

    Writing changes the image. None if its memory is in several pieces, as that of images
    of more than 16 MB.
    """
    try:
        return np.asarray(_Memory(image))
    except ValueError:
        return None


def pixels(image: Image.Image) -> NDArray[np.uint8]:
    """The same to read from, copied if it has to be."""
    seen = view(image)
    if seen is not None:
        return seen
    shape = (image.height, image.width, CHANNELS[image.mode])
    copied = np.frombuffer(image.tobytes("raw", _raw(image.mode)), np.uint8)
    return copied.reshape(shape if shape[2] > 1 else shape[:2])


def new_image(
    mode: str, size: tuple[int, int], fill: Callable[[NDArray[np.uint8]], object]
) -> Image.Image:
    """An image of a mode in ``CHANNELS`` whose pixels ``fill`` writes into the array it gets."""
    image = Image.new(mode, size, None)
    memory = view(image)
    if memory is not None:
        fill(memory)
        return image
    channels = CHANNELS[mode]
    array = np.empty((size[1], size[0], channels) if channels > 1 else size[::-1], np.uint8)
    fill(array)
    return Image.frombytes(mode, size, array.data, "raw", _raw(mode))


def _raw(mode: str) -> str:
    return "RGBX" if mode == "RGB" else mode
