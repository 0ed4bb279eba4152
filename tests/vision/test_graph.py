from pathlib import Path

import numpy as np
import pytest
from onnx import helper

from homegallery.vision.errors import SessionError
from homegallery.vision.graph import GraphError, expose_embedding, hide_weights, parse
from homegallery.vision.networks import embed
from homegallery.vision.registry import ModelOutput, built_in
from homegallery.vision.session import LARGEST_BATCH, Session
from tests.shared import SHARED
from tests.vision.graphs import classifier, constant_outputs, made, saved


@pytest.mark.parametrize("last", ["Gemm", "MatMul", "Conv"])
def test_what_the_last_layer_sees_is_the_embedding(tmp_path: Path, last: str) -> None:
    model = saved(tmp_path, "classifier", classifier(last))
    picture = np.zeros((8, 8, 4), np.uint8)
    picture[..., 0], picture[..., 2] = 2, 3
    vector = embed([picture], model, Session(model, tmp_path / model.file))[0]
    expected = [(2 if number % 2 == 0 else 3) * (number + 1) for number in range(300)]
    assert vector.tolist() == expected


def test_what_comes_after_the_embedding_is_dropped() -> None:
    graph = classifier("Conv")
    expose_embedding(graph)
    assert [node.op_type for node in graph.graph.node] == ["Conv", "GlobalAveragePool"]
    assert [weight.name for weight in graph.graph.initializer] == ["kernel"]


def test_places_that_were_not_averaged_are(tmp_path: Path) -> None:
    """SqueezeNet has its last layer before the average."""
    nodes = [
        helper.make_node("Relu", ["x"], ["features"]),
        helper.make_node("Conv", ["features", "head"], ["maps"]),
        helper.make_node("GlobalAveragePool", ["maps"], ["logits"]),
    ]
    graph = made(nodes, {"head": np.ones((5, 3, 1, 1), np.float32)}, ["logits"])
    model = saved(tmp_path, "squeeze", graph)
    picture = np.zeros((8, 8, 3), np.uint8)
    picture[:4] = (10, 20, 30)
    vector = embed([picture], model, Session(model, tmp_path / model.file))[0]
    assert vector.tolist() == [5, 10, 15]


def test_several_pictures_are_one_batch(tmp_path: Path) -> None:
    model = saved(tmp_path, "classifier", classifier())
    session = Session(model, tmp_path / model.file)
    pictures = [np.full((8, 8, 3), value, np.uint8) for value in (1, 2, 3)]
    assert session.batches
    assert embed(pictures, model, session)[:, 0].tolist() == [1, 2, 3]


def test_a_model_of_one_picture_is_run_for_each(tmp_path: Path) -> None:
    graph = constant_outputs({"a": np.ones((1, 4), np.float32)}, 8)
    model = saved(tmp_path, "one", graph, output=ModelOutput("vector"))
    session = Session(model, tmp_path / model.file)
    assert not session.batches
    assert session.run(np.zeros((3, 3, 8, 8), np.float32))[0].shape == (3, 4)


def test_weights_are_no_inputs() -> None:
    graph = classifier()
    graph.graph.input.append(helper.make_tensor_value_info("kernel", 1, (300, 3, 1, 1)))
    hide_weights(graph)
    assert [one.name for one in graph.graph.input] == ["x"]


def test_a_graph_without_a_last_layer_is_refused() -> None:
    graph = made([helper.make_node("Relu", ["x"], ["y"])], {}, ["y"])
    with pytest.raises(GraphError, match="no classification layer"):
        expose_embedding(graph)


@pytest.mark.parametrize("data", [b"", b"no model at all", b"\xff" * 40])
def test_what_is_no_model_is_refused(data: bytes) -> None:
    with pytest.raises(GraphError):
        parse(data)


def test_a_file_with_other_content_is_refused(tmp_path: Path) -> None:
    model = saved(tmp_path, "classifier", classifier())
    path = tmp_path / model.file
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(SessionError, match="not the one that the registry names"):
        Session(model, path)


def test_an_unknown_provider_leaves_the_work_to_the_processor(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    model = saved(tmp_path, "classifier", classifier())
    Session(model, tmp_path / model.file, provider="AbacusExecutionProvider")
    assert "no AbacusExecutionProvider here" in caplog.text


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("mobilenet_v1_1.0_224", 1024),
        ("mobilenet_v2_1.0_224", 1280),
        ("tf2_mobilenet_v2_1.0_224", 1280),
    ],
)
def test_real_classifiers(name: str, length: int) -> None:
    """Ours finds the tensor that the converted files name as their embedding."""
    if SHARED is None:
        pytest.skip("the shared models are not here")
    import onnxruntime as ort

    model = built_in()[name]
    path = SHARED / "models" / model.file
    batch = np.random.default_rng(1).standard_normal((1, 3, 224, 224)).astype(np.float32)
    ours = Session(model, path).run(batch)[0].reshape(1, -1)
    plain = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    assert ours.shape == (1, length)
    np.testing.assert_allclose(ours, plain.run(["embedding"], {"input": batch})[0], atol=1e-4)


def test_a_large_batch_is_run_in_parts(tmp_path: Path) -> None:
    model = saved(tmp_path, "classifier", classifier())
    session = Session(model, tmp_path / model.file)
    batch = np.arange(2 * LARGEST_BATCH + 3, dtype=np.float32)[:, None, None, None]
    outputs = session.run(np.broadcast_to(batch, (len(batch), 3, 8, 8)))
    assert outputs[0].reshape(len(batch), -1)[:, 0].tolist() == list(range(len(batch)))
