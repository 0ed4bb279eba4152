"""The API describes itself."""

import warnings
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from pydantic.json_schema import models_json_schema

from homegallery.server.context import Identity
from homegallery.server.reply import json_reply
from homegallery.server.routes.answers import ErrorDocument

router = APIRouter()

_REFUSALS = {
    "400": "A parameter is not understood",
    "401": "A password is needed",
    "429": "Too many wrong passwords; Retry-After tells how long to wait",
}
"""What any address may answer that asks who is there."""
_TOO_LARGE = {"413": "The request has more than 1 MB"}
_REFERENCE = "#/components/schemas/{model}"


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
    if app.openapi_schema is None:
        with warnings.catch_warnings():
            # FastAPI names both methods of a route alike, and minds that.
            warnings.simplefilter("ignore")
            app.openapi_schema = _completed(app.openapi())
    return app.openapi_schema


def _completed(document: dict[str, Any]) -> dict[str, Any]:
    """With the errors that all addresses share, in the form that all errors have."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    _, errors = models_json_schema([(ErrorDocument, "serialization")], ref_template=_REFERENCE)
    schemas |= errors["$defs"]
    document["components"]["securitySchemes"] = {"basic": {"type": "http", "scheme": "basic"}}
    document["security"] = [{"basic": []}, {}]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for methods in document["paths"].values():
        methods.pop("head", None)
        for method, operation in methods.items():
            _complete(operation, _REFUSALS | (_TOO_LARGE if method == "post" else {}))
    return document


def _complete(operation: dict[str, Any], refusals: dict[str, str]) -> None:
    responses = operation["responses"]
    responses.pop("422", None)
    for status, description in refusals.items():
        responses.setdefault(status, {"description": description})
    for status, response in responses.items():
        if status >= "400":
            schema = {"$ref": _REFERENCE.format(model=ErrorDocument.__name__)}
            response["content"] = {"application/json": {"schema": schema}}
