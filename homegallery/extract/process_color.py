"""Four process inks to sRGB where no profile tells how they print."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_ROWS: Final = 64
"""Rows at a time: floating point numbers take eight times the memory of the picture."""

_SWOP: Final = np.array(
    [
        [255.0, 255.0, 255.0],
        [-285.2331026137004, -79.2970844816548, -14.183576799673286],
        [-5.497006427196366, -190.9453302588951, -112.23884253719248],
        [17.5119270841813, -24.86741582555878, -193.58209356861505],
        [-189.48180835922747, -187.80453709719578, -180.12613974708367],
        [-4.387332384609988, 8.841041422036149, 0.8842522430003296],
        [54.48615194189176, 60.118027045597366, 8.078677503112928],
        [18.82290502165302, 6.871425592049007, 30.89978309703729],
        [212.25662451639585, 31.159100130055922, -0.23883238689178934],
        [1.7149763477362134, -15.310361306967817, 10.49593273432072],
        [-5.6096736904047315, 17.575251261109482, 63.02378494754052],
        [-17.873870861415444, 131.35250912493976, 50.606957656360734],
        [-2.5217340131683033, 4.444339102852739, 0.03296041114873217],
        [-21.248923337353073, 9.8632861493405, 115.60384449646641],
        [-21.86122147463605, -20.737325471181034, -22.33816807309886],
    ],
    np.float32,
)
"""Red, green and blue for 1, the inks c, m, y, k, and their products cc, cm, cy, ... kk.

A polynomial fitted to U.S. Web Coated (SWOP), as in PDF.js, src/core/colorspace.js
(Mozilla, Apache License 2.0).
"""
_FIRST, _SECOND = np.triu_indices(4)


def printed(image: Image.Image) -> Image.Image:
    """RGB of a CMYK image as it would look printed on an American offset press."""
    inks = np.asarray(image)
    pixels = np.empty((image.height, image.width, 3), np.uint8)
    for row in range(0, image.height, _ROWS):
        pixels[row : row + _ROWS] = _mixed(inks[row : row + _ROWS])
    return Image.fromarray(pixels)


def _mixed(inks: NDArray[np.uint8]) -> NDArray[np.uint8]:
    shares = inks.astype(np.float32) / 255
    products = shares[..., _FIRST] * shares[..., _SECOND]
    terms = np.concatenate([np.ones_like(shares[..., :1]), shares, products], axis=-1)
    return np.clip(np.rint(terms @ _SWOP), 0, 255).astype(np.uint8)
