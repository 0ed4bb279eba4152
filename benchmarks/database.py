"""How long the database takes: open, merge of one month, full read; and its memory.

    python -m benchmarks.database [--entries 100000] [--months 240]

Also prints what compression levels cost, the ground of the level in use.
"""

import argparse
import base64
import random
import re
import subprocess
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from isal import igzip, isal_zlib

from homegallery.database.entry import Entry, encode_all, month_of
from homegallery.database.file import Database, write_database
from homegallery.database.hash import entry_hash
from homegallery.database.merge import merge_database
from homegallery.durable import write_bytes

_SIZES = (1920, 1280, 800, 320, 128)
_CITIES = ("Lisboa", "Oslo", "København", "New York", "Roma", "München", "Kyiv", "東京")
_MODELS = (("Apple", "iPhone 12"), ("Google", "Pixel 6"), ("Canon", "Canon EOS 6D"))


def entries(count: int, months: int) -> Iterator[Entry]:
    """A gallery of ``count`` photos spread evenly over ``months`` months before 2026."""
    source = random.Random(7)
    for number in range(count):
        month = number * months // count
        yield _entry(source, 2025 - month // 12, 12 - month % 12, number)


def _entry(source: random.Random, year: int, month: int, number: int) -> Entry:
    sha1 = source.randbytes(20).hex()
    day, hour, minute, second = (source.randrange(high) for high in (28, 24, 60, 60))
    make, model = source.choice(_MODELS)
    city = source.choice(_CITIES)
    entry: Entry = {
        "id": sha1,
        "hash": "",
        "type": "image",
        "date": f"{year}-{month:02}-{day + 1:02}T{hour:02}:{minute:02}:{second:02}.000Z",
        "updated": "2026-01-01T00:00:00.000Z",
        "files": [
            {
                "id": sha1,
                "index": "Pictures",
                "type": "image",
                "size": source.randrange(1 << 23),
                "filename": f"{year}/{month:02} {city}/IMG_{number:06}.JPG",
            }
        ],
        "previews": [
            f"{sha1[:2]}/{sha1[2:4]}/{sha1[4:]}-image-preview-{size}.jpg" for size in _SIZES
        ],
        "plugin": {},
        "groupIds": [],
        "vibrantColors": [f"#{source.randbytes(3).hex().upper()}" for _ in range(2)],
        "tags": source.sample(["family", "friends", "holiday", "garden", "sea"], 2),
        "faces": [],
        "objects": [],
        "similarityHash": base64.b64encode(source.randbytes(86)).decode(),
        "latitude": round(source.uniform(-60, 60), 5),
        "longitude": round(source.uniform(-180, 180), 5),
        "altitude": 0,
        "country": "Somewhere",
        "city": city,
        "tz": "UTC",
        "width": 6000,
        "height": 4000,
        "orientation": 1,
        "duration": 0,
        "make": make,
        "model": model,
        "iso": 200,
        "aperture": 2.8,
        "exposureMode": "Auto",
        "whiteBalance": "Auto",
        "focalLength": 24,
        "focalLength33mm": 24,
        "ShutterSpeedRaw": "1/125",
        "ShutterSpeedValue": 0.008,
        "ShutterSpeedNumerator": 1,
        "ShutterSpeedDivider": 125,
    }
    entry["hash"] = entry_hash(entry)
    return entry


def _timed(name: str, run: Callable[[], object], *, times: int = 3) -> None:
    best = min(_seconds(run) for _ in range(times))
    print(f"{name:<44}{best:9.3f} s")


def _seconds(run: Callable[[], object]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def _open(path: Path) -> None:
    Database.open(path).close()


def _read_all(path: Path) -> int:
    with Database.open(path) as database:
        return sum(1 for _ in database.entries())


def _merge_one(path: Path) -> None:
    """Change one entry in the middle of the gallery."""
    with Database.open(path) as database:
        key = database.months[len(database.months) // 2].key
        entry = database.read(key)[0]
    entry["description"] = str(time.perf_counter())
    entry["hash"] = entry_hash(entry)
    start = time.perf_counter()
    merge = merge_database(path, added=[entry])
    assert merge.changed == [month_of(entry)]
    print(f"{'  of this the merge itself':<44}{time.perf_counter() - start:9.3f} s")


def _write_plain(path: Path, sample: Path) -> None:
    """What the original would have written."""
    with igzip.open(sample, "rb") as source, igzip.open(path, "wb", compresslevel=2) as target:  # type: ignore[no-untyped-call]
        while chunk := source.read(1 << 20):
            target.write(chunk)


def _levels(path: Path) -> None:
    with Database.open(path) as database:
        text = database.read_bytes(database.months[0].key)
    for name, compress in (
        *((f"isal {level}", _isal(level)) for level in range(4)),
        *((f"zlib {level}", _zlib(level)) for level in (1, 6)),
    ):
        seconds = min(_seconds(lambda run=compress: run(text)) for _ in range(5))  # type: ignore[misc]
        ratio = len(text) / len(compress(text))
        print(f"  {name}: ratio {ratio:.2f}, {len(text) / seconds / 1e6:.0f} MB/s")


def _isal(level: int) -> Callable[[bytes], bytes]:
    return lambda text: isal_zlib.compress(text, level)


def _zlib(level: int) -> Callable[[bytes], bytes]:
    return lambda text: zlib.compress(text, level)


def _memory(action: str, path: Path) -> None:
    """Peak memory of a fresh process that does one thing."""
    subprocess.run([sys.executable, "-m", __spec__.name, f"--{action}", str(path)], check=True)


def _peak(name: str) -> None:
    # Not getrusage: a child inherits the peak of the process that started it.
    match = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text())
    assert match
    print(f"{name:<44}{int(match[1]) / 1024:7.0f} MB peak")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=240)
    for action in _ACTIONS:
        parser.add_argument(f"--{action}", type=Path, help=argparse.SUPPRESS)
    arguments = vars(parser.parse_args())
    for action, run in _ACTIONS.items():
        if arguments[action]:
            run(arguments[action])
            _peak(f"memory: {action}")
            return
    with tempfile.TemporaryDirectory() as directory:
        _measure(Path(directory), arguments["entries"], arguments["months"])


_ACTIONS: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "open": _open,
    "merge": _merge_one,
    "read": _read_all,
}


def _measure(directory: Path, count: int, months: int) -> None:
    path, plain = directory / "database.db", directory / "plain.db"
    write_database(path, entries(count, months))
    _write_plain(plain, path)
    size, plain_size = path.stat().st_size, plain.stat().st_size
    text = len(encode_all(list(entries(1000, months)))) / 1000 * count
    print(f"{count} entries in {months} months, {text / 1e6:.0f} MB of JSON")
    print(f"file {size / 1e6:.1f} MB, {size / plain_size:.3f} of a single member")
    _levels(path)
    _timed("open", lambda: _open(path))
    _timed("merge of one changed entry, with its read", lambda: _merge_one(path))
    _timed("floor: copy and fsync of the file", lambda: _copy(path))
    _timed("read all", lambda: _read_all(path), times=1)
    _timed("open a file of the original", lambda: _open(plain), times=1)
    for action in _ACTIONS:
        _memory(action, path)
    print("of the original's file:")
    _memory("open", plain)


def _copy(path: Path) -> None:
    write_bytes(path.with_name("copy"), path.read_bytes())


if __name__ == "__main__":
    main()
