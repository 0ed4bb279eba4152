"""A polite client of a Nominatim service.

It keeps to the usage policy of the public one (operations.osmfoundation.org/policies/
nominatim): one request at a time, at most one per second, results kept, a contact in the
User-Agent, and silence for the rest of the run when the service asks for it.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from homegallery import __version__
from homegallery.errors import GalleryError
from homegallery.extract.geo_answers import Answers

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)

PAUSE: Final = 1.05
"""Seconds from the end of a request to the next one."""
TIMEOUT: Final = 4.0
PATIENCE: Final = 3
"""Requests without a usable answer in a row, after which the run asks no more."""

_TOO_MANY: Final = 429


class NominatimError(GalleryError):
    """The service gave no usable answer; the message says why."""


@dataclass(frozen=True)
class Service:
    """Where and how to ask; called without arguments it makes the client."""

    url: str
    languages: tuple[str, ...]
    contact: str
    cache: Path

    def __call__(self) -> "Nominatim":
        return Nominatim(self)

    @property
    def headers(self) -> dict[str, str]:
        """What is told about us."""
        return {
            "User-Agent": f"home-gallery/{__version__} (+{self.contact})",
            "Accept-Language": accept_language(self.languages),
        }


class Nominatim:
    """One connection to one service. Nothing is sent before the first ``address``."""

    def __init__(
        self,
        service: Service,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._service = service
        self._clock = clock
        self._sleep = sleep
        self._client: httpx.Client | None = None
        self._answers: Answers | None = None
        self._free_at = -float("inf")
        self._unanswered = 0
        self.stopped = False
        """Whether no more requests are sent in this run."""

    def address(self, latitude: float, longitude: float) -> dict[str, Any] | None:
        """The service's answer, or an earlier one for about the same place.

        It may be an ``error`` of the service. None once the client has ``stopped``.
        Raises ``NominatimError`` if there is no usable answer.
        """
        answers = self._open_answers()
        known = answers.get(latitude, longitude)
        if known is not None or self.stopped:
            return known
        try:
            answer = self._ask(latitude, longitude)
        except NominatimError as error:
            self._unanswered += 1
            if self._unanswered >= PATIENCE:
                self._stop(str(error))
            raise
        self._unanswered = 0
        if answer is not None:
            answers.put(latitude, longitude, answer)
        return answer

    def close(self) -> None:
        """Close connection and cache."""
        if self._client is not None:
            self._client.close()
        if self._answers is not None:
            self._answers.close()

    def _ask(self, latitude: float, longitude: float) -> dict[str, Any] | None:
        import httpx  # late: it is for those who have a service only

        if self._client is None:
            self._client = httpx.Client(headers=self._service.headers, timeout=TIMEOUT)
        self._sleep(max(0.0, self._free_at - self._clock()))
        query = {"format": "jsonv2", "lat": f"{latitude:.7f}", "lon": f"{longitude:.7f}"}
        try:
            response = self._client.get(f"{self._service.url}/reverse", params=query)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise NominatimError(f"the address service does not answer: {reason}") from error
        finally:
            self._free_at = self._clock() + PAUSE
        if response.status_code == _TOO_MANY:
            self._stop("it got too many requests")
            return None
        return _content(response)

    def _open_answers(self) -> Answers:
        if self._answers is None:
            service = (self._service.url, self._service.headers["Accept-Language"])
            self._answers = Answers(self._service.cache, " ".join(service))
        return self._answers

    def _stop(self, reason: str) -> None:
        self.stopped = True
        log.warning("%s is not asked again in this import: %s", self._service.url, reason)


def accept_language(languages: Sequence[str]) -> str:
    """The header's value: ``en``, ``de`` is ``en,de;q=0.8,*;q=0.5``."""
    count = len(languages)
    weights = (1 - 0.5 * number / count for number in range(count))
    ranked = [
        language if weight == 1 else f"{language};q={weight:.1f}"
        for language, weight in zip(languages, weights, strict=True)
    ]
    return ",".join([*ranked, "*;q=0.5"])


def _content(response: "httpx.Response") -> dict[str, Any]:
    if not response.is_success:
        raise NominatimError(f"the address service answered with status {response.status_code}")
    try:
        content = response.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise NominatimError("the address service answered with something that is no address")
    return content
