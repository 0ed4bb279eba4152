"""A made-up gallery of any size: database, some previews and a configuration.

    python benchmarks/library.py DIR --entries 100000 --months 240 --previews 1000

The same arguments give the same gallery. Entries have the shape and size (about
1.3 KB of JSON) of those that an import of camera pictures makes.
"""

import argparse
import base64
import hashlib
import io
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image

from homegallery.database.entry import Entry
from homegallery.database.file import write_database
from homegallery.database.hash import entry_hash
from homegallery.storage.layout import object_path, preview_suffix

SIZES = (1920, 1280, 800, 320, 128)
NEWEST = (2026, 11)

_PLACES = (
    ("Germany", "Baden-Württemberg", "Karlsruhe", "Kaiserstraße", 49.00937, 8.40444),
    ("Germany", "Bayern", "München", "Leopoldstraße", 48.13743, 11.57549),
    ("France", "Île-de-France", "Paris", "Rue de Rivoli", 48.85661, 2.35222),
    ("Italy", "Lazio", "Roma", "Via del Corso", 41.90278, 12.49637),
    ("Portugal", "Lisboa", "Lisboa", "Rua Augusta", 38.72225, -9.13934),
    ("Japan", "Tōkyō", "Shibuya", "Meiji Dori", 35.66198, 139.70411),
    ("United States", "New York", "New York", "Broadway", 40.71278, -74.00594),
    ("Norway", "Vestland", "Bergen", "Bryggen", 60.39299, 5.32415),
    ("Peru", "Cusco", "Machupicchu", "Avenida Imperio", -13.16314, -72.54496),
    ("Iceland", "Suðurland", "Vík", "Austurvegur", 63.41863, -19.00604),
)
_CAMERAS = (
    ("Apple", "iPhone 12", "IMG"),
    ("Google", "Pixel 6", "PXL"),
    ("samsung", "SM-G991B", "IMG"),
    ("Canon", "EOS 80D", "_MG"),
    ("NIKON CORPORATION", "NIKON D7500", "DSC"),
    ("SONY", "ILCE-7M3", "DSC"),
)
_TAGS = (
    *("vacation", "family", "birthday", "wedding", "garden", "mountains", "beach", "snow"),
    *("concert", "friends", "dog", "cat", "food", "Größe", "школа", "night"),
)
_SHAPES = ((4000, 3000), (4000, 3000), (3000, 4000), (6000, 4000), (4032, 2268))
_SPEEDS = (30, 60, 125, 250, 500, 1000)
_COLOURS = 32


@dataclass(frozen=True, slots=True)
class Month:
    """Month ``number`` (1 to 12) of ``year`` with ``count`` entries."""

    year: int
    number: int
    count: int

    @property
    def key(self) -> str:
        """As in the database file."""
        return f"{self.year:04}-{self.number:02}"


def plan_months(entries: int, months: int, *, seed: int) -> list[Month]:
    """``months`` months up to the newest one, newest first; busy and quiet ones."""
    dice = random.Random(f"{seed} months")
    weights = [dice.lognormvariate(0, 0.6) for _ in range(months)]
    scale = entries / sum(weights)
    counts = [int(weight * scale) for weight in weights]
    counts[0] += entries - sum(counts)
    last = NEWEST[0] * 12 + NEWEST[1] - 1
    return [
        Month((last - age) // 12, (last - age) % 12 + 1, count)
        for age, count in enumerate(counts)
        if count
    ]


def make_entries(month: Month, *, seed: int) -> list[Entry]:
    """All entries of a month, in no order."""
    dice = random.Random(f"{seed} {month.key}")
    return [_entry(dice, month, number) for number in range(month.count)]


def write_library(
    directory: Path, *, entries: int, months: int, previews: int = 0, seed: int = 1
) -> Path:
    """Write the gallery; returns its configuration file.

    The newest ``previews`` entries get preview objects (320 and 1280 pixels, of
    plain colours).
    """
    planned = plan_months(entries, months, seed=seed)
    config = directory / "config"
    everything = (entry for month in planned for entry in make_entries(month, seed=seed))
    write_database(config / "database.db", everything)
    storage = directory / "storage"
    storage.mkdir(parents=True, exist_ok=True)
    _write_previews(storage, _newest(planned, previews, seed))
    photos = directory / "photos"
    photos.mkdir(exist_ok=True)
    file = config / "gallery.config.yml"
    file.write_text(
        f"baseDir: {directory}\nconfigDir: {config}\ncacheDir: {directory}\n"
        f"sources:\n  - dir: {photos}\n    index: {config}/Pictures.idx\n"
        "server:\n  host: 127.0.0.1\n  port: 0\n  openBrowser: false\n  importSources: false\n"
    )
    return file


def _newest(months: Sequence[Month], count: int, seed: int) -> list[Entry]:
    found: list[Entry] = []
    for month in months:
        if len(found) >= count:
            break
        found += sorted(
            make_entries(month, seed=seed), key=lambda entry: entry["date"], reverse=True
        )
    return found[:count]


def _entry(dice: random.Random, month: Month, number: int) -> Entry:
    start = datetime(month.year, month.number, 1, tzinfo=UTC)
    date = _iso(start + timedelta(seconds=dice.randrange(28 * 86400)))
    country, state, city, road, latitude, longitude = dice.choice(_PLACES)
    make, model, stem = dice.choice(_CAMERAS)
    video = dice.random() < 0.07
    width, height = (1920, 1080) if video else dice.choice(_SHAPES)
    name = f"{month.year}/{month.number:02} {city}/{stem}_{number:05}.{'MP4' if video else 'JPG'}"
    sha1 = hashlib.sha1(f"{dice.random()} {name}".encode(), usedforsecurity=False).hexdigest()
    speed = dice.choice(_SPEEDS)
    kind = "video" if video else "image"
    entry: Entry = {
        "id": sha1,
        "hash": "",
        "type": kind,
        "date": date,
        "updated": "2026-11-23T00:00:00.000Z",
        "files": [
            {
                "id": sha1,
                "index": "Pictures",
                "type": kind,
                "size": dice.randrange(1_500_000, 9_000_000),
                "filename": name,
            }
        ],
        "previews": [object_path(sha1, preview_suffix(size)) for size in SIZES],
        "plugin": {},
        "groupIds": [],
        "vibrantColors": [_colour(number), f"#{dice.randrange(1 << 24):06X}"],
        "tags": sorted(dice.sample(_TAGS, dice.choice((0, 0, 1, 2, 3)))),
        "faces": [],
        "objects": [],
        "similarityHash": base64.b64encode(dice.randbytes(85) + b"\0").decode(),
        "width": width,
        "height": height,
        "orientation": 1,
        "duration": dice.randrange(3, 120) if video else 0,
        "make": make,
        "model": model,
        "iso": dice.choice((100, 200, 400, 800, 1600)),
        "aperture": dice.choice((1.8, 2.8, 4, 5.6)),
        "exposureMode": "Auto",
        "whiteBalance": "Auto",
        "focalLength": dice.choice((4.2, 24, 35, 50)),
        "focalLength33mm": 24,
        "ShutterSpeedRaw": f"1/{speed}",
        "ShutterSpeedValue": 1 / speed,
        "ShutterSpeedNumerator": 1,
        "ShutterSpeedDivider": speed,
        "tz": "Europe/Berlin",
    }
    if video:
        entry["previews"].append(object_path(sha1, "video-preview-720.mp4"))
    if dice.random() < 0.6:
        entry["latitude"] = round(latitude + dice.uniform(-0.1, 0.1), 5)
        entry["longitude"] = round(longitude + dice.uniform(-0.1, 0.1), 5)
        entry["altitude"] = float(dice.randrange(1, 2000))
        entry |= {"country": country, "state": state, "city": city, "road": road}
        entry["addresstype"] = "road"
    entry["hash"] = entry_hash(entry)
    return entry


def _iso(date: datetime) -> str:
    return date.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _colour(number: int) -> str:
    spread = number % _COLOURS * 0x9E3779B1
    return f"#{spread & 0xFFFFFF:06X}"


def _write_previews(storage: Path, entries: Sequence[Entry]) -> None:
    """Equal pictures are one file with many names."""
    made: dict[tuple[str, int, int], Path] = {}
    for entry in entries:
        for longest in (1280, 320):
            scale = longest / max(entry["width"], entry["height"])
            size = (round(entry["width"] * scale), round(entry["height"] * scale))
            target = storage / object_path(entry["id"], preview_suffix(longest))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            first = made.setdefault((entry["vibrantColors"][0], *size), target)
            if first is target:
                target.write_bytes(_jpeg(entry["vibrantColors"][0], size))
            else:
                os.link(first, target)


def _jpeg(colour: str, size: tuple[int, int]) -> bytes:
    """A vertical gradient to black, so that a picture differs from its placeholder."""
    image = Image.new("RGB", size, colour)
    shade = Image.linear_gradient("L").resize(size).point(lambda value: value // 2 + 127)
    image = Image.composite(image, Image.new("RGB", size), shade)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def main() -> None:
    """Write a gallery as the arguments say."""
    parser = argparse.ArgumentParser(description="Write a made-up gallery.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=240)
    parser.add_argument("--previews", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print(
        write_library(
            options.directory.resolve(),
            entries=options.entries,
            months=options.months,
            previews=options.previews,
            seed=options.seed,
        )
    )


if __name__ == "__main__":
    main()
