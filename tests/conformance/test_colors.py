"""Our colours against the original's. Another JPEG decoder and scaler move pixels over the
borders of cells, so the same swatches are found at slightly other places."""

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image

from homegallery.extract.vibrant import vibrant_colors
from homegallery.storage.layout import VIBRANT, preview_suffix
from tests.conformance import differences, golden
from tests.conformance.corpus import Imported, names_by_sha1, path_of, stored
from tests.shared import needs_shared

pytestmark = needs_shared

NEAR = 24.0
"""Three cells of the histogram."""


def test_of_the_same_previews() -> None:
    root = golden.root() / "storage"
    distances: list[float] = []
    for sha1, theirs in _golden():
        with Image.open(path_of(root, sha1, preview_suffix(128))) as image:
            distances += _distances(vibrant_colors(image), theirs)
    assert len(distances) > 1000
    assert median(distances) < 6
    assert sum(distance < NEAR for distance in distances) > 0.78 * len(distances)


def test_of_our_own_previews(imported: Imported) -> None:
    names = names_by_sha1()
    distances: list[float] = []
    for sha1, theirs in _golden():
        path = path_of(imported.settings.storage.dir, sha1, VIBRANT)
        if path.exists() and names[sha1] not in differences.OTHER_LOOK:
            distances += _distances(_read(path), theirs)
    assert len(distances) > 900
    assert median(distances) < 10
    assert sum(distance < NEAR for distance in distances) > 0.7 * len(distances)


def _golden() -> Iterator[tuple[str, dict[str, Any]]]:
    root = golden.root() / "storage"
    for sha1, suffix in sorted(stored(root)):
        if suffix == VIBRANT:
            yield sha1, _read(path_of(root, sha1, suffix))


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_bytes())
    return content


def _distances(ours: dict[str, Any], theirs: dict[str, Any]) -> Iterator[float]:
    """Between the colours of each target; both or none have one."""
    assert list(ours) == list(theirs)
    for name, their in theirs.items():
        assert (ours[name] is None) == (their is None)
        if their is not None:
            pairs = zip(ours[name]["rgb"], their["rgb"], strict=True)
            yield sum((one - other) ** 2 for one, other in pairs) ** 0.5
