from typing import Any

import pytest

from homegallery.database.mappers.vision import map_faces, map_objects, map_similarity
from tests.database.samples import group, media_file


def face(**fields: Any) -> dict[str, Any]:
    return {
        "alignedRect": {"box": {"x": 10, "y": 20.06, "width": 33.3, "height": 50}, "score": 0.7},
        "gender": "female",
        "genderProbability": 0.71,
        "age": 31.25,
        "expressions": {"neutral": 0.2, "happy": 0.4, "sad": 0.5, "angry": 0.31},
        "descriptor": {str(number): number / 3 for number in range(128)},
        **fields,
    }


def faces(*items: Any, **size: Any) -> list[Any]:
    data = {"width": 200, "height": 100, "data": list(items)} | size
    return list(map_faces(group(media_file("a.xmp"), media_file("a.jpg", faces=data)))["faces"])


def objects(*items: Any) -> list[Any]:
    data = {"width": 200, "height": 100, "data": list(items)}
    return list(map_objects(group(media_file("a.jpg", objects=data)))["objects"])


def test_a_face() -> None:
    (made,) = faces(face())
    descriptor = made.pop("descriptor")
    # 31.25 is exact and goes up; Python's round would give 31.2.
    assert made == {
        "age": 31.3, "gender": "female", "expressions": ["sad", "happy"],
        "x": 0.05, "y": 0.201, "width": 0.17, "height": 0.5,
    }  # fmt: skip
    assert descriptor[:3] == [0, 0.3333, 0.6667]
    assert len(descriptor) == 128


def test_a_descriptor_may_be_a_list() -> None:
    (made,) = faces(face(descriptor=[0.00005, -0.00005, 1]))
    assert made["descriptor"] == [0.0001, -0.0001, 1]


def test_doubts_about_a_face() -> None:
    assert faces(face(alignedRect={"box": {}, "score": 0.9})) == []
    weak = face()
    weak["alignedRect"]["score"] = 0.69
    assert faces(weak) == []
    assert faces(face(genderProbability=0.7))[0]["gender"] == "unknown"
    assert faces(face(expressions={"happy": 0.3}))[0]["expressions"] == []
    assert faces(face(), width=0) == []


def test_objects() -> None:
    made = objects(
        {"bbox": [10, 20, 100, 50.5], "class": "person", "score": 0.914},
        {"bbox": [0, 0, 1, 1], "class": "weak", "score": 0.6},
        {"bbox": [0, 0, 1], "class": "broken", "score": 0.9},
    )
    assert made == [
        {"x": 0.05, "y": 0.2, "width": 0.5, "height": 0.51, "score": 0.91, "class": "person"}
    ]  # fmt: skip


def test_similarity() -> None:
    data = {"data": [2.875] * 12}
    files = (media_file("a.xmp"), media_file("a.jpg", similarityEmbeddings=data))
    assert map_similarity(group(*files)) == {"similarityHash": "/w=="}


@pytest.mark.parametrize("broken", [None, [], "x", {"data": None}, {"data": []}, {"data": [None]}])
def test_nothing_recognised(broken: Any) -> None:
    files = group(media_file("a.jpg", faces=broken, objects=broken, similarityEmbeddings=broken))
    assert map_faces(files) == {"faces": []}
    assert map_objects(files) == {"objects": []}
    assert set(map_similarity(files)) <= {"similarityHash"}


def test_models_tell_their_own_threshold() -> None:
    found = {"width": 200, "height": 100, "threshold": 0.3, "model": "m", "version": "2",
             "data": [{"bbox": [0, 0, 20, 20], "class": "cat", "score": 0.31}]}  # fmt: skip
    assert len(map_objects(group(media_file("a.jpg", objects=found)))["objects"]) == 1
    doubtful = face(alignedRect={"box": {"x": 0, "y": 0, "width": 9, "height": 9}, "score": 0.31})
    found = {**found, "data": [doubtful]}
    (made,) = map_faces(group(media_file("a.jpg", faces=found)))["faces"]
    assert made["model"] == "m-2"


def test_a_hash_names_what_it_may_be_compared_with() -> None:
    similarity = {"hash": "AAAA", "space": "m-1/pairs-1"}
    found = {"model": "m", "version": "1", "data": [2.875] * 9, "similarity": similarity}
    entry = map_similarity(group(media_file("a.jpg", similarityEmbeddings=found)))
    assert entry == {"similarityHash": "AAAA", "similarityModel": "m-1/pairs-1"}
    del found["similarity"]
    entry = map_similarity(group(media_file("a.jpg", similarityEmbeddings=found)))
    assert entry == {"similarityHash": "/A==", "similarityModel": "m-1/stride"}
    found |= {"model": "mobilenet", "version": "v1_1.0"}
    entry = map_similarity(group(media_file("a.jpg", similarityEmbeddings=found)))
    assert entry == {"similarityHash": "/A=="}
