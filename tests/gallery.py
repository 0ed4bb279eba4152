"""A small gallery with photos made on the spot."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from homegallery.config.load import load_settings
from homegallery.config.model import Settings
from homegallery.database.entry import Entry
from homegallery.database.file import Database


def jpeg(seed: int = 0, size: tuple[int, int] = (160, 120), taken: str | None = None) -> bytes:
    """A JPEG that differs from those of other seeds; ``taken`` is ``2024:05:01 10:00:00``."""
    image = Image.new("RGB", size, (seed * 37 % 256, seed * 91 % 256, seed * 53 % 256))
    image.putpixel((0, 0), (seed >> 16 & 255, seed >> 8 & 255, seed & 255))
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    file = io.BytesIO()
    image.save(file, "JPEG", quality=95, exif=exif)
    return file.getvalue()


@dataclass(frozen=True)
class Gallery:
    """A source ``Pictures`` below ``root``, with a configuration for it."""

    root: Path
    settings: Settings

    @property
    def pictures(self) -> Path:
        return self.root / "Pictures"

    @property
    def database(self) -> Path:
        return self.settings.database.file

    def add(self, name: str, data: bytes) -> Path:
        path = self.pictures / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def entries(self) -> list[Entry]:
        with Database.open(self.database) as database:
            return list(database.entries())

    def names(self) -> list[str]:
        """Name of the primary file of each entry, sorted."""
        return sorted(entry["files"][0]["filename"] for entry in self.entries())

    def previews(self) -> Mapping[str, int]:
        """Modification time in ns of every preview in the storage."""
        root = self.settings.storage.dir
        return {
            str(path.relative_to(root)): path.stat().st_mtime_ns
            for path in root.glob("*/*/*-image-preview-*")
        }


def make_gallery(root: Path) -> Gallery:
    (root / "Pictures").mkdir(parents=True)
    config = root / "gallery.config.yml"
    config.write_text(
        f"baseDir: {root}\n"
        "configDir: '{baseDir}/config'\n"
        "cacheDir: '{baseDir}/cache'\n"
        "sources: ['{baseDir}/Pictures']\n"
        "extractor: {image: {previewSizes: [128, 64]}}\n"
    )
    return Gallery(root, load_settings(config, environ={"HOME": str(root)}).settings)
