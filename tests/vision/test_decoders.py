import numpy as np
import pytest

from homegallery.vision.boxes import Detections, cells, distinct
from homegallery.vision.decoders import decode
from homegallery.vision.registry import Model, ModelInput, ModelOutput

SIDE = 64
"""Of the input: grids of 8, 4 and 2 cells a side, 84 in all."""
CELLS = (64, 16, 4)


def _model(kind: str, threshold: float = 0.5) -> Model:
    return Model(
        name=kind,
        task="objects",
        version="1",
        file="",
        size=0,
        sha256="",
        licence="",
        input=ModelInput((SIDE, SIDE), "RGB", (0.0,), (1.0,), "letterbox"),
        output=ModelOutput(kind, threshold, 0.5),  # type: ignore[arg-type]
    )


def test_cells_go_row_by_row() -> None:
    assert cells(24, 16, 8).tolist() == [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1], [2, 1]]


def test_yolox_boxes_are_relative_to_their_cell() -> None:
    output = np.zeros((1, sum(CELLS), 5 + 3), np.float32)
    cell = CELLS[0] + 6  # stride 16, second row, third column
    output[0, cell] = [0.5, 0.25, np.log(2), np.log(1), 0.9, 0.1, 0.8, 0.3]
    found = decode([output], _model("yolox"))
    assert found.boxes.tolist() == [[pytest.approx(value) for value in (24, 12, 32, 16)]]
    assert found.scores.tolist() == [pytest.approx(0.72)]
    assert found.classes.tolist() == [1]


def test_nanodet_distances_are_means_of_distributions() -> None:
    scores = [np.zeros((1, number, 3), np.float32) for number in CELLS]
    distances = [np.zeros((1, number, 32), np.float32) for number in CELLS]
    scores[2][0, 3, 2] = 0.9  # stride 32, second row, second column: the centre is 47.5
    sides = distances[2][0, 3].reshape(4, 8)
    sides[:, 0] = 50  # nothing on any side ...
    sides[0, :2] = 50, 50  # ... but half a stride on the left
    sides[3] = [0, 0, 50, 0, 0, 0, 0, 0]  # and two strides below
    found = decode([*scores, *distances], _model("nanodet"))
    assert found.boxes == pytest.approx(np.array([[31.5, 47.5, 16, 64]]), abs=1e-3)
    assert found.classes.tolist() == [2]


def test_yunet_boxes_and_landmarks() -> None:
    widths = (1, 1, 4, 10)
    outputs = [np.zeros((1, number, width), np.float32) for width in widths for number in CELLS]
    outputs[0][0, 9], outputs[3][0, 9] = 0.81, 1.0  # stride 8, second row, second column
    outputs[6][0, 9] = [0.5, 0.5, 0, np.log(2)]
    outputs[9][0, 9] = [0, 0, 1, 0, 0.5, 0.5, 0, 1, 1, 1]
    found = decode(outputs, _model("yunet"))
    assert found.boxes.tolist() == [[pytest.approx(value) for value in (8, 4, 8, 16)]]
    assert found.scores.tolist() == [pytest.approx(0.9)]
    assert found.landmarks.tolist() == [[[8, 8], [16, 8], [12, 12], [8, 16], [16, 16]]]


@pytest.mark.parametrize("kind", ["yolox", "nanodet", "yunet"])
def test_nothing_is_found_below_the_threshold(kind: str) -> None:
    outputs = {
        "yolox": [np.zeros((1, 84, 8), np.float32)],
        "nanodet": [np.zeros((1, n, width), np.float32) for width in (3, 32) for n in CELLS],
        "yunet": [np.zeros((1, n, width), np.float32) for width in (1, 1, 4, 10) for n in CELLS],
    }[kind]
    assert len(decode(outputs, _model(kind)).scores) == 0


def test_of_overlapping_boxes_of_a_class_the_best_stays() -> None:
    boxes = np.array([[0, 0, 10, 10], [1, 0, 10, 10], [1, 0, 10, 10], [30, 0, 10, 10]], float)
    scores = np.array([0.6, 0.9, 0.8, 0.7])
    classes = np.array([0, 0, 1, 0])
    assert distinct(boxes, scores, classes, 0.5).tolist() == [1, 2, 3]
    # 90 of 110 square pixels are shared.
    assert distinct(boxes[:2], scores[:2], classes[:2], 0.82).tolist() == [1, 0]
    assert distinct(boxes[:2], scores[:2], classes[:2], 0.81).tolist() == [1]


def test_boxes_are_cut_at_the_borders_of_the_picture() -> None:
    found = Detections(
        np.array([[-4.0, 2, 10, 10], [50, 50, 8, 8]]), np.array([0.9, 0.8]),
        np.array([0, 1]), np.array([[[2.0, 4.0]], [[0.0, 0.0]]]),
    )  # fmt: skip
    scaled = found.scaled(0.5, width=40, height=20)
    assert scaled.boxes.tolist() == [[0, 4, 12, 16]]
    assert scaled.landmarks.tolist() == [[[4, 8]]]
    assert scaled.scores.tolist() == [0.9]
