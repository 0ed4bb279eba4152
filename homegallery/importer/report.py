"""Telling listeners where an import stands, a few times a second."""

import time
from typing import Final

from homegallery.importer.late import LateWork
from homegallery.importer.progress import Meter, Phase, Progress, ProgressListener
from homegallery.importer.summary import Summary

REPORT_SECONDS: Final = 0.25
"""Time between two progress reports."""


class Reporter:
    """Makes ``Progress`` of what the parts of an import know."""

    def __init__(self, listener: ProgressListener, summary: Summary, late: LateWork) -> None:
        self.meter = Meter(0)
        self._listener = listener
        self._summary = summary
        self._late = late
        self._reported = 0.0

    def report(self, phase: Phase, source: str = "", *, force: bool = False) -> None:
        """Tell the listener, unless that was done a moment ago and ``force`` is not set."""
        now = time.monotonic()
        if not force and now < self._reported + REPORT_SECONDS:
            return
        self._reported = now
        file, file_done = self._late.working_on
        self._listener(
            Progress(
                phase=phase,
                source=source,
                done=self.meter.done,
                total=self.meter.total,
                failures=len(self._summary.failures),
                rate=self.meter.rate,
                remaining=self.meter.remaining,
                pending=self._late.count,
                file=file,
                file_done=file_done,
            )
        )
