"""Recognition from the configuration to the entry, with tiny models."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from homegallery.config.load import load_settings
from homegallery.importer.pending import PendingFiles
from homegallery.importer.run import run_import
from homegallery.vision.plan import VisionPlan
from homegallery.vision.remote import PATIENCE
from tests.gallery import Gallery, jpeg
from tests.vision.plans import cat_detector, tiny_plan, write_registry


@pytest.fixture
def plan(tmp_path: Path) -> VisionPlan:
    return tiny_plan(tmp_path / "models")


def _with(gallery: Gallery, plan: VisionPlan, **overrides: Any) -> Gallery:
    """The same gallery with the models of the plan."""
    write_registry(plan)
    values = {
        "vision.dir": plan.files.directory,
        "vision.embedder": plan.embedder.name,
        "vision.objectDetector": plan.object_detector.name,
        "vision.faceDetector": plan.face_detector.name,
        "vision.faceEmbedder": plan.face_embedder.name,
        **overrides,
    }
    config = gallery.root / "gallery.config.yml"
    environ = {"HOME": str(gallery.root)}
    settings = load_settings(config, environ=environ, overrides=values).settings
    return replace(gallery, settings=settings)


def test_an_import_recognises_and_does_nothing_twice(gallery: Gallery, plan: VisionPlan) -> None:
    gallery.add("a.jpg", jpeg())
    gallery = _with(gallery, plan)
    assert run_import(gallery.settings, workers=1).files == 1
    (entry,) = gallery.entries()
    assert entry["similarityModel"] == "embedder-1/rotation-1"
    assert entry["objects"][0]["class"] == "cat"
    assert len(entry["faces"]) == 2
    assert run_import(gallery.settings, workers=1).files == 0


def test_models_that_appear_later_look_at_what_is_there(gallery: Gallery, plan: VisionPlan) -> None:
    gallery.add("a.jpg", jpeg())
    gallery.add("b.xmp", b"<x/>")
    run_import(gallery.settings, workers=1)
    assert "similarityHash" not in gallery.entries()[0]
    previews = gallery.previews()
    gallery = _with(gallery, plan)
    assert run_import(gallery.settings, workers=1).files == 1
    assert gallery.entries()[0]["similarityHash"]
    assert gallery.previews() == previews


def test_another_model_replaces_what_the_first_one_found(
    gallery: Gallery, plan: VisionPlan
) -> None:
    gallery.add("a.jpg", jpeg())
    run_import(_with(gallery, plan).settings, workers=1)
    version = replace(plan.embedder, version="2")
    other = replace(
        plan, embedder=version, object_detector=cat_detector(plan.files.directory, "other")
    )
    gallery = _with(gallery, other)
    assert run_import(gallery.settings, workers=1).files == 1
    assert gallery.entries()[0]["similarityModel"] == "embedder-2/rotation-1"
    assert run_import(gallery.settings, workers=1).files == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("extractor.apiServer.disable", "faceDetection"),
        ("pluginManager.disabled", "aiExtractor.faceDetection"),
        ("pluginManager.disabled", "baseMapper.faceMapper"),
    ],
)
def test_what_is_switched_off_is_not_in_entries(
    gallery: Gallery, plan: VisionPlan, key: str, value: str
) -> None:
    gallery.add("a.jpg", jpeg())
    gallery = _with(gallery, plan, **{key: value})
    run_import(gallery.settings, workers=1)
    (entry,) = gallery.entries()
    assert not entry.get("faces")
    assert entry["objects"]
    kept = list(gallery.settings.storage.dir.glob("*/*/*-faces.json"))
    assert len(kept) == (1 if value.startswith("baseMapper") else 0)


def test_a_service_that_is_down_costs_no_photo(gallery: Gallery, plan: VisionPlan) -> None:
    gallery.add("a.jpg", jpeg())
    gallery = _with(gallery, plan, **{"extractor.apiServer.url": "http://127.0.0.1:9"})
    summary = run_import(gallery.settings, workers=1)
    assert summary.entries
    assert {failure["step"] for failure in summary.failures} == plan.features
    assert "does not answer" in summary.failures[0]["error"]
    assert len(gallery.entries()) == 1


def test_photos_wait_for_the_next_import_when_a_service_was_given_up(
    gallery: Gallery, plan: VisionPlan
) -> None:
    for number in range(10):
        gallery.add(f"{number}.jpg", jpeg(number))
    down = _with(gallery, plan, **{"extractor.apiServer.url": "http://127.0.0.1:9"})
    summary = run_import(down.settings, workers=1)
    assert len(summary.failures) == 3 * (PATIENCE + 1)
    pending = PendingFiles(gallery.database).names("Pictures")
    assert len(pending) == 10 - (PATIENCE + 1)
    assert run_import(down.settings, workers=1).files == len(pending)
