"""The protocol of the original's API server, offered to other galleries."""

import logging
import time
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Final

import numpy as np
from anyio import CapacityLimiter, to_thread
from PIL import Image
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from homegallery import jsontext
from homegallery.vision.errors import SessionError
from homegallery.vision.plan import Feature, VisionPlan
from homegallery.vision.recogniser import Recogniser
from homegallery.vision.remote import PATHS
from homegallery.vision.tensors import Pixels

log = logging.getLogger(__name__)

MAX_BYTES: Final = 2 << 20
"""Of a picture, as the original has it."""
MAX_PIXELS: Final = 16_000_000
"""Previews have less than one million; a small file can claim any number."""

Endpoint = Callable[[Request], Awaitable[Response]]


def service(plan: VisionPlan) -> Starlette:
    """``/health``, ``/embeddings``, ``/objects`` and ``/faces`` for the features of a plan.

    A picture comes as the body of a POST, ``image/jpeg`` of at most 2 MiB. Errors are JSON
    with ``error``: 404 a feature that is not wanted here, 413 too large, 415 no JPEG, 500
    anything else. One picture is looked at at a time, with all threads of the plan.
    """
    recogniser, limiter, start = plan.open(), CapacityLimiter(1), time.monotonic()

    async def health(_: Request) -> Response:
        return JSONResponse({"health": "OK", "uptime": round(1000 * (time.monotonic() - start))})

    def endpoint(feature: Feature) -> Endpoint:
        async def recognise(request: Request) -> Response:
            if request.headers.get("content-type", "").partition(";")[0] != "image/jpeg":
                return _error(415, "send a picture as image/jpeg")
            body = await _body(request)
            if body is None:
                return _error(413, f"the picture has more than {MAX_BYTES} bytes")
            return await to_thread.run_sync(_answer, recogniser, feature, body, limiter=limiter)

        return recognise

    possible = [feature for feature in PATHS if plan.is_possible(feature)]
    routes = [Route(PATHS[feature], endpoint(feature), methods=["POST"]) for feature in possible]
    return Starlette(routes=[Route("/health", health), *routes])


async def _body(request: Request) -> bytes | None:
    """The body, None as soon as it is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BYTES:
            return None
    return bytes(body)


def _answer(recogniser: Recogniser, feature: Feature, body: bytes) -> Response:
    try:
        found = recogniser.recognise(feature, _decoded(body))
    except (OSError, ValueError, SyntaxError, SessionError) as error:
        log.warning("%s: %s", PATHS[feature], error)
        return _error(500, str(error))
    return Response(jsontext.dumps(found), media_type="application/json")


def _decoded(body: bytes) -> Pixels:
    """(height, width, 3). Raises ``OSError`` or ``ValueError`` if it is no sound JPEG."""
    with Image.open(BytesIO(body), formats=["JPEG"]) as image:
        if image.width * image.height > MAX_PIXELS:
            raise ValueError(f"{image.width} x {image.height} pixels are too many")
        return np.asarray(image.convert("RGB"))


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status)
