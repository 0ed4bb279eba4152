"""A plan with tiny models: every picture has one object, a cat, and two faces."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from homegallery.vision.files import ModelFiles
from homegallery.vision.plan import FEATURES, VisionPlan
from homegallery.vision.registry import USERS_FILE, Model, ModelInput, ModelOutput
from tests.vision.graphs import classifier, constant_outputs, saved

SIDE = 32
CELLS = (16, 4, 1)
TEMPLATE = ((2.0, 2.0), (6.0, 2.0), (4.0, 4.0), (2.0, 6.0), (6.0, 6.0))
LETTERBOX = ModelInput((SIDE, SIDE), "RGB", (0.0,), (1.0,), "letterbox")


def tiny_plan(directory: Path, **facts: Any) -> VisionPlan:
    """The plan and the files of its models; ``facts`` are fields other than the defaults."""
    values: dict[str, Any] = {
        "features": frozenset(FEATURES),
        "embedder": saved(directory, "embedder", classifier()),
        "object_detector": cat_detector(directory),
        "face_detector": face_detector(directory),
        "face_embedder": saved(
            directory,
            "describer",
            classifier(),
            task="descriptors",
            input=ModelInput((8, 8), "RGB", (0.0,), (1.0,), "align", template=TEMPLATE),
        ),
        "files": ModelFiles(directory),
        "provider": "CPUExecutionProvider",
        "threads": 1,
    }
    return VisionPlan(**{**values, **facts})


def cat_detector(directory: Path, name: str = "cats") -> Model:
    """A YOLOX with one box of 16 x 8 pixels at the top left of its input."""
    output = np.zeros((1, sum(CELLS), 7), np.float32)
    output[0, 0] = [1, 0.5, np.log(2), 0, 0.9, 0, 1]
    return saved(
        directory,
        name,
        constant_outputs({"output": output}, SIDE),
        task="objects",
        input=LETTERBOX,
        output=ModelOutput("yolox", 0.3, 0.5),
        labels=("dog", "cat"),
        reduction=None,
    )


def face_detector(directory: Path) -> Model:
    """A YuNet with two faces of 8 x 8 pixels."""
    names = ("cls", "obj", "bbox", "kps")
    outputs = {
        f"{name}_{cells}": np.zeros((1, cells, width), np.float32)
        for name, width in zip(names, (1, 1, 4, 10), strict=True)
        for cells in CELLS
    }
    for cell, score in ((5, 0.9), (6, 0.65)):
        outputs["cls_16"][0, cell] = outputs["obj_16"][0, cell] = score
        outputs["bbox_16"][0, cell, :2] = 0.5
        outputs["kps_16"][0, cell] = np.array(TEMPLATE).reshape(-1) / 8
    return saved(
        directory,
        "faces",
        constant_outputs(outputs, SIDE),
        task="faces",
        input=LETTERBOX,
        output=ModelOutput("yunet", 0.6, 0.3),
        reduction=None,
    )


def write_registry(plan: VisionPlan) -> None:
    """Describe the plan's models in the user's registry of their directory."""
    models = (plan.embedder, plan.object_detector, plan.face_detector, plan.face_embedder)
    text = "".join(map(_table, models)) + '\n[labels]\npets = ["dog", "cat"]\n'
    (plan.files.directory / USERS_FILE).write_text(text)


def _table(model: Model) -> str:
    keys = ("name", "task", "version", "file", "size", "sha256", "licence")
    lines = ["", "[[model]]", *(f"{key} = {_toml(getattr(model, key))}" for key in keys)]
    if model.labels:
        lines.append('labels = "pets"')
    for key in ("input", "output", "reduction"):
        part = getattr(model, key)
        if part is not None:
            values = (f"{name} = {_toml(value)}" for name, value in asdict(part).items())
            lines.append(f"{key} = {{ {', '.join(values)} }}")
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else repr(value)
