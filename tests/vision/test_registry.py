import re
from pathlib import Path

import pytest

from homegallery.config.vision import VisionSettings
from homegallery.vision.registry import (
    TASKS,
    RegistryError,
    built_in,
    default_of,
    find,
    read_registry,
    space_of,
)  # fmt: skip


@pytest.mark.parametrize("name", list(built_in()))
def test_every_model_is_complete(name: str) -> None:
    model = built_in()[name]
    assert re.fullmatch(r"[0-9a-f]{64}", model.sha256)
    assert model.size > 0
    assert model.licence
    assert all(source.startswith("https://") for source in model.sources)
    assert (model.reduction is not None) == (model.task == "embedding")
    assert len(model.input.template) == (5 if model.input.fit == "align" else 0)
    assert bool(model.labels) == (model.task == "objects")


def test_the_default_of_each_task_can_be_downloaded_from_several_places() -> None:
    for task in TASKS:
        assert built_in()[default_of(task)].sources
    assert sum(len(built_in()[default_of(task)].sources) > 1 for task in TASKS) == 3


def test_settings_have_the_same_defaults() -> None:
    settings = VisionSettings(dir=Path())
    chosen = [settings.embedder, settings.object_detector, settings.face_detector,
              settings.face_embedder]  # fmt: skip
    assert chosen == [default_of(task) for task in TASKS]


def test_distances_belong_to_cosines() -> None:
    model = built_in()["mobilefacenet_128"]
    assert model.same_person_distance**2 == pytest.approx(2 - 2 * model.same_person)


def test_a_file_of_the_user_adds_models(tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text("""
[[model]]
name = "mine"
task = "embedding"
version = "7"
file = "mine.onnx"
size = 10
sha256 = "00"
licence = "MIT"
input = { size = [96, 96], channels = "RGB", mean = [0], scale = [255], fit = "stretch" }
output = { kind = "classifier" }
reduction = { method = "rotation", version = 2, threshold = 0.3, scale = 1.0 }
""")
    registry = read_registry(tmp_path)
    assert space_of(find(registry, "mine", "embedding")) == "mine-7/rotation-2"
    assert "mobilenetv2-12" in registry
    assert "mine" not in built_in()


@pytest.mark.parametrize("text", ["[[model", "[[model]]\nname = 'x'", "model = 3", "x = 1"])
def test_a_broken_file_of_the_user_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "models.toml").write_text(text)
    with pytest.raises(RegistryError, match=r"models\.toml cannot be read"):
        read_registry(tmp_path)


def test_unknown_names_are_told_with_the_known_ones() -> None:
    with pytest.raises(RegistryError, match="'yunet'") as caught:
        find(built_in(), "yunet", "objects")
    assert "nanodet_m" in caught.value.hint
