"""Answers as routes send them: JSON, compressed bodies, "not modified"."""

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response
from isal import isal_zlib

from homegallery import jsontext

JSON = "application/json; charset=utf-8"
GZIP = "application/gzip"
FOREVER = "private, max-age=31536000, immutable"
"""For what is named after its content."""
REVALIDATE = "private, no-cache"
_GZIP = 31


def json_reply(
    value: Any, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """``value`` as JSON, not to be stored."""
    known = {"Cache-Control": "no-store", **(headers or {})}
    return Response(jsontext.dumps(value), status, known, media_type=JSON)


def error_reply(
    status: int,
    message: str,
    headers: Mapping[str, str] | None = None,
    *,
    details: Mapping[str, Any] | None = None,
) -> Response:
    """An error in the form all API routes share."""
    error = {"code": status, "message": message, **(details or {})}
    return json_reply({"error": error}, status=status, headers=headers)


def packed_reply(
    request: Request, body: bytes, *, etag: str, cache_control: str, media_type: str
) -> Response:
    """A gzipped body, unpacked for those who cannot; 304 for those who have it.

    A client that accepts ``application/gzip`` gets the file itself and unpacks it: the
    web app keeps it as it is.
    """
    headers = {"ETag": etag, "Cache-Control": cache_control, "Vary": "Accept, Accept-Encoding"}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    if GZIP in request.headers.get("accept", "").lower():
        media_type = GZIP
    elif accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
    else:
        body = isal_zlib.decompress(body, _GZIP)
    return Response(body, headers=headers, media_type=media_type)


def accepts_gzip(request: Request) -> bool:
    """Whether the client takes gzip (RFC 9110, 12.5.3)."""
    for item in request.headers.get("accept-encoding", "").lower().split(","):
        coding, *parameters = (part.strip() for part in item.split(";"))
        if coding in ("gzip", "x-gzip"):
            return not any(part.replace(" ", "") in _REFUSED for part in parameters)
    return False


_REFUSED = {"q=0", "q=0.0", "q=0.00", "q=0.000"}


def is_known(request: Request, etag: str) -> bool:
    """Whether the client has the state named ``etag`` (weak comparison)."""
    known = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return etag.removeprefix("W/") in tags or "*" in tags
