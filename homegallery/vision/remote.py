"""A client of the original's API server, or of ``homegallery vision serve``."""

import logging
from typing import TYPE_CHECKING, Any, Final

from homegallery.vision.errors import GivenUpError, RemoteError
from homegallery.vision.plan import ApiServer, Feature

if TYPE_CHECKING:
    import httpx

log = logging.getLogger(__name__)
logging.getLogger("httpx").setLevel(logging.WARNING)  # else a line for each picture

PATHS: Final[dict[Feature, str]] = {
    "similarDetection": "/embeddings",
    "objectDetection": "/objects",
    "faceDetection": "/faces",
}
PATIENCE: Final = 5
"""A feature with more failures than successes, by more than this, is given up for the run."""
_PUBLIC: Final = "api.home-gallery.org"


class RemoteRecogniser:
    """Sends previews (JPEG) to one service. Nothing is sent before the first ``recognise``."""

    def __init__(self, server: ApiServer, transport: "httpx.BaseTransport | None" = None) -> None:
        self._server = server
        self._transport = transport
        self._client: httpx.Client | None = None
        self._faults: dict[Feature, int] = {}

    def recognise(self, feature: Feature, jpeg: bytes) -> dict[str, Any]:
        """The service's answer as it is.

        Raises ``RemoteError`` if there is none of use, and ``GivenUpError`` without asking if
        the service has failed too often.
        """
        if self._faults.get(feature, 0) > PATIENCE:
            raise GivenUpError(f"{self._server.url} failed too often and is not asked again")
        try:
            answer = self._ask(PATHS[feature], jpeg)
        except RemoteError:
            self._faults[feature] = self._faults.get(feature, 0) + 1
            if self._faults[feature] > PATIENCE:
                log.warning("%s failed too often, the next import asks again", self._server.url)
            raise
        self._faults[feature] = max(0, self._faults.get(feature, 0) - 1)
        return answer

    def close(self) -> None:
        """Close the connections."""
        if self._client is not None:
            self._client.close()

    def _ask(self, path: str, jpeg: bytes) -> dict[str, Any]:
        import httpx  # late: it is for those who have a service only

        if self._client is None:
            if _PUBLIC in self._server.url:
                log.warning("previews of your photos are sent to the public %s", _PUBLIC)
            self._client = httpx.Client(timeout=self._server.timeout, transport=self._transport)
        try:
            response = self._client.post(
                f"{self._server.url}{path}", content=jpeg, headers={"Content-Type": "image/jpeg"}
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
            raise RemoteError(f"{self._server.url} does not answer: {reason}") from error
        if not response.is_success:
            raise RemoteError(f"{self._server.url} answered with status {response.status_code}")
        try:
            content = response.json()
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise RemoteError(f"{self._server.url} answered with something that is no result")
        return content
