"""A gallery that has grown for years: library, source files and index fit together.

    python -m benchmarks.grown DIR --entries 100000

Files are tiny; index and database say what an import of real ones would have left.
"""

import argparse
import threading
from pathlib import Path

from benchmarks.library import make_entries, plan_months, write_library
from homegallery.config.load import load_settings
from homegallery.index.file import Index, write_index
from homegallery.index.scan import scan
from homegallery.timestamp import now

MONTHS = 120


def write_grown(directory: Path, *, entries: int, seed: int = 1) -> Path:
    """Write the gallery; returns its configuration file."""
    config = write_library(directory, entries=entries, months=MONTHS, seed=seed)
    [source] = load_settings(config, environ={}).settings.sources
    hashes = {
        entry["files"][0]["filename"]: entry["id"]
        for month in plan_months(entries, MONTHS, seed=seed)
        for entry in make_entries(month, seed=seed)
    }
    for filename in hashes:
        path = source.dir / filename
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"photo")
    found = scan(source, Index(None, "", []), cancel=threading.Event())
    hashed = now()
    records = [
        record._replace(sha1sum=hashes[record.filename], sha1sum_date=hashed)
        if record.file_type == "f"
        else record
        for record in found.records
    ]
    write_index(source.index, str(source.dir), records)
    return config


def main() -> None:
    """Write a gallery as the arguments say."""
    parser = argparse.ArgumentParser(description="Write a made-up gallery with its sources.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--entries", type=int, default=100_000)
    options = parser.parse_args()
    print(write_grown(options.directory.resolve(), entries=options.entries))


if __name__ == "__main__":
    main()
