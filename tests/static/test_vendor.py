"""The vendored modules are those that package-lock.json pins, unchanged."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VENDOR = ROOT / "homegallery" / "static" / "vendor"


def read(path: Path) -> Any:
    return json.loads(path.read_text())


def test_versions_are_the_locked_ones() -> None:
    locked = read(ROOT / "package-lock.json")["packages"]
    for package, copied in read(VENDOR / "checksums.json")["packages"].items():
        item = locked[f"node_modules/{package}"]
        assert copied == {"version": item["version"], "integrity": item["integrity"]}, package


def test_every_runtime_package_of_the_lock_is_vendored() -> None:
    locked = read(ROOT / "package-lock.json")["packages"]
    runtime = {name for name, item in locked.items() if name and not item.get("dev")}
    copied = read(VENDOR / "checksums.json")["packages"]
    assert {f"node_modules/{package}" for package in copied} == runtime


def test_files_are_unchanged() -> None:
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.iterdir()
        if path.name != "checksums.json"
    }
    assert found == read(VENDOR / "checksums.json")["sha256"]


def test_import_map_names_files_that_exist_and_all_they_import() -> None:
    imports = read(VENDOR / "importmap.json")["imports"]
    for target in imports.values():
        module = (VENDOR.parent / target).read_text()
        needed = re.findall(r'\bfrom\s*"([^"]+)"', module)
        assert set(needed) <= set(imports), target


def test_licences_are_included() -> None:
    for package in read(VENDOR / "checksums.json")["packages"]:
        name = f"LICENSE-{package.replace('@', '').replace('/', '-')}"
        assert (VENDOR / name).stat().st_size > 500
