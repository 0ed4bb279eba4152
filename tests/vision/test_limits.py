from pathlib import Path

import numpy as np
import pytest

from homegallery.config.vision import VisionSettings
from homegallery.database.mappers.vision import map_faces, map_similarity
from homegallery.vision.limits import read_limits
from homegallery.vision.registry import built_in
from tests.database.samples import group, media_file
from tests.vision.plans import tiny_plan

PAIRS = "tf2_mobilenet_v2_1.0_224-1/pairs-1"
FACES = "yunet+mobilefacenet_128-2023mar+1"


def test_every_space_has_a_limit() -> None:
    similar = read_limits(VisionSettings(dir=Path())).similar
    assert (similar[""].threshold, similar[""].signed) == (0.5, False)
    assert (similar[PAIRS].threshold, similar[PAIRS].signed) == (0.45, True)
    assert not similar["mobilenet_v1_1.0_224-1/stride-1"].signed
    assert len(similar) == 1 + sum(model.task == "embedding" for model in built_in().values())


def test_a_configured_threshold_is_that_of_all_but_the_original() -> None:
    similar = read_limits(VisionSettings(dir=Path(), similarity_threshold=0.7)).similar
    assert similar[""].threshold == 0.5
    assert {limit.threshold for space, limit in similar.items() if space} == {0.7}
    assert similar[PAIRS].signed


def test_distances_are_those_of_the_models_unless_one_is_configured() -> None:
    distances = read_limits(VisionSettings(dir=Path())).faces
    assert distances[""] == 0.55
    assert distances[FACES] == pytest.approx(1.077, abs=1e-3)
    configured = read_limits(VisionSettings(dir=Path(), face_distance=0.9)).faces
    assert configured[""] == 0.55
    assert configured[FACES] == 0.9


def test_entries_carry_these_names(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path)
    recogniser = plan.open()
    picture = np.full((48, 64, 3), (10, 20, 30), np.uint8)
    embeddings, faces = recogniser.embeddings(picture), recogniser.faces(picture)
    files = group(media_file("a.jpg", similarityEmbeddings=embeddings, faces=faces))
    assert map_similarity(files)["similarityModel"] == "embedder-1/rotation-1"
    assert map_faces(files)["faces"][0]["model"] == "faces+describer-1+1"
