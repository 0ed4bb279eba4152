"""Previews: time per photo against the floor of the libraries, likeness, two workers.

    python -m benchmarks.previews [--photo FILE] [--photos 24]

The floor is what cannot be avoided with Pillow: decoding at the DCT scale and encoding
the five previews. Times are processor time, the least of several runs, because the
machine is shared. The likeness (SSIM) of each preview is that to a Lanczos reduction of
the fully decoded photo, before encoding. pyvips is compared if it is installed.
"""

import argparse
import io
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterable
from hashlib import sha1
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from homegallery.config.extractor import ExtractorSettings
from homegallery.extract.pipeline import Extractor, FileGroup, SourceFile
from homegallery.extract.previews import PREVIEW_STEP, encode_jpeg
from homegallery.extract.process import keep_memory
from homegallery.extract.resize import fitted, shrunk
from homegallery.extract.step import Work, WorkerTools
from homegallery.storage.store import Storage

SIZES: Final = ExtractorSettings().image.preview_sizes
QUALITY: Final = ExtractorSettings().image.preview_quality
RATIO_LIMIT: Final = 1.5
SSIM_LIMIT: Final = 0.98
SCALING_LIMIT: Final = 1.8

Chain = Callable[[Image.Image], list[Image.Image]]
"""From the decoded photo to its previews, largest first."""


def camera_photo(seed: int, width: int = 4032, height: int = 3024) -> Image.Image:
    """Something like a photo: detail at all scales, hard edges, noise as after demosaicing."""
    rng = np.random.default_rng(seed)
    total = np.zeros((height, width, 3), np.float32)
    for octave in range(9):
        coarse = rng.standard_normal((3 * 2**octave * 3 // 4 + 2, 3 * 2**octave + 2, 3))
        for band in range(3):
            total[:, :, band] += _enlarged(coarse[:, :, band], width, height) * 0.55**octave
    grey = total.mean(axis=2, keepdims=True)
    total = grey + 0.4 * (total - grey)
    total[_enlarged(rng.standard_normal((24, 32)), width, height) > 0.6] *= -0.7
    noise = rng.standard_normal((height, width, 1)) + rng.standard_normal((height, width, 3)) / 2
    for axis in (0, 1):
        noise = noise / 2 + (np.roll(noise, 1, axis) + np.roll(noise, -1, axis)) / 4
    return Image.fromarray(np.clip(128 + 55 * total + 8 * noise, 0, 255).astype(np.uint8))


def _enlarged(values: NDArray[Any], width: int, height: int) -> NDArray[Any]:
    image = Image.fromarray(values.astype(np.float32))
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC))


def camera_jpeg(seed: int) -> bytes:
    """A 12 megapixel JPEG of about 4 MB."""
    target = io.BytesIO()
    camera_photo(seed).save(target, "JPEG", quality=93, subsampling="4:2:0")
    return target.getvalue()


def ssim(one: Image.Image, other: Image.Image) -> float:
    """Mean structural similarity of the luma over 8 x 8 windows (Wang et al. 2004)."""
    a, b = (np.asarray(image.convert("L"), np.float64) for image in (one, other))
    mean_a, mean_b = _windows(a), _windows(b)
    variance_a = _windows(a * a) - mean_a**2
    variance_b = _windows(b * b) - mean_b**2
    covariance = _windows(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    likeness = (2 * mean_a * mean_b + c1) * (2 * covariance + c2)
    return float(
        (likeness / ((mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2))).mean()
    )


def _windows(values: NDArray[Any], side: int = 8) -> NDArray[Any]:
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    inner = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    means: NDArray[Any] = inner / side**2
    return means


def least(*actions: Callable[[], object], runs: int = 7) -> list[float]:
    """Milliseconds of processor time of the fastest run of each, taken in turns."""
    times: list[list[float]] = [[] for _ in actions]
    for _ in range(runs):
        for action, spent in zip(actions, times, strict=True):
            start = time.process_time()
            action()
            spent.append(time.process_time() - start)
    return [min(spent) * 1000 for spent in times]


def decoded(data: bytes, long_side: int | None = None) -> Image.Image:
    """The photo, at the smallest DCT scale that is not below ``long_side``."""
    image = Image.open(io.BytesIO(data))
    if long_side is not None:
        image.draft(None, fitted(*image.size, long_side))
    image.load()
    return image


def ours(image: Image.Image) -> list[Image.Image]:
    """The chain of the gallery."""
    return _cascade(image, shrunk)


def _cascade(
    image: Image.Image, shrink: Callable[[Image.Image, int], Image.Image]
) -> list[Image.Image]:
    made = []
    for size in SIZES:
        image = shrink(image, size)
        made.append(image)
    return made


def pillow_cascade(filter_: Image.Resampling) -> Chain:
    """Each size from the one before with a filter of Pillow."""
    return lambda image: _cascade(
        image, lambda source, size: source.resize(fitted(*source.size, size), filter_)
    )


def pillow_direct(filter_: Image.Resampling, gap: float) -> Chain:
    """All sizes from the decoded photo, through ``Image.reduce``."""
    return lambda image: [
        image.resize(fitted(*image.size, size), filter_, reducing_gap=gap) for size in SIZES
    ]


def opencv_cascade(interpolation: int) -> Chain:
    """Each size from the one before with a filter of OpenCV alone."""
    import cv2

    return lambda image: _cascade(
        image,
        lambda source, size: Image.fromarray(
            cv2.resize(np.asarray(source), fitted(*source.size, size), interpolation=interpolation)
        ),
    )


def vips_cascade(image: Image.Image) -> list[Image.Image]:
    """Each size from the one before with Lanczos of libvips."""
    import pyvips

    source = pyvips.Image.new_from_memory(image.tobytes(), *image.size, 3, "uchar")
    made = []
    for size in SIZES:
        width, height = fitted(*image.size, size)
        scale = {"vscale": height / source.height, "kernel": "lanczos3"}
        source = source.resize(width / source.width, **scale).copy_memory()
        made.append(Image.frombytes("RGB", (width, height), source.write_to_memory()))
    return made


def chains() -> dict[str, Chain]:
    """All ways to be compared."""
    found: dict[str, Chain] = {"ours": ours}
    for name in ("LANCZOS", "BICUBIC", "HAMMING", "BILINEAR", "BOX"):
        found[f"Pillow {name} cascade"] = pillow_cascade(Image.Resampling[name])
    for gap in (1.0, 2.0):
        found[f"Pillow LANCZOS direct, reduce, gap {gap:g}"] = pillow_direct(
            Image.Resampling.LANCZOS, gap
        )
    import cv2

    for name in ("INTER_AREA", "INTER_LINEAR", "INTER_CUBIC"):
        found[f"OpenCV {name} cascade"] = opencv_cascade(getattr(cv2, name))
    try:
        import pyvips
    except (ImportError, OSError):
        print("pyvips is not usable here and left out")
    else:
        pyvips.cache_set_max(0)
        found["libvips lanczos3 cascade"] = vips_cascade
    return found


def compare_photo(name: str, data: bytes) -> bool:
    """Print all chains for one photo; whether our whole step is within the limits."""
    full = decoded(data)
    reference = [full.resize(fitted(*full.size, size), Image.Resampling.LANCZOS) for size in SIZES]
    scaled = decoded(data, SIZES[0])
    decode, encode, step = _floor_and_step(data, reference)
    floor = decode + encode
    print(f"\n{name}: {len(data)} bytes, {full.size}, decoded at {scaled.size}")
    print(f"floor {floor:.0f} ms: decode {decode:.0f}, encode {encode:.0f}; resampling:")
    for label, chain in chains().items():
        (spent,) = least(lambda chain=chain: chain(scaled), runs=5)  # type: ignore[misc]
        shown = " ".join(f"{value:.4f}" for value in likeness(chain(scaled), reference))
        total = 1 + spent / floor
        print(f"  {label:42} {spent:6.1f} ms, would be {total:.2f} x floor, SSIM {shown}")
    print(f"whole step {step:.0f} ms, {step / floor:.2f} x floor, limit {RATIO_LIMIT}")
    alike = min(likeness(ours(scaled), reference))
    return step / floor <= RATIO_LIMIT and alike >= SSIM_LIMIT


def likeness(made: list[Image.Image], reference: list[Image.Image]) -> list[float]:
    """SSIM of each preview, largest first."""
    return [ssim(*pair) for pair in zip(made, reference, strict=True)]


def _floor_and_step(data: bytes, reference: list[Image.Image]) -> list[float]:
    """Milliseconds of scaled decoding, of five encodings, and of the real step with files."""
    with tempfile.TemporaryDirectory() as directory:
        photo = SourceFile("bench", Path(directory), "photo.jpg", "0" * 40, len(data), 0)
        photo.path.write_bytes(data)
        storage = Storage(Path(directory, "storage"))

        def step() -> None:
            PREVIEW_STEP.run(Work(photo, (photo,), ExtractorSettings(), storage, WorkerTools()))

        return least(
            lambda: decoded(data, SIZES[0]),
            lambda: [encode_jpeg(image, QUALITY) for image in reference],
            step,
            runs=9,
        )


def measure_workers(jpegs: list[bytes], count: int, rounds: int = 3) -> float:
    """Wall time of one worker divided by that of two, warm, for ``count`` photos.

    The best of several rounds of each, taken in turns.
    """
    seconds: dict[int, list[float]] = {1: [], 2: []}
    with tempfile.TemporaryDirectory() as directory:
        base = Path(directory)
        groups = list(_photo_files(base, jpegs, count))
        for number in range(rounds):
            for workers, spent in seconds.items():
                storage = Storage(base / f"storage-{workers}-{number}")
                spent.append(_extract(groups, storage, workers))
    for workers, spent in seconds.items():
        print(f"  {workers} worker(s): {min(spent):.1f} s, {min(spent) / count * 1000:.0f} ms each")
    return min(seconds[1]) / min(seconds[2])


def _photo_files(base: Path, jpegs: list[bytes], count: int) -> Iterable[FileGroup]:
    """Photos that differ in a comment behind the end of the image."""
    for number in range(count):
        data = jpegs[number % len(jpegs)] + str(number).encode()
        path = base / f"{number}.jpg"
        path.write_bytes(data)
        digest = sha1(data, usedforsecurity=False).hexdigest()
        yield (SourceFile("bench", base, path.name, digest, len(data), 0.0),)


def _extract(groups: list[FileGroup], storage: Storage, workers: int) -> float:
    """Seconds for all groups but the first, which starts the processes."""
    with Extractor(ExtractorSettings(), storage, workers=workers) as extractor:
        warm = groups[: 2 * workers]
        for _ in extractor.extract(warm, cancel=threading.Event()):
            pass
        for path in storage.root.rglob("*-*"):
            path.unlink()
        start = time.perf_counter()
        for extracted in extractor.extract(groups, cancel=threading.Event()):
            if extracted.failures:
                raise SystemExit(f"failed: {extracted.failures}")
        return time.perf_counter() - start


def main() -> None:
    """Run everything; exit code 1 if a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo", type=Path, action="append", default=[])
    parser.add_argument("--photos", type=int, default=24, help="photos for the workers")
    arguments = parser.parse_args()
    keep_memory()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    made = camera_jpeg(1)
    good = [compare_photo("generated photo", made)]
    good += [compare_photo(path.name, path.read_bytes()) for path in arguments.photo]
    print("\nworkers, whole extraction with EXIF and storage")
    speedup = measure_workers([made], arguments.photos)
    print(f"  two workers are {speedup:.2f} times one, limit {SCALING_LIMIT}")
    if not all(good) or speedup < SCALING_LIMIT:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
