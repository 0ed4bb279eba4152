"""Fits the reduction of an embedder to photos, and tells how well hashes keep its order.

    python -m benchmarks.similarity PHOTOS --models DIR --model NAME [--crops 8] [--save FILE]

PHOTOS is a folder whose sub-folders are labels. With ``--crops`` labels are not needed: each
photo is a label of its own, shared by so many random crops of it. One half of the photos is
fitted, retrieval is measured on the other; ``--save`` then fits all of them and writes the
file that the registry names as ``data`` of a reduction.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from homegallery.errors import GalleryError
from homegallery.extract.picture import read_picture
from homegallery.extract.pixels import pixels
from homegallery.vision.codes import (
    COMPONENTS,
    COORDINATES,
    Vector,
    coordinates,
    levels,
    orthonormal,
    projection,
)
from homegallery.vision.files import ModelFiles
from homegallery.vision.networks import embed
from homegallery.vision.registry import find, read_registry
from homegallery.vision.session import Session

SIZE: Final = 800
SMALLEST: Final = 160
"""Pixels of the long side; less is no photo."""
FIRST: Final = 100
"""Mean average precision looks at so many results."""
OVERLAP: Final = 20

Fit = dict[str, NDArray[np.floating[Any]]]


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("photos", type=Path)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--crops", type=int, default=0)
    parser.add_argument("--save", type=Path)
    options = parser.parse_args()
    vectors, labels, photos = _embedded(options)
    half = np.isin(photos, np.random.default_rng(1).permutation(photos.max() + 1)[::2])
    fit = fitted(vectors[half])
    print(f"{photos.max() + 1} photos, {len(vectors)} pictures, {len(set(labels))} labels")
    report(vectors[~half], labels[~half], fit)
    if options.save:
        np.savez_compressed(options.save, **fitted(vectors))  # type: ignore[arg-type]
        print(f"wrote {options.save}, {options.save.stat().st_size} bytes")


def fitted(vectors: Vector) -> Fit:
    """Mean, principal components and their standard deviations, in 16 bits."""
    mean = vectors.mean(0)
    _, spread, components = np.linalg.svd(vectors - mean, full_matrices=False)
    std = spread[:COMPONENTS] / np.sqrt(len(vectors))
    kept = std > std[0] / 1000
    values = {"mean": mean, "components": components[:COMPONENTS][kept], "std": std[kept]}
    return {name: value.astype(np.float16) for name, value in values.items()}


def report(vectors: Vector, labels: NDArray[np.int_], fit: Fit) -> None:
    """Retrieval with each reduction, every picture being a query."""
    mean = fit["mean"].astype(np.float32)
    exact = cosines(vectors)
    print(f"{'':30} mAP@{FIRST}          rank corr.  first {OVERLAP}  99 % of others below")
    rows = {"float": exact, "float, centred": cosines(vectors - mean), "stride": _stride(vectors)}
    rotation = orthonormal(vectors.shape[1], COORDINATES).T
    pairs = projection(fit["components"].astype(np.float32), fit["std"].astype(np.float32))
    codings: list[tuple[str, Vector | None, Vector]] = [
        ("rotation, own mean", None, rotation),
        ("rotation", mean, rotation),
        ("pairs", mean, pairs),
    ]
    for name, centre, matrix in codings:
        numbers = np.array([levels(coordinates(one, centre, matrix)) for one in vectors])
        codes = numbers.astype(np.float64) ** 2
        rows[name] = cosines(codes[:, ::2] - codes[:, 1::2])
        rows[f"{name} (original)"] = cosines(codes)
    reference = rows["float, centred"]
    for name, scores in rows.items():
        average, error = mean_average_precision(scores, labels)
        others = np.quantile(scores[labels[:, None] != labels], 0.99)
        ranks, first = rank_correlation(reference, scores), overlap(reference, scores)
        print(
            f"{name:30} {average:.3f} ± {error:.3f}   {ranks:.3f}       {first:.2f}   {others:.2f}"
        )


def cosines(vectors: Vector) -> NDArray[np.float64]:
    """(N, N)"""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.maximum(lengths, 1e-9)
    return np.asarray(unit @ unit.T, np.float64)


def mean_average_precision(scores: Vector, labels: NDArray[np.int_]) -> tuple[float, float]:
    """Of the first results of each query, itself left out; with its standard error."""
    values = []
    for query, row in enumerate(scores):
        order = np.argsort(-row, kind="stable")
        order = order[order != query][:FIRST]
        hits = labels[order] == labels[query]
        relevant = min(FIRST, int((labels == labels[query]).sum()) - 1)
        if relevant:
            precision = np.cumsum(hits) / np.arange(1, len(hits) + 1)
            values.append(float((precision * hits).sum()) / relevant)
    return float(np.mean(values)), float(np.std(values) / np.sqrt(len(values)))


def rank_correlation(first: Vector, second: Vector) -> float:
    """Spearman's, over all pairs."""
    above = np.triu_indices(len(first), 1)
    ranks = [scores[above].argsort().argsort().astype(np.float64) for scores in (first, second)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def overlap(first: Vector, second: Vector) -> float:
    """Share of the first results of one that are among those of the other."""
    best = [np.argsort(-scores, axis=1)[:, 1 : OVERLAP + 1] for scores in (first, second)]
    return float(np.mean([len(set(a) & set(b)) / len(a) for a, b in zip(*best, strict=True)]))


def _stride(vectors: Vector) -> NDArray[np.float64]:
    sampled = np.clip(vectors[:, ::3] / 2.875, 0, 1)
    return cosines(np.floor(3 * np.sqrt(sampled) + 0.5) ** 2)


def _embedded(options: argparse.Namespace) -> tuple[Vector, NDArray[np.int_], NDArray[np.int_]]:
    """Embeddings of all pictures, the label of each and the photo it is from."""
    model = find(read_registry(options.models), options.model, "embedding")
    session = Session(model, ModelFiles(options.models).path(model))
    random = np.random.default_rng(0)
    vectors, labels, photos = [], [], []
    names: dict[str, int] = {}
    for number, (path, image) in enumerate(_photos(options.photos)):
        label = number if options.crops else names.setdefault(path.parent.name, len(names))
        for picture in (image, *(_crop(image, random) for _ in range(options.crops))):
            vectors.append(embed([pixels(picture)], model, session)[0])
            labels.append(label)
            photos.append(number)
    return np.array(vectors), np.array(labels), np.array(photos)


def _photos(folder: Path) -> Iterator[tuple[Path, Image.Image]]:
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            image = read_picture(path, SIZE).image.convert("RGB")
        except (GalleryError, OSError, ValueError):
            continue
        if max(image.size) >= SMALLEST:
            yield path, image


def _crop(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """A part of 45 to 80 % of each side, mirrored half of the time."""
    share = random.uniform(0.45, 0.8)
    width, height = (max(8, int(side * share)) for side in image.size)
    x, y = (
        int(random.integers(0, max(1, free)))
        for free in (image.width - width, image.height - height)
    )
    part = image.crop((x, y, x + width, y + height))
    return part.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if random.random() < 0.5 else part


if __name__ == "__main__":
    main()
