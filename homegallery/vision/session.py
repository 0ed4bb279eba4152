"""A model that is loaded and can be run."""

import hashlib
import logging
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from homegallery.vision.errors import SessionError
from homegallery.vision.graph import expose_embedding, hide_weights, parse
from homegallery.vision.registry import Model

log = logging.getLogger(__name__)

CPU: Final = "CPUExecutionProvider"
_ERRORS_ONLY: Final = 3

LARGEST_BATCH: Final = 8

Tensor = NDArray[np.floating[Any]]


class Session:
    """One model in memory.

    ``threads`` work on one call; with one, the calling thread does it alone, which is
    best where every processor has a process of its own. Raises ``SessionError`` if the
    file is missing, is not the one of the registry, or cannot be loaded.
    """

    def __init__(self, model: Model, path: Path, *, provider: str = CPU, threads: int = 1) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        # What a picture takes is given back: the decoder of the next one needs it. As quick.
        options.enable_cpu_mem_arena = False
        # Without spinning, threads that wait leave the processor to others.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            graph = _prepared(model, path)
            self._session = ort.InferenceSession(graph, options, providers=_providers(provider))
        except MemoryError:
            raise
        except Exception as error:  # onnxruntime raises plain exceptions of its own
            raise SessionError(f"the model {model.name} cannot be loaded: {error}") from error
        first = self._session.get_inputs()[0]
        self._input = first.name
        self._type = np.float16 if first.type == "tensor(float16)" else np.float32
        self.batches = not isinstance(first.shape[0], int)
        """Whether the model takes any number of pictures at once."""

    def run(self, batch: NDArray[np.float32]) -> list[Tensor]:
        """All outputs for a batch of (N, 3, H, W), in the order of the graph.

        More than ``LARGEST_BATCH`` are run one after another, so that a picture of a crowd
        takes no more memory than one of a family.
        """
        batch = batch.astype(self._type, copy=False)
        size = LARGEST_BATCH if self.batches else 1
        parts = (batch[start : start + size] for start in range(0, len(batch), size))
        runs: list[list[Tensor]] = [self._session.run(None, {self._input: part}) for part in parts]
        if len(runs) == 1:
            return runs[0]
        return [np.concatenate(outputs) for outputs in zip(*runs, strict=True)]


def _prepared(model: Model, path: Path) -> bytes:
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != model.sha256:
        raise SessionError("the file is not the one that the registry names")
    graph = parse(data)
    hide_weights(graph)
    if model.output.kind == "classifier":
        expose_embedding(graph)
    content: bytes = graph.SerializeToString()
    return content


def _providers(wanted: str) -> list[str]:
    """The wanted one, if this onnxruntime has it, then the processor."""
    if wanted not in ort.get_available_providers():
        log.warning("onnxruntime has no %s here, the processor is used", wanted)
        wanted = CPU
    return [wanted] if wanted == CPU else [wanted, CPU]
