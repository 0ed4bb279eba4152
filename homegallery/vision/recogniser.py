"""Recognition of everything in a picture, as the objects that are stored.

The JSON has the shapes of the original's services, and keys of our own beside them:
``similarity`` (the hash and its space), and ``threshold``, the least score that counts.
"""

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from homegallery.timestamp import now
from homegallery.vision.boxes import Array
from homegallery.vision.codes import Hasher, hasher
from homegallery.vision.networks import describe, detect, embed
from homegallery.vision.plan import Feature, VisionPlan
from homegallery.vision.registry import Model, joined, space_of
from homegallery.vision.session import Session
from homegallery.vision.tensors import Pixels

_DIGITS: Final = 4
"""Decimals of embeddings and descriptors; their noise is larger."""


class Recogniser:
    """The models of a plan, each loaded when it is first needed.

    Pictures are (height, width, 3 or 4) bytes, red first. Methods raise ``SessionError``
    if a model cannot be loaded.
    """

    def __init__(self, plan: VisionPlan) -> None:
        self._plan = plan
        self._sessions: dict[str, Session] = {}
        self._hashers: dict[str, Hasher] = {}

    def recognise(self, feature: Feature, pixels: Pixels) -> dict[str, Any]:
        """The object of a feature."""
        return self._methods[feature](pixels)

    def embeddings(self, pixels: Pixels) -> dict[str, Any]:
        """``data`` (D numbers) and the ``similarity`` made of it."""
        model = self._plan.embedder
        vector = embed([pixels], model, self._session(model))[0]
        found = _described(model.name, model.version, data=_numbers(vector))
        return {**found, "similarity": self.similarity(found["data"])}

    def similarity(self, data: list[float]) -> dict[str, str]:
        """``hash`` of an embedding of the plan's embedder, and the ``space`` it is in."""
        model = self._plan.embedder
        assert model.reduction is not None
        if model.name not in self._hashers:
            self._hashers[model.name] = hasher(model.reduction, self._plan.files.directory)
        make = self._hashers[model.name]
        return {"space": space_of(model), "hash": make(np.asarray(data, np.float32))}

    def objects(self, pixels: Pixels) -> dict[str, Any]:
        """``data``: ``bbox`` (x, y, width, height in pixels), ``class`` and ``score`` of each."""
        model = self._plan.object_detector
        found = detect(pixels, model, self._session(model))
        data = [
            {"bbox": _pixels(box), "class": model.labels[label], "score": round(float(score), 4)}
            for box, label, score in zip(found.boxes, found.classes, found.scores, strict=True)
        ]
        return _described(
            model.name,
            model.version,
            width=pixels.shape[1],
            height=pixels.shape[0],
            threshold=model.output.threshold,
            data=data,
        )

    def faces(self, pixels: Pixels) -> dict[str, Any]:
        """``data``: a face each, with its box, score, landmarks and descriptor.

        What no model of ours tells (age, gender, expressions) has the values that stand
        for unknown, because clients of the original read them.
        """
        detector, embedder = self._plan.face_detector, self._plan.face_embedder
        found = detect(pixels, detector, self._session(detector))
        data: list[dict[str, Any]] = []
        if len(found.scores):
            vectors = describe(pixels, found.landmarks, embedder, self._session(embedder))
            data = list(map(_face, found.boxes, found.scores, found.landmarks, vectors))
        return _described(
            *joined(detector, embedder),
            width=pixels.shape[1],
            height=pixels.shape[0],
            threshold=detector.output.threshold,
            data=data,
        )

    def close(self) -> None:
        """Give the memory back."""
        self._sessions.clear()

    @property
    def _methods(self) -> dict[Feature, Callable[[Pixels], dict[str, Any]]]:
        return {
            "similarDetection": self.embeddings,
            "objectDetection": self.objects,
            "faceDetection": self.faces,
        }

    def _session(self, model: Model) -> Session:
        if model.name not in self._sessions:
            plan = self._plan
            self._sessions[model.name] = Session(
                model, plan.files.path(model), provider=plan.provider, threads=plan.threads
            )
        return self._sessions[model.name]


def _described(model: str, version: str, **content: Any) -> dict[str, Any]:
    return {"model": model, "version": version, "created": now(), **content}


def _face(box: Array, score: float, landmarks: Array, vector: Array) -> dict[str, Any]:
    x, y, width, height = _pixels(box)
    points = [{"x": x, "y": y} for x, y in map(_pixels, landmarks)]
    return {
        "alignedRect": {
            "box": {"x": x, "y": y, "width": width, "height": height},
            "score": round(float(score), 4),
        },
        "age": 0,
        "gender": "unknown",
        "genderProbability": 0,
        "expressions": {},
        "landmarks": {
            "positions": points,
            "leftEye": points[:1],
            "rightEye": points[1:2],
            "nose": points[2:3],
            "mouth": points[3:],
        },
        "descriptor": _numbers(vector),
    }


def _pixels(values: Array) -> list[float]:
    return [round(float(value), 1) for value in values]


def _numbers(vector: Array) -> list[float]:
    numbers: list[float] = np.round(vector.astype(np.float64), _DIGITS).tolist()
    return numbers
