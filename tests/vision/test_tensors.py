import numpy as np
import pytest

from homegallery.vision.align import aligned, similarity_transform
from homegallery.vision.registry import ModelInput
from homegallery.vision.tensors import letterboxed, stretched

BGR = ModelInput((8, 8), "BGR", (10.0, 20.0, 30.0), (2.0, 4.0, 5.0), "letterbox", pad=114)


def test_channels_are_in_the_order_of_the_model() -> None:
    picture = np.full((8, 8, 4), (50, 40, 30, 9), np.uint8)
    batch = stretched(picture, BGR)
    assert batch.shape == (1, 3, 8, 8)
    assert batch[0, :, 3, 3].tolist() == [10, 5, 4]


def test_a_letterbox_keeps_proportions_and_pads_right_and_below() -> None:
    picture = np.full((4, 16, 3), 10, np.uint8)
    box = letterboxed(picture, ModelInput((8, 8), "RGB", (0.0,), (1.0,), "letterbox", pad=114))
    assert box.scale == 0.5
    assert (box.batch[0, :, :2] == 10).all()
    assert (box.batch[0, :, 2:] == 114).all()


def test_padding_is_normalised_like_pixels() -> None:
    box = letterboxed(np.full((8, 4, 3), 114, np.uint8), BGR)
    assert np.ptp(box.batch[0], axis=(1, 2)) == pytest.approx(0, abs=1e-4)


@pytest.mark.parametrize("size", [(1, 1), (3, 1000), (1000, 3), (7, 9), (8, 8)])
def test_pictures_of_any_size(size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), 77, np.uint8)
    plain = ModelInput((8, 8), "RGB", (0.0,), (1.0,), "stretch")
    assert (stretched(picture, plain) == 77).all()
    assert 77 in letterboxed(picture, plain).batch


def test_shrinking_averages_instead_of_leaving_out() -> None:
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[::2] = 200
    batch = stretched(picture, ModelInput((8, 8), "RGB", (0.0,), (1.0,), "stretch"))
    assert batch == pytest.approx(100, abs=1)


def test_a_turned_and_scaled_square_is_put_upright() -> None:
    square = np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]])
    turn = np.array([[0.0, -3], [3, 0]])
    matrix = similarity_transform(square @ turn.T + [5, 7], square)
    assert (square @ turn.T + [5, 7]) @ matrix[:, :2].T + matrix[:, 2] == pytest.approx(square)


def test_it_is_the_least_squares_solution() -> None:
    random = np.random.default_rng(2)
    source, target = random.random((5, 2)), random.random((5, 2))

    def error(matrix: np.ndarray) -> float:
        return float(((source @ matrix[:, :2].T + matrix[:, 2] - target) ** 2).sum())

    best = similarity_transform(source, target)
    a, b = best[0, 0], best[1, 0]
    for step in np.eye(4) * 1e-3:
        near = np.array([[a + step[0], -b - step[1], best[0, 2] + step[2]],
                         [b + step[1], a + step[0], best[1, 2] + step[3]]])  # fmt: skip
        assert error(best) < error(near)


def test_landmarks_come_to_lie_on_the_template() -> None:
    template = ((2.0, 2.0), (6.0, 2.0), (4.0, 4.0), (2.0, 6.0), (6.0, 6.0))
    spec = ModelInput((8, 8), "RGB", (0.0,), (1.0,), "align", template=template)
    picture = np.zeros((40, 40, 3), np.uint8)
    landmarks = np.array(template) * 3 + 8
    for x, y in landmarks.astype(int):
        picture[y - 1 : y + 2, x - 1 : x + 2] = 255
    crop = aligned(picture, landmarks, spec)
    bright = {(int(x), int(y)) for y, x in np.argwhere(crop[..., 0] > 200)}
    assert bright == {(int(x), int(y)) for x, y in template}
