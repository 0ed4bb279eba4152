"""Small ONNX models that tests make themselves, and registries that name them."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper

from homegallery.vision.registry import Model, ModelInput, ModelOutput, Reduction

OPSET = [helper.make_opsetid("", 13)]
RAW = ModelInput((8, 8), "RGB", (0.0,), (1.0,), "stretch")
ROTATION = Reduction("rotation", 1, threshold=0.3, scale=1.0)


def made(
    nodes: list[Any],
    weights: dict[str, NDArray[Any]],
    outputs: list[str],
    shape: tuple[int | str, ...] = ("N", 3, 8, 8),
) -> ModelProto:
    """A model with the input ``x``."""
    graph = helper.make_graph(
        nodes,
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    return helper.make_model(graph, opset_imports=OPSET, ir_version=8)


def classifier(last: str = "Gemm", channels: int = 300) -> ModelProto:
    """A 1 x 1 convolution, the average of all places, and a last layer with 5 classes.

    Its weights are such that number i of the embedding is that of the red plane times i + 1
    for even i, and of the blue one for odd i.
    """
    kernel = np.zeros((channels, 3, 1, 1), np.float32)
    for number in range(channels):
        kernel[number, 0 if number % 2 == 0 else 2] = number + 1
    weights: dict[str, NDArray[Any]] = {
        "kernel": kernel,
        "head": np.ones((channels, 5), np.float32),
    }
    nodes = [
        helper.make_node("Conv", ["x", "kernel"], ["features"]),
        helper.make_node("GlobalAveragePool", ["features"], ["pooled"]),
    ]
    if last == "Conv":
        weights["head"] = np.ones((5, channels, 1, 1), np.float32)
        nodes += [
            helper.make_node("Conv", ["pooled", "head"], ["logits4"]),
            helper.make_node("Flatten", ["logits4"], ["logits"]),
        ]
    else:
        nodes += [
            helper.make_node("Flatten", ["pooled"], ["flat"]),
            helper.make_node(last, ["flat", "head"], ["logits"]),
        ]
    nodes.append(helper.make_node("Softmax", ["logits"], ["probabilities"]))
    return made(nodes, weights, ["probabilities"])


def constant_outputs(outputs: dict[str, NDArray[np.float32]], side: int) -> ModelProto:
    """A model of one picture that always answers the same, whatever it sees."""
    zero = np.zeros((), np.float32)
    nodes = [
        helper.make_node("ReduceMean", ["x"], ["mean"], keepdims=0),
        helper.make_node("Mul", ["mean", "zero"], ["nothing"]),
        *(helper.make_node("Add", [f"{name}_value", "nothing"], [name]) for name in outputs),
    ]
    weights = {f"{name}_value": value for name, value in outputs.items()}
    return made(nodes, {"zero": zero, **weights}, list(outputs), (1, 3, side, side))


def saved(directory: Path, name: str, graph: ModelProto, **facts: Any) -> Model:
    """Write the file of a model; ``facts`` are fields of ``Model`` other than the defaults."""
    data = graph.SerializeToString()
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{name}.onnx").write_bytes(data)
    values: dict[str, Any] = {
        "name": name,
        "task": "embedding",
        "version": "1",
        "file": f"{name}.onnx",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": "none",
        "input": RAW,
        "output": ModelOutput("classifier"),
        "reduction": ROTATION,
    }
    return Model(**{**values, **facts})
