"""The API describes itself."""

import warnings
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response

from homegallery.server.context import Identity
from homegallery.server.reply import json_reply

router = APIRouter()


@router.api_route(
    "/api/openapi.json",
    methods=["GET", "HEAD"],
    summary="The API as OpenAPI",
    response_class=Response,
    responses={200: {"description": "An OpenAPI document"}},
)
async def openapi(request: Request, _: Identity) -> Response:
    """Send the description of all addresses."""
    return json_reply(describe(request.app))


def describe(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, without HEAD, which every GET allows as well."""
    with warnings.catch_warnings():
        # FastAPI names both methods of a route alike, and minds that.
        warnings.simplefilter("ignore")
        document = app.openapi()
    for methods in document["paths"].values():
        methods.pop("head", None)
    return document
