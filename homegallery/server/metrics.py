"""What the server counts, for Prometheus. No label names a file or a user."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector
from starlette.types import Scope

MEDIA_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
_SECONDS: Final = (0.001, 0.005, 0.02, 0.1, 0.5, 2.0)

Gauges = Callable[[], dict[str, tuple[str, float]]]
"""Name to help text and value, as of now."""


class Metrics:
    """Counts answers; ``gauges`` tells the rest when it is asked for."""

    def __init__(self, version: str, gauges: Gauges) -> None:
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
        ProcessCollector(registry=self._registry)
        self._registry.register(_State(version, gauges))

    def answered(self, scope: Scope, status: int, seconds: float) -> None:
        """Count an answer."""
        route = getattr(scope.get("route"), "path", "none")
        self._answers.labels(route, scope["method"], status).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """All of it in the text format."""
        return generate_latest(self._registry)


class _State(Collector):
    def __init__(self, version: str, gauges: Gauges) -> None:
        self._version = version
        self._gauges = gauges

    def collect(self) -> list[GaugeMetricFamily | InfoMetricFamily]:
        build = InfoMetricFamily("homegallery", "The running version.", {"version": self._version})
        found = self._gauges()
        return [build, *(GaugeMetricFamily(name, *about) for name, about in found.items())]
