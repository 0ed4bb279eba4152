import pickle
from pathlib import Path
from typing import Any

import pytest

from homegallery.config.load import load_settings
from homegallery.vision.plan import FEATURES, VisionPlan
from homegallery.vision.registry import RegistryError


def _plan(tmp_path: Path, **overrides: Any) -> VisionPlan:
    settings = load_settings(None, environ={"HOME": str(tmp_path)}, overrides=overrides).settings
    return VisionPlan.of(settings)


def test_everything_is_wanted_and_nothing_possible_without_models(tmp_path: Path) -> None:
    plan = _plan(tmp_path)
    assert plan.features == set(FEATURES)
    assert plan.files.directory == tmp_path / ".cache/home-gallery/models"
    assert len(plan.missing()) == 4
    assert not any(map(plan.is_possible, FEATURES))
    assert plan.api is None


@pytest.mark.parametrize(
    ("key", "value", "left"),
    [
        ("extractor.apiServer.disable", "faceDetection", set(FEATURES[:2])),
        ("pluginManager.disabled", "aiExtractor", set()),
        ("pluginManager.disabled", "aiExtractor.similarDetection", set(FEATURES[1:])),
        ("pluginManager.disabled", "baseMapper.similarityMapper", set(FEATURES)),
    ],
)
def test_features_can_be_switched_off(tmp_path: Path, key: str, value: str, left: set[str]) -> None:
    assert _plan(tmp_path, **{key: value}).features == left


def test_a_service_needs_no_models(tmp_path: Path) -> None:
    plan = _plan(tmp_path, **{"extractor.apiServer.url": "http://nas:3000/"})
    assert plan.api is not None
    assert (plan.api.url, plan.api.timeout) == ("http://nas:3000", 30)
    assert plan.missing() == []
    assert all(map(plan.is_possible, FEATURES))


def test_unknown_models_are_told(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="'clip'"):
        _plan(tmp_path, **{"vision.embedder": "clip"})


def test_a_plan_goes_to_other_processes(tmp_path: Path) -> None:
    plan = _plan(tmp_path)
    assert pickle.loads(pickle.dumps(plan)) == plan
    assert hash(plan.open) == hash(plan.open)
