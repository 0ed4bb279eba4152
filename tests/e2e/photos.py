"""The photos that the browser tests import: made here, and real ones if they are at hand."""

import io
import shutil
from pathlib import Path

from PIL import Image, ImageDraw

from tests.shared import SHARED

HOSTILE_NAME = "<img src=x onerror=alert(1)> & \"quotes\" 'n' $& more.jpg"
HOSTILE_TEXT = "<b id=owned>bold</b> </script><script>alert(2)</script>"
HOSTILE_TAG = "<i id=owned>tag</i>"
BROKEN_NAME = "not a photo.jpg"
SHAPES = ((1940, 1455), (1455, 1940), (1940, 1092), (1400, 1400))
"""Each has a preview larger than what a window shows."""
MONTHS = 16
PER_MONTH = 6

_XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:subject><rdf:Bag><rdf:li>{}</rdf:li></rdf:Bag>
</dc:subject></rdf:Description></rdf:RDF></x:xmpmeta>"""


def photo(number: int, taken: str, *, description: str = "") -> bytes:
    """A JPEG with its number on it, taken at ``2024:05:01 10:00:00``."""
    size = SHAPES[number % len(SHAPES)]
    colour = (number * 67 % 200 + 30, number * 41 % 200 + 30, number * 97 % 200 + 30)
    image = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(image)
    draw.ellipse((size[0] * 0.2, size[1] * 0.2, size[0] * 0.8, size[1] * 0.8), fill="white")
    draw.text((size[0] / 2, size[1] / 2), str(number), fill="black", font_size=size[1] // 4)
    exif = Image.Exif()
    exif[0x010F] = "Handmade"
    exif[0x0110] = f"Model {number % 3}"
    if description:
        exif[0x010E] = description
    exif.get_ifd(0x8769)[0x9003] = taken
    exif.get_ifd(0x8769)[0x9011] = "+00:00"
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80, exif=exif)
    return file.getvalue()


def fill(directory: Path) -> None:
    """Photos of many months, one with a hostile name, one that is none."""
    directory.mkdir(parents=True)
    for month in range(MONTHS):
        year, number = 2025 - (month + 6) // 12, 12 - (month + 6) % 12
        for day in range(PER_MONTH):
            taken = f"{year}:{number:02}:{day + 10:02} 12:00:00"
            name = f"made {year}-{number:02}-{day + 10:02}.jpg"
            (directory / name).write_bytes(photo(month * PER_MONTH + day, taken))
    hostile = photo(500, "2025:06:20 12:00:00", description=HOSTILE_TEXT)
    (directory / HOSTILE_NAME).write_bytes(hostile)
    sidecar = _XMP.format(HOSTILE_TAG.replace("<", "&lt;").replace(">", "&gt;"))
    (directory / f"{HOSTILE_NAME}.xmp").write_text(sidecar)
    (directory / BROKEN_NAME).write_text("This is no photo.")
    if SHARED:
        for folder in ("objects", "camera"):
            source = SHARED / "media" / folder
            shutil.copytree(source, directory / folder, copy_function=shutil.copyfile)
