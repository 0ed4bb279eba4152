"""Changes to the graph of an ONNX model before it is loaded."""

from collections.abc import Mapping
from typing import Final

from google.protobuf.message import DecodeError
from onnx import ModelProto, NodeProto, helper

from homegallery.errors import GalleryError

_WEIGHTED: Final = frozenset({"Gemm", "MatMul", "Conv"})
"""Operators that can be the last layer of a classifier, with data as their first input."""


class GraphError(GalleryError):
    """The file is no ONNX model, or not of the expected kind."""


def parse(data: bytes) -> ModelProto:
    """The model of a file's content. Raises ``GraphError``."""
    model = ModelProto()
    try:
        model.ParseFromString(data)
    except DecodeError as error:
        raise GraphError(f"the file is no ONNX model: {error}") from error
    if not model.graph.node:
        raise GraphError("the file holds no graph")
    return model


def hide_weights(model: ModelProto) -> None:
    """Take weights out of the inputs, where old exporters list them too.

    onnxruntime folds only those that nobody can set.
    """
    weights = {initializer.name for initializer in model.graph.initializer}
    inputs = [one for one in model.graph.input if one.name not in weights]
    del model.graph.input[:]
    model.graph.input.extend(inputs)


def expose_embedding(model: ModelProto) -> str:
    """Make what the last layer of a classifier sees the only output, and drop the rest.

    Returns its name; the shape is (N, D) or (N, D, H, W), with one by one pixels or with
    more, which are to be averaged. Raises ``GraphError`` if there is no such layer.
    """
    graph = model.graph
    makers = {name: node for node in graph.node for name in node.output}
    order = {name: number for number, node in enumerate(graph.node) for name in node.output}
    layers = [_last_layer(output.name, makers) for output in graph.output]
    found = [layer for layer in layers if layer is not None]
    if not found:
        raise GraphError("the model has no classification layer, so there is no embedding")
    name: str = max(found, key=lambda layer: order[layer.output[0]]).input[0]
    kind = graph.input[0].type.tensor_type.elem_type
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info(name, kind, None))
    _drop_unused(model)
    return name


def _last_layer(name: str, makers: Mapping[str, NodeProto]) -> NodeProto | None:
    """The weighted layer nearest to an output, up the first input that is computed."""
    while (node := makers.get(name)) is not None:
        if node.op_type in _WEIGHTED:
            return node
        computed = (one for one in node.input if one in makers and makers[one].input)
        name = next(computed, "")
    return None


def _drop_unused(model: ModelProto) -> None:
    """Remove nodes and weights that no output needs; nodes are in topological order."""
    graph = model.graph
    needed = {output.name for output in graph.output}
    kept: list[NodeProto] = []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    weights = [one for one in graph.initializer if one.name in needed]
    del graph.node[:]
    graph.node.extend(reversed(kept))
    del graph.initializer[:]
    graph.initializer.extend(weights)
