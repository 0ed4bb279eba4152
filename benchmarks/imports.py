"""Importing many camera photos, against the floor of reading, hashing, decoding, encoding.

    python -m benchmarks.imports [--photos 1000] [--workers 2]

The floor does in plain processes what cannot be avoided: read the file, SHA-1, decode at
the DCT scale, encode five previews. Exits with 1 if a limit is missed.
"""

import argparse
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from statistics import mean

import psutil
from PIL import ExifTags, Image

from benchmarks.previews import SIZES, camera_photo, decoded, ours
from benchmarks.processes import Peak, watched_memory
from benchmarks.server import Result
from homegallery.extract.previews import encode_jpeg
from homegallery.extract.process import keep_memory

DIFFERENT = 4
"""Different pictures; the photos made of one differ in date, position and file number."""
RATIO_LIMIT = 1.5
OVERHEAD_LIMIT = 12.0
QUALITY = 80


def make_photos(directory: Path, count: int, *, year: int = 2024) -> list[Path]:
    """``count`` JPEGs of 12 megapixels and about 4 MB with the metadata of a phone."""
    pictures = [_jpeg(camera_photo(seed)) for seed in range(min(count, DIFFERENT))]
    paths = []
    for number in range(count):
        path = directory / f"{year}-{number % 12 + 1:02}" / f"IMG_{number:05}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture, exif = pictures[number % len(pictures)], _exif(number, year)
        # SOI, the EXIF segment, and the rest of the picture.
        head = b"\xff\xd8\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif
        path.write_bytes(head + picture[2:])
        paths.append(path)
    return paths


def _jpeg(image: Image.Image) -> bytes:
    target = io.BytesIO()
    image.save(target, "JPEG", quality=93, subsampling="4:2:0")
    return target.getvalue()


def _exif(number: int, year: int) -> bytes:
    """What a phone writes, with a thumbnail's worth of maker note."""
    date = f"{year}:{number % 12 + 1:02}:{number % 28 + 1:02} 12:{number // 60 % 60:02}:00"
    tags, base = Image.Exif(), ExifTags.Base
    tags.update({
        base.Make: "Acme", base.Model: "Phone 12", base.Orientation: 1,
        base.XResolution: 72.0, base.YResolution: 72.0, base.ResolutionUnit: 2,
        base.Software: "1.2.3", base.DateTime: date, base.YCbCrPositioning: 1,
    })  # fmt: skip
    tags.get_ifd(ExifTags.IFD.Exif).update(
        {
            base.ExposureTime: 1 / 125, base.FNumber: 1.8, base.ExposureProgram: 2,
            base.ISOSpeedRatings: 100 + number % 8 * 50, base.ExifVersion: b"0232",
            base.DateTimeOriginal: date, base.DateTimeDigitized: date,
            base.OffsetTime: "+02:00", base.OffsetTimeOriginal: "+02:00",
            base.SubsecTimeOriginal: f"{number % 1000:03}", base.ShutterSpeedValue: 6.97,
            base.ApertureValue: 1.7, base.BrightnessValue: 5.1, base.ExposureBiasValue: 0.0,
            base.MeteringMode: 5, base.Flash: 16, base.FocalLength: 4.2,
            base.MakerNote: bytes(range(256)) * 8, base.ColorSpace: 1,
            base.ExifImageWidth: 4032, base.ExifImageHeight: 3024, base.SensingMethod: 2,
            base.ExposureMode: 0, base.WhiteBalance: 0, base.DigitalZoomRatio: 1.0,
            base.FocalLengthIn35mmFilm: 26, base.SceneCaptureType: 0,
            base.LensMake: "Acme", base.LensModel: "Phone 12 back camera 4.2mm f/1.8",
            base.ImageUniqueID: f"{number:032x}",
        }
    )  # fmt: skip
    gps = ExifTags.GPS
    tags.get_ifd(ExifTags.IFD.GPSInfo).update(
        {
            gps.GPSLatitudeRef: "N", gps.GPSLatitude: (48.0, 30.0, number % 60 + 0.5),
            gps.GPSLongitudeRef: "E", gps.GPSLongitude: (8.0, 15.0, number % 60 + 0.25),
            gps.GPSAltitudeRef: b"\0", gps.GPSAltitude: 120.0 + number % 100,
        }
    )  # fmt: skip
    data: bytes = tags.tobytes()
    return data


def start_floor() -> None:
    """Prepare a process as a worker is prepared."""
    keep_memory()


def floor(path: str) -> tuple[float, float]:
    """Read, hash, decode, encode; processor seconds of these, and of our resampling."""
    start = time.process_time()
    data = Path(path).read_bytes()
    hashlib.sha1(data, usedforsecurity=False).hexdigest()
    image = decoded(data, SIZES[0])
    decoding = time.process_time() - start
    previews = ours(image)
    resampled = time.process_time()
    for preview in previews:
        encode_jpeg(preview, QUALITY)
    encoding = time.process_time() - resampled
    return decoding + encoding, resampled - start - decoding


def measure_floor(paths: Sequence[Path], workers: int) -> tuple[float, float, float]:
    """Wall seconds of the floor per photo, and processor seconds of floor and resampling.

    Wall time is that of the processor time of the floor alone, spread over the workers as
    it was while they ran.
    """
    with ProcessPoolExecutor(workers, initializer=start_floor) as pool:
        list(pool.map(floor, map(str, paths[: 2 * workers])))
        start = time.monotonic()
        spent = list(pool.map(floor, map(str, paths)))
        wall = time.monotonic() - start
    unavoidable, resampling = (sum(parts) for parts in zip(*spent, strict=True))
    share = unavoidable / (unavoidable + resampling)
    count = len(paths)
    return wall * share / count, unavoidable / count, resampling / count


def run_import(
    config: Path, *options: str, watched: bool = False
) -> tuple[float, float, Peak, str]:
    """Wall and processor seconds, memory and output of ``homegallery run import``.

    The memory only if it is ``watched``, which takes a good part of a processor.
    """
    command = [
        sys.executable, "-m", "homegallery", "run", "import", "--config", str(config), *options,
    ]  # fmt: skip
    before, start = os.times(), time.monotonic()
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        memory = watched_memory(psutil.Process(process.pid)) if watched else nullcontext(Peak())
        with memory as peak:
            _, told = process.communicate()
    wall, after = time.monotonic() - start, os.times()
    if process.returncode:
        raise SystemExit(f"the import failed:\n{told}")
    spent = sum(after[2:4]) - sum(before[2:4])
    return wall, spent, peak, told


def keep_bytecode(directory: Path) -> None:
    """Let all processes started from now on keep compiled modules in ``directory``.

    That of an installed gallery has them, but some environments forbid it.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = str(directory)


def write_config(directory: Path) -> Path:
    """A gallery of the photos in ``directory/photos``."""
    config = directory / "gallery.config.yml"
    config.write_text(
        f"baseDir: {directory}\nconfigDir: {directory}/config\ncacheDir: {directory}/cache\n"
        f"sources:\n  - dir: {directory}/photos\n"
    )
    return config


def measure(directory: Path, photos: int, workers: int) -> list[Result]:
    """All measurements; prints how the import spent its time."""
    paths = make_photos(directory / "photos", photos)
    keep_bytecode(directory / "bytecode")
    make_photos(directory / "first" / "photos", 1)
    run_import(write_config(directory / "first"))
    # Before and after, for the speed of a shared machine changes.
    before = measure_floor(paths[::2], workers)
    wall, spent, _, told = run_import(write_config(directory), f"--workers={workers}")
    after = measure_floor(paths[1::2], workers)
    floor_wall, floor_spent, resampling = map(mean, zip(before, after, strict=True))
    print(told)
    each = wall / photos
    overhead = spent / photos - floor_spent - resampling
    return [
        Result("floor per photo, all workers", floor_wall * 1000, "ms"),
        Result("import per photo, all workers", each * 1000, "ms"),
        Result("import", 1 / each, "photos per second"),
        Result("import / floor", each / floor_wall, "", RATIO_LIMIT),
        Result("processor time of the floor", floor_spent * 1000, "ms per photo"),
        Result("processor time of resampling", resampling * 1000, "ms per photo"),
        Result("processor time of all else", overhead * 1000, "ms per photo", OVERHEAD_LIMIT),
    ]


def main() -> None:
    """Measure in a new directory."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--photos", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    directory = Path(tempfile.mkdtemp(prefix="gallery-"))
    try:
        results = measure(directory, arguments.photos, arguments.workers)
    finally:
        shutil.rmtree(directory)
    print(*results, sep="\n")
    sys.exit(any(result.missed for result in results))


if __name__ == "__main__":
    main()
