"""How fast previews are served, compared to nginx with the same folder.

    python -m benchmarks.previews_served [--previews 1500] [--seconds 5] [--rounds 3]

Our server asks for a password and shows a part of the entries only; nginx asks for nothing.
Both get the same requests from wrk: one thread, 8 connections that stay, one preview of 20 kB
after the other. Exits with 1 if the ratio misses the goal.
"""

import argparse
import base64
import random
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import httpx

from benchmarks.library import make_entries, plan_months
from benchmarks.nginx import nginx
from benchmarks.server import Running, running
from homegallery.database.entry import Entry
from homegallery.database.file import write_database
from homegallery.server.password import hash_password

GOAL = 0.2
SIZE = 20_000
CONNECTIONS = 8
FILTER = "not tag:wedding"
USER = ("guest", "welcome")

_LUA = """\
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local headers = { ["Authorization"] = "%s" }
local place = 0
request = function()
    place = place %% #paths + 1
    return wrk.format("GET", paths[place], headers)
end
"""


def write_gallery(directory: Path, previews: int) -> tuple[Path, list[str]]:
    """A gallery with one user; returns its configuration, and paths of previews they see."""
    months = plan_months(2 * previews, 24, seed=1)
    entries = [entry for month in months for entry in make_entries(month, seed=1)]
    config = directory / "config"
    config.mkdir(parents=True)
    write_database(config / "database.db", entries)
    seen = [entry for entry in entries if "wedding" not in entry["tags"]][:previews]
    paths = [_store(directory / "storage", entry) for entry in seen]
    random.Random(1).shuffle(paths)
    file = config / "gallery.config.yml"
    name, password = USER
    file.write_text(
        f"baseDir: {directory}\nconfigDir: {config}\ncacheDir: {directory}\n"
        "server:\n  host: 127.0.0.1\n  port: 0\n  openBrowser: false\n  importSources: false\n"
        "  auth:\n    rules: [{deny: all}]\n    users:\n"
        f"      - {{username: {name}, password: '{hash_password(password)}', filter: '{FILTER}'}}\n"
    )
    return file, paths


def _store(storage: Path, entry: Entry) -> str:
    """Noise: nobody looks at it."""
    path = next(path for path in entry["previews"] if "-320." in path)
    target = storage / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(random.Random(path).randbytes(SIZE))
    return path


def requests_per_second(url: str, script: Path, seconds: int) -> float:
    """What wrk counts; an answer that is none is an error."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(script), url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in text, text
    assert "Socket errors" not in text, text
    found = re.search(r"Requests/sec:\s+([0-9.]+)", text)
    assert found, text
    return float(found[1])


def _check(server: Running, paths: Sequence[str], storage: Path) -> None:
    """A visible preview arrives, and only with the password; the tree is there after it."""
    address = f"{server.url}files/{paths[0]}"
    assert httpx.get(address).status_code == 401
    answer = httpx.get(address, auth=USER, timeout=60).raise_for_status()
    assert answer.content == (storage / paths[0]).read_bytes()
    httpx.get(f"{server.url}api/database/tree/root", auth=USER, timeout=60).raise_for_status()


def measure(directory: Path, previews: int, seconds: int, rounds: int) -> float:
    """The ratio, median of rounds; prints each."""
    config, paths = write_gallery(directory, previews)
    storage = directory / "storage"
    with (
        running(config) as server,
        nginx(directory, f"location /files/ {{ alias {storage}/; }}") as reference,
    ):
        _check(server, paths, storage)
        (directory / "paths").write_text("".join(f"/files/{path}\n" for path in paths))
        basic = base64.b64encode(":".join(USER).encode()).decode()
        script = directory / "walk.lua"
        script.write_text(_LUA % (directory / "paths", f"Basic {basic}"))
        ratios = []
        for _ in range(rounds):
            theirs = requests_per_second(reference, script, seconds)
            ours = requests_per_second(server.url, script, seconds)
            ratios.append(ours / theirs)
            print(f"nginx {theirs:8.0f}/s   ours {ours:8.0f}/s   ratio {ratios[-1]:.3f}")
        print(f"memory of the server {server.memory():.0f} MB")
    return median(ratios)


def main() -> None:
    """Measure as the arguments say."""
    parser = argparse.ArgumentParser(description="Compare served previews with nginx.")
    parser.add_argument("--previews", type=int, default=1500)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        ratio = measure(Path(temporary), options.previews, options.seconds, options.rounds)
    missed = ratio < GOAL
    print(f"ratio {ratio:.3f}  (at least {GOAL}){'  MISSED' if missed else ''}")
    if missed:
        sys.exit(1)


if __name__ == "__main__":
    main()
