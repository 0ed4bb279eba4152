"""What the server counts, for Prometheus. No label names a file or a user."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, get_args

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import Scope

from homegallery.importer.progress import Phase
from homegallery.server.events import Hub
from homegallery.server.importing import ImportServiceLike
from homegallery.server.library import Library

MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS: Final = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0)

_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Others are counted together: a client can make up any number of them."""

State = Callable[[], Iterable[Metric]]
"""Numbers that are not counted but looked up."""


class Metrics:
    """Counts answers; ``state`` tells the rest when it is asked for."""

    def __init__(self, version: str, state: State) -> None:
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "homegallery_requests",
            "Answers by route.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "homegallery_request_seconds",
            "Seconds until an answer began.",
            ("route",),
            buckets=_SECONDS,
            registry=self._registry,
        )
        # Finding them by their labels takes longer than counting.
        self._series: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}
        ProcessCollector(registry=self._registry)
        self._registry.register(_Looked(version, state))

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer."""
        route = getattr(scope.get("route"), "path", "none")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        key = route, method, status
        series = self._series.get(key)
        if series is None:
            series = self._answers.labels(*key), self._seconds.labels(route)
            self._series[key] = series
        series[0].inc()
        series[1].observe(seconds)

    def text(self) -> bytes:
        """All of it in the text format."""
        return generate_latest(self._registry)


def state_of(library: Library, hub: Hub, importer: ImportServiceLike) -> Iterator[Metric]:
    """Library, streams and import as they are now. Reads the list of failed files."""
    total = max((each.current.total for each in library.perspectives), default=0)
    progress = importer.progress
    yield GaugeMetricFamily("homegallery_entries", "Entries of the library.", total)
    yield GaugeMetricFamily("homegallery_streams", "Browsers that listen to events.", len(hub))
    phase = GaugeMetricFamily(
        "homegallery_import_phase", "1 for the phase that the import is in.", labels=["phase"]
    )
    for name in get_args(Phase):
        phase.add_metric([name], name == progress.phase)
    yield phase
    for name, help_, value in (
        ("done", "Files this import is done with.", progress.done),
        ("files", "Files this import has to do.", progress.total),
        ("pending", "Files whose slow steps wait.", progress.pending),
    ):
        yield GaugeMetricFamily(f"homegallery_import_{name}", help_, value)
    failures = len(importer.failures)
    yield GaugeMetricFamily("homegallery_failures", "Files that cannot be imported.", failures)


class _Looked(Collector):
    def __init__(self, version: str, state: State) -> None:
        self._version = version
        self._state = state

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("homegallery", "The running version.", {"version": self._version})
        yield from self._state()
