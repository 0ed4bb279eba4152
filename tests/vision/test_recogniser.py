import json
from pathlib import Path

import numpy as np
import pytest

from homegallery.vision.files import ModelFiles
from homegallery.vision.plan import FEATURES, VisionPlan
from homegallery.vision.recogniser import Recogniser
from homegallery.vision.registry import built_in
from tests.shared import SHARED
from tests.vision.plans import tiny_plan

PICTURE = np.full((48, 64, 4), (10, 20, 30, 0), np.uint8)


def test_embeddings_have_the_shape_of_the_original(tmp_path: Path) -> None:
    found = tiny_plan(tmp_path).open().embeddings(PICTURE)
    assert set(found) == {"model", "version", "created", "data", "similarity"}
    assert found["data"][:4] == [10, 60, 30, 120]
    assert found["similarity"]["space"] == "embedder-1/rotation-1"
    assert len(found["similarity"]["hash"]) == 116


def test_objects_are_in_pixels_of_the_picture(tmp_path: Path) -> None:
    found = tiny_plan(tmp_path).open().objects(PICTURE)
    assert (found["width"], found["height"], found["threshold"]) == (64, 48, 0.3)
    assert found["data"] == [{"bbox": [0.0, 0.0, 32.0, 16.0], "class": "cat", "score": 0.9}]


def test_faces_have_what_clients_of_the_original_read(tmp_path: Path) -> None:
    found = tiny_plan(tmp_path).open().faces(PICTURE)
    assert (found["model"], found["version"]) == ("faces+describer", "1+1")
    first, second = found["data"]
    assert first["alignedRect"]["score"] == 0.9
    assert second["alignedRect"]["score"] == 0.65
    assert set(first["alignedRect"]["box"]) == {"x", "y", "width", "height"}
    assert first["gender"] == "unknown"
    assert first["genderProbability"] == 0
    assert first["expressions"] == {}
    assert len(first["landmarks"]["positions"]) == 5
    assert np.linalg.norm(first["descriptor"]) == pytest.approx(1, abs=1e-3)


def test_everything_can_be_written_as_json(tmp_path: Path) -> None:
    recogniser = tiny_plan(tmp_path).open()
    for feature in FEATURES:
        json.dumps(recogniser.recognise(feature, PICTURE))


def test_models_are_loaded_when_they_are_needed(tmp_path: Path) -> None:
    plan = tiny_plan(tmp_path)
    (tmp_path / plan.embedder.file).unlink()
    assert plan.open().objects(PICTURE)["data"]


def _real_plan(**models: str) -> VisionPlan:
    if SHARED is None:
        pytest.skip("the shared models are not here")
    registry = built_in()
    names = {
        "embedder": "tf2_mobilenet_v2_1.0_224",
        "object_detector": "nanodet_m",
        "face_detector": "yunet",
        "face_embedder": "mobilefacenet_128",
        **models,
    }
    embedder, objects, faces, describer = (registry[name] for name in names.values())
    files = ModelFiles(SHARED / "models")
    features = frozenset(FEATURES)
    return VisionPlan(
        features, embedder, objects, faces, describer, files, "CPUExecutionProvider", 1
    )


def _picture(name: str) -> np.ndarray:
    from homegallery.extract.picture import read_picture
    from homegallery.extract.pixels import pixels

    assert SHARED is not None
    return pixels(read_picture(SHARED / "media" / name, 800).image)


@pytest.mark.parametrize("detector", ["nanodet_m", "yolox_nano"])
def test_real_objects(detector: str) -> None:
    recogniser = _real_plan(object_detector=detector).open()
    classes = {item["class"] for item in recogniser.objects(_picture("objects/dog.jpg"))["data"]}
    assert {"dog", "bicycle"} <= classes
    first = recogniser.objects(_picture("objects/eagle.jpg"))["data"][0]
    assert first["class"] == "bird"
    assert 100 < first["bbox"][0] < 180
    assert 420 < first["bbox"][2] < 520


@pytest.mark.parametrize("detector", ["yunet", "yunet_n"])
@pytest.mark.parametrize(
    ("name", "faces"), [("group-1.jpg", 15), ("group-2.jpg", 3), ("two_people.jpg", 2)]
)
def test_real_faces(detector: str, name: str, faces: int) -> None:
    recogniser: Recogniser = _real_plan(face_detector=detector).open()
    assert len(recogniser.faces(_picture(f"faces/{name}"))["data"]) == faces


@pytest.mark.parametrize("embedder", ["mobilefacenet_128", "face_reidentification_retail_0095"])
def test_real_people_are_told_apart_at_the_limit_of_the_model(embedder: str) -> None:
    plan = _real_plan(face_embedder=embedder)
    assert SHARED is not None
    identities = json.loads((SHARED / "media/faces/identities.json").read_text())
    recogniser = plan.open()
    vectors = []
    for name in identities:
        faces = recogniser.faces(_picture(f"faces/{name}"))["data"]
        largest = max(faces, key=lambda face: face["alignedRect"]["box"]["width"])
        vectors.append(np.array(largest["descriptor"]))
    people = list(identities.values())
    for one in range(len(people)):
        for other in range(one):
            same = people[one] == people[other]
            distance = np.linalg.norm(vectors[one] - vectors[other])
            assert (distance < plan.face_embedder.same_person_distance) == same
