"""Extractors with the steps of a test, whatever the configuration chooses."""

from collections.abc import Callable
from typing import Any

from homegallery.extract.pipeline import Extractor
from homegallery.extract.step import Step


def extractor_with(steps: Callable[[], list[Step]]) -> Callable[..., Extractor]:
    """What can stand for ``Extractor``; ``steps`` is a function of a module."""

    def extractor(*args: Any, **options: Any) -> Extractor:
        return Extractor(*args, **{**options, "steps": steps})

    return extractor
