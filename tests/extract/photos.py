"""Small pictures and the work on them."""

import hashlib
import io
from pathlib import Path
from typing import Any

from PIL import Image

from homegallery.config.extractor import ExtractorSettings
from homegallery.extract.source import FileGroup, SourceFile
from homegallery.extract.step import Work, WorkerTools
from homegallery.storage.store import Storage

RED, GREEN, BLUE, WHITE = (254, 0, 0), (0, 255, 1), (0, 0, 254), (255, 255, 255)


def corners(width: int, height: int) -> Image.Image:
    """Four quarters: red, green above, blue, white below."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (width // 2, 0, width, height // 2))
    image.paste(BLUE, (0, height // 2, width // 2, height))
    image.paste(WHITE, (width // 2, height // 2, width, height))
    return image


def corner_colors(image: Image.Image) -> list[str]:
    """Names of the colours in the four quarters, row by row."""
    named = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}
    found = []
    for y in (1, 3):
        for x in (1, 3):
            pixel = image.getpixel((x * image.width // 4, y * image.height // 4))
            assert isinstance(pixel, tuple)
            distance = {
                name: sum(abs(a - b) for a, b in zip(pixel, color, strict=True))
                for name, color in named.items()
            }
            name = min(distance, key=lambda name: distance[name])
            assert distance[name] < 60, f"{pixel} is not {name}"
            found.append(name)
    return found


def encoded(image: Image.Image, format_: str, **options: Any) -> bytes:
    """The picture as a file."""
    target = io.BytesIO()
    image.save(target, format_, **options)
    return target.getvalue()


def source_file(path: Path, base: Path | None = None, index: str = "test") -> SourceFile:
    """A file as an index would describe it."""
    base = base or path.parent
    content = path.read_bytes()
    return SourceFile(
        index=index,
        base=base,
        filename=str(path.relative_to(base)),
        sha1=hashlib.sha1(content, usedforsecurity=False).hexdigest(),
        size=len(content),
        mtime_ms=path.stat().st_mtime * 1000,
    )


def work_on(path: Path, storage: Storage, group: FileGroup = (), **image: Any) -> Work:
    """Work on one file; ``image`` are settings of previews."""
    file = source_file(path)
    settings = ExtractorSettings.model_validate({"image": image})
    objects = storage.load(file.sha1)
    return Work(file, group or (file,), settings, storage, WorkerTools(), objects)
