from dataclasses import replace
from pathlib import Path

import pytest

from homegallery.config.load import load_settings
from homegallery.importer import recognition
from homegallery.importer.recognition import Recognition, provide_models
from homegallery.vision.errors import DownloadError
from homegallery.vision.files import ModelFiles
from homegallery.vision.plan import VisionPlan
from homegallery.vision.registry import Model
from tests.vision.plans import tiny_plan

NAMES = ["a.jpg", "b.nef", "c.mp4", "d.xmp"]
PICTURES = {"a.jpg", "b.nef", "c.mp4"}


@pytest.fixture
def plan(tmp_path: Path) -> VisionPlan:
    return tiny_plan(tmp_path / "models")


def _completed(database: Path, plan: VisionPlan) -> None:
    Recognition(database, plan).save()


def test_pictures_come_again_until_an_import_is_complete(tmp_path: Path, plan: VisionPlan) -> None:
    database = tmp_path / "database.db"
    assert Recognition(database, plan).awaited(NAMES) == PICTURES
    assert Recognition(database, plan).awaited(NAMES) == PICTURES
    _completed(database, plan)
    assert Recognition(database, plan).awaited(NAMES) == set()


def test_pictures_come_again_for_another_model_or_reduction(
    tmp_path: Path, plan: VisionPlan
) -> None:
    database = tmp_path / "database.db"
    _completed(database, plan)
    embedder = plan.embedder
    assert embedder.reduction is not None
    for other in (
        replace(embedder, version="2"),
        replace(embedder, reduction=replace(embedder.reduction, version=2)),
    ):
        assert Recognition(database, replace(plan, embedder=other)).awaited(NAMES) == PICTURES


def test_a_file_that_appears_is_picked_up_and_one_that_goes_is_not_missed(
    tmp_path: Path, plan: VisionPlan
) -> None:
    database, file = tmp_path / "database.db", plan.files.path(plan.object_detector)
    content = file.read_bytes()
    file.unlink()
    _completed(database, plan)
    assert Recognition(database, plan).awaited(NAMES) == set()
    file.write_bytes(content)
    assert Recognition(database, plan).awaited(NAMES) == PICTURES
    _completed(database, plan)
    file.unlink()
    assert Recognition(database, plan).awaited(NAMES) == set()


def test_what_is_missing_is_told_once(
    tmp_path: Path, plan: VisionPlan, caplog: pytest.LogCaptureFixture
) -> None:
    plan.files.path(plan.object_detector).unlink()
    _completed(tmp_path / "database.db", plan)
    assert "without models: cats. Get them: homegallery models fetch" in caplog.text
    caplog.clear()
    Recognition(tmp_path / "database.db", plan)
    assert caplog.text == ""


def test_without_any_wanted_feature_nothing_is_written(tmp_path: Path, plan: VisionPlan) -> None:
    _completed(tmp_path / "database.db", replace(plan, features=frozenset()))
    assert not (tmp_path / "database.db.vision.json").exists()


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_a_broken_note_counts_as_none(tmp_path: Path, plan: VisionPlan, text: str) -> None:
    (tmp_path / "database.db.vision.json").write_text(text)
    assert Recognition(tmp_path / "database.db", plan).awaited(NAMES) == PICTURES


@pytest.mark.parametrize("allowed", [True, False])
def test_only_who_wants_it_downloads(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    allowed: bool,
) -> None:
    asked: list[str] = []

    def fetch(models: list[Model], _: ModelFiles) -> None:
        asked.extend(model.name for model in models)
        raise DownloadError("offline")

    monkeypatch.setattr(recognition, "fetch", fetch)
    overrides = {"vision.download": allowed}
    settings = load_settings(None, environ={"HOME": str(tmp_path)}, overrides=overrides).settings
    provide_models(settings)
    assert ("mobilenetv2-12" in asked) == allowed
    assert ("still missing: offline" in caplog.text) == allowed
