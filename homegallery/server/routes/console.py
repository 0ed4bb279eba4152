"""The console of a browser that somebody debugs, in the log of the server."""

import hmac
import logging
import re
from typing import Annotated

from fastapi import APIRouter, HTTPException, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from homegallery.server.context import Context, Parts, Writer

router = APIRouter(tags=["debug"])

_log = logging.getLogger(__name__)

SHORTEST_TOKEN = 16
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")

Name = Annotated[str, Field(min_length=1, max_length=100)]


class ConsoleLine(BaseModel):
    """One call of ``console`` in a browser."""

    client_id: Name = Field(alias="clientId")
    date: Name
    debug_token: Annotated[str, Field(alias="debugToken", min_length=1, max_length=1000)]
    debug_session: Name = Field(alias="debugSession")
    method: Name
    args: Annotated[list[object], Field(max_length=100)]


@router.post(
    "/api/debug/console",
    status_code=201,
    summary="Log the console of a browser",
    response_class=PlainTextResponse,
    responses={
        201: {"description": "The line is in the log"},
        400: {"description": "The token is wrong, or the line is not understood"},
        404: {"description": "server.remoteConsoleToken is not set"},
    },
)
async def console(line: ConsoleLine, parts: Parts, _: Writer) -> Response:
    """Write a line to the log, if whoever sends it knows the token of the configuration."""
    token = token_of(parts)
    if token is None:
        raise HTTPException(404, "Not found")
    if not hmac.compare_digest(line.debug_token.encode(), token.encode()):
        raise HTTPException(400, "Invalid event data")
    if line.method == "log":
        text = ", ".join(_CONTROL.sub(" ", str(value))[:1000] for value in line.args)
        _log.info("%r: %s", line.debug_session, text)
    return PlainTextResponse("Created", 201, {"Cache-Control": "no-store"})


def token_of(parts: Context) -> str | None:
    """The token of the configuration; one that can be guessed is none."""
    token = parts.settings.server.remote_console_token
    return token if token and len(token) >= SHORTEST_TOKEN else None
