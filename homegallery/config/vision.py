"""Settings of recognition: similar pictures, objects and faces."""

from pathlib import Path

from pydantic import Field, PositiveFloat, PositiveInt

from homegallery.config.section import Section


class VisionSettings(Section):
    """The section ``vision``. Models are named as ``homegallery models list`` shows them."""

    dir: Path = Field(description="Directory of the files of models.")
    download: bool = Field(
        default=False,
        description="Let an import download models that are missing. Otherwise only "
        "homegallery models fetch does.",
    )
    embedder: str = Field(
        default="mobilenetv2-12", description="Model that makes pictures comparable."
    )
    object_detector: str = Field(default="nanodet_m", description="Model that finds objects.")
    face_detector: str = Field(default="yunet", description="Model that finds faces.")
    face_embedder: str = Field(
        default="mobilefacenet_128", description="Model that makes faces comparable."
    )
    similarity_threshold: float | None = Field(
        default=None,
        gt=0,
        le=1,
        description="Two pictures are similar if the cosine of their similarity hashes is at least "
        "this. Default: what fits the model.",
    )
    face_distance: PositiveFloat | None = Field(
        default=None,
        description="Two faces are of one person if their descriptors are nearer than this "
        "(Euclidean). Default: what fits the model.",
    )
    provider: str = Field(
        default="CPUExecutionProvider",
        description="Execution provider of onnxruntime, such as CUDAExecutionProvider, "
        "OpenVINOExecutionProvider or CoreMLExecutionProvider. The processor steps in.",
    )
    threads: PositiveInt = Field(
        default=1, description="Threads of each process, of which there is one per processor."
    )
