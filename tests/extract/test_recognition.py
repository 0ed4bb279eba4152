import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from homegallery.extract.choice import StepChoice
from homegallery.extract.previews import PREVIEW_STEP
from homegallery.extract.step import Step, Work
from homegallery.extract.steps import recognition_steps
from homegallery.storage.store import Storage
from homegallery.vision.plan import ApiServer, VisionPlan
from homegallery.vision.registry import Reduction
from tests.extract.photos import work_on
from tests.vision.plans import cat_detector, tiny_plan

SUFFIXES = ["similarity-embeddings.json", "objects.json", "faces.json"]


@pytest.fixture
def plan(tmp_path: Path) -> VisionPlan:
    return tiny_plan(tmp_path / "models")


def _work(root: Path, **image: Any) -> Work:
    path = root / "a.png"
    Image.new("RGB", (900, 600), (10, 20, 30)).save(path)
    work = work_on(path, Storage(root / "storage"), **image)
    PREVIEW_STEP.run(work)
    return work


def _run(plan: VisionPlan, work: Work) -> list[str]:
    """What the steps do that are due, as the worker finds them."""
    done = []
    for step in recognition_steps(plan):
        suffixes = step.writes(work)
        if suffixes and (not all(map(work.has, suffixes)) or step.outdated(work)):
            step.run(work)
            done.append(step.name)
    return done


def test_all_objects_are_written_once(tmp_path: Path, plan: VisionPlan) -> None:
    work = _work(tmp_path)
    assert len(_run(plan, work)) == 3
    assert all(map(work.has, SUFFIXES))
    stored = work.storage.load(work.file.sha1).meta
    assert stored["objects"]["srcSha1sum"] == work.file.sha1
    assert (stored["objects"]["width"], stored["objects"]["height"]) == (800, 533)
    assert _run(plan, work) == []


def test_the_picture_in_memory_is_used(tmp_path: Path, plan: VisionPlan) -> None:
    work = _work(tmp_path)
    assert work.small is not None
    assert max(work.small.size) == 800
    for size in (800, 320, 128):
        work.object(f"image-preview-{size}.jpg").write_bytes(b"not read")
    assert len(_run(plan, work)) == 3


def test_later_the_stored_preview_is_as_good(tmp_path: Path, plan: VisionPlan) -> None:
    work = _work(tmp_path)
    _run(plan, work)
    first = work.objects.meta["similarityEmbeddings"]["data"]
    again = work_on(tmp_path / "a.png", work.storage)
    for suffix in SUFFIXES:
        again.object(suffix).unlink()
    again.objects = work.storage.load(again.file.sha1)
    (tmp_path / "a.png").unlink()
    assert len(_run(plan, again)) == 3
    assert again.objects.meta["similarityEmbeddings"]["data"] == pytest.approx(first, rel=0.1)


def test_a_file_without_a_small_preview_is_not_looked_at(tmp_path: Path, plan: VisionPlan) -> None:
    assert _run(plan, _work(tmp_path, previewSizes=[880])) == []


def test_another_model_looks_again(tmp_path: Path, plan: VisionPlan) -> None:
    work = _work(tmp_path)
    _run(plan, work)
    other = replace(plan, object_detector=cat_detector(tmp_path / "models", "other"))
    assert _run(other, work) == ["objectDetection"]
    assert work.objects.meta["objects"]["model"] == "other"
    newer = replace(plan, face_embedder=replace(plan.face_embedder, version="2"))
    assert _run(newer, work) == ["objectDetection", "faceDetection"]


def test_another_reduction_needs_no_picture(tmp_path: Path, plan: VisionPlan) -> None:
    work = _work(tmp_path)
    _run(plan, work)
    before = work.objects.meta["similarityEmbeddings"]
    work.small = None
    for size in (800, 320, 128):
        work.object(f"image-preview-{size}.jpg").write_bytes(b"not read")
    stride = Reduction("stride", 3, threshold=0.5, scale=1.0)
    other = replace(plan, embedder=replace(plan.embedder, reduction=stride))
    assert _run(other, work) == ["similarDetection"]
    after = work.objects.meta["similarityEmbeddings"]
    assert after["similarity"]["space"] == "embedder-1/stride-3"
    assert after["similarity"]["hash"] != before["similarity"]["hash"]
    assert after["data"] == before["data"]


def test_objects_of_the_original_are_made_again_by_a_model(
    tmp_path: Path, plan: VisionPlan
) -> None:
    work = _work(tmp_path)
    for suffix in SUFFIXES:
        work.write_json(suffix, {"model": "theirs", "data": []})
    assert len(_run(plan, work)) == 3


def test_without_a_model_its_step_is_left_out(tmp_path: Path, plan: VisionPlan) -> None:
    plan.files.path(plan.face_embedder).unlink()
    assert [step.name for step in recognition_steps(plan)] == [
        "similarDetection",
        "objectDetection",
    ]
    assert [model.name for model in plan.missing()] == ["describer"]


def test_without_onnxruntime_all_are_left_out(
    plan: VisionPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("homegallery.vision.plan.find_spec", lambda _: None)
    assert recognition_steps(plan) == []


def test_a_model_that_cannot_be_loaded_is_told_and_nothing_fails(
    tmp_path: Path, plan: VisionPlan, caplog: pytest.LogCaptureFixture
) -> None:
    path = plan.files.path(plan.object_detector)
    path.write_bytes(b"x" * path.stat().st_size)
    work = _work(tmp_path)
    _run(plan, work)
    assert not work.has("objects.json")
    assert work.has("faces.json")
    assert "cats cannot be loaded" in caplog.text


def test_a_service_is_a_matter_of_the_network(plan: VisionPlan) -> None:
    remote = replace(plan, api=ApiServer("http://127.0.0.1:9", 1))
    assert {step.lane for step in recognition_steps(remote)} == {"network"}
    assert {step.lane for step in recognition_steps(plan)} == {"files"}


def test_what_a_service_made_stays(tmp_path: Path, plan: VisionPlan) -> None:
    work = _work(tmp_path)
    for suffix in SUFFIXES:
        work.write_json(suffix, {"model": "theirs", "data": []})
    assert _run(replace(plan, api=ApiServer("http://127.0.0.1:9", 1)), work) == []


@pytest.mark.parametrize(
    ("disabled", "gone"),
    [
        ("geoAddressExtractor", {"geoReverse", "nominatim"}),
        ("videoExtractor.video", {"video"}),
        ("vibrantExtractor.extractor.vibrant", {"vibrant"}),
        ("vibrantExtractor.database.vibrant", set()),
    ],
)
def test_steps_can_be_switched_off(plan: VisionPlan, disabled: str, gone: set[str]) -> None:
    def names(steps: list[Step]) -> set[str]:
        return {step.name for step in steps}

    everything = names(StepChoice(plan)())
    assert everything - names(StepChoice(plan, frozenset({disabled}))()) == gone
    assert {"similarDetection", "objectDetection", "faceDetection"} <= everything


def test_the_plan_is_plain_data_for_the_parent() -> None:
    import subprocess

    code = (
        "import homegallery.extract.choice, homegallery.importer.course, sys; print(*sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    loaded = set(result.stdout.decode().split())
    assert not loaded & {"onnxruntime", "onnx", "numpy", "PIL", "cv2"}
