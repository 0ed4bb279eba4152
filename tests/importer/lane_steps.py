"""Steps of all lanes that need no decoder; imported in worker processes."""

from homegallery.extract.step import Step, StepError, Work

VIDEO = "video-preview-720.mp4"
POSTER = "image-preview-128.jpg"
PLACE = "geo-reverse.json"
PICTURE = b"picture\xff\xd9"
"""Ends as a whole JPEG does."""


def _is_video(work: Work) -> bool:
    return work.file.media_type == "video"


def _convert(work: Work) -> None:
    """A video called slow waits until somebody opens the pipe ``gate`` to write."""
    work.report(0.5)
    _check(work)
    if "slow" in work.file.filename:
        (work.file.base.parent / "gate").read_bytes()
    work.write_bytes(VIDEO, b"video")


def _check(work: Work) -> None:
    """What is called broken fails until there is a file ``repaired`` beside the source."""
    if "broken" in work.file.filename and not (work.file.base.parent / "repaired").exists():
        raise StepError("the reason")


def _picture(work: Work) -> None:
    if not _is_video(work):
        _check(work)
    work.write_bytes(POSTER, PICTURE)


def steps() -> list[Step]:
    """Pictures at once, videos in their lane, a place for both from the network."""
    return [
        Step("picture", 1, lambda _: [POSTER], _picture),
        Step("convert", 1, lambda work: [VIDEO] if _is_video(work) else [], _convert, lane="video"),
        Step(
            "place",
            1,
            lambda _: [PLACE],
            lambda work: work.write_json(PLACE, {"address": {"city": "Berlin"}}),
            lane="network",
        ),
    ]
