"""Recognition beside the bare onnxruntime calls of the same models, and in an import.

    python -m benchmarks.vision PHOTOS --models DIR [--embedder NAME]

The first table is processor time per photo from a decoded preview, medians of all photos; the
second is an import of all photos with everything on and with everything off, the better of two.
"""

import argparse
import gc
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np

from homegallery.config.load import load_settings
from homegallery.config.model import Settings
from homegallery.errors import GalleryError
from homegallery.extract.picture import read_picture
from homegallery.extract.pixels import pixels
from homegallery.extract.process import keep_memory
from homegallery.importer.run import run_import
from homegallery.vision.plan import FEATURES, Feature, VisionPlan
from homegallery.vision.registry import Model
from homegallery.vision.session import Session
from homegallery.vision.tensors import Pixels

LIMIT: Final = 1.3
SIZE: Final = 800
REPEATS: Final = 7


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("photos", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--embedder", default="tf2_mobilenet_v2_1.0_224")
    options = parser.parse_args()
    keep_memory()
    overrides = {"vision.dir": options.models, "vision.embedder": options.embedder,
                 "sources+": [options.photos.absolute()]}  # fmt: skip
    steps(VisionPlan.of(_settings(Path("/nowhere"), overrides)), options.photos)
    imports(overrides)


def steps(plan: VisionPlan, folder: Path) -> None:
    """Each feature beside its bare calls."""
    recogniser = plan.open()
    bare = {feature: _bare(plan, feature) for feature in FEATURES}
    spent: dict[tuple[Feature, str], list[float]] = defaultdict(list)
    for picture in _pictures(folder):
        for feature in FEATURES:
            found = recogniser.recognise(feature, picture)
            faces = len(found["data"]) if feature == "faceDetection" else 0
            for kind, work in (
                ("whole", partial(recogniser.recognise, feature, picture)),
                ("bare", partial(bare[feature], faces)),
            ):
                spent[feature, kind].append(min(_cpu(work) for _ in range(REPEATS)))
    for feature in FEATURES:
        whole, calls = (spent[feature, kind] for kind in ("whole", "bare"))
        print(
            f"{feature:18} {1000 * statistics.median(whole):.1f} ms, "
            f"bare {1000 * statistics.median(calls):.1f} ms, "
            f"ratio {sum(whole) / sum(calls):.2f} (limit {LIMIT})"
        )


def imports(overrides: dict[str, Any]) -> None:
    """The whole import with and without recognition, in turns."""
    off = {**overrides, "pluginManager.disabled": ["aiExtractor"]}
    seconds: dict[str, list[float]] = defaultdict(list)
    for _ in range(2):
        for name, chosen in (("with", overrides), ("without", off)):
            with tempfile.TemporaryDirectory() as home:
                start = time.perf_counter()
                summary = run_import(_settings(Path(home), chosen))
                seconds[name].append(time.perf_counter() - start)
            if name == "with":
                steps = summary.seconds_by_step.items()
                print({step: round(spent, 1) for step, spent in steps if spent > 0.5})
    whole, plain = min(seconds["with"]), min(seconds["without"])
    print(f"import: with {whole:.1f} s, without {plain:.1f} s, ratio {whole / plain:.2f}")


def _settings(home: Path, overrides: dict[str, Any]) -> Settings:
    return load_settings(None, environ={"HOME": str(home)}, overrides=overrides).settings


def _pictures(folder: Path) -> list[Pixels]:
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            found.append(pixels(read_picture(path, SIZE).image.convert("RGB")))
        except (GalleryError, OSError, ValueError):
            continue
    return found


def _bare(plan: VisionPlan, feature: Feature) -> Callable[[int], None]:
    """The calls for a picture with so many faces."""
    sessions = [_call(plan, model) for model in plan.models(feature)]

    def calls(faces: int) -> None:
        sessions[0](1)
        if faces:
            sessions[1](faces)

    return calls


def _call(plan: VisionPlan, model: Model) -> Callable[[int], object]:
    session = Session(model, plan.files.path(model))
    width, height = model.input.size
    one = np.random.default_rng(0).random((1, 3, height, width), np.float32)
    return lambda number: session.run(np.repeat(one, number, axis=0))


def _cpu(work: Callable[[], object]) -> float:
    gc.disable()
    start = time.process_time()
    work()
    spent = time.process_time() - start
    gc.enable()
    return spent


if __name__ == "__main__":
    main()
