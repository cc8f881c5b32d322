"""Errors as RFC 9457 problem details: one table from our errors to HTTP status."""

from __future__ import annotations

import logging
import uuid
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from shotseer.core.errors import (
    CancelledError,
    ConflictError,
    InputError,
    MediaError,
    NotFoundError,
    NotReadyError,
    PluginError,
    ShotseerError,
    StoreError,
)

logger = logging.getLogger("shotseer.api")

MEDIA_TYPE = "application/problem+json"

STATUS: dict[type[ShotseerError], tuple[str, HTTPStatus]] = {
    ShotseerError: ("error", HTTPStatus.BAD_REQUEST),
    InputError: ("input", HTTPStatus.BAD_REQUEST),
    MediaError: ("media", HTTPStatus.UNPROCESSABLE_ENTITY),
    NotFoundError: ("not-found", HTTPStatus.NOT_FOUND),
    ConflictError: ("conflict", HTTPStatus.CONFLICT),
    NotReadyError: ("not-ready", HTTPStatus.CONFLICT),
    PluginError: ("plugin", HTTPStatus.NOT_IMPLEMENTED),
    CancelledError: ("cancelled", HTTPStatus.CONFLICT),
    StoreError: ("store", HTTPStatus.SERVICE_UNAVAILABLE),
}


class Problem(BaseModel):
    """What failed, on what, and what to do next (RFC 9457)."""

    type: str = Field(examples=["urn:shotseer:not-found"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["there is no label called 'ball'"])
    hint: str = Field(default="", examples=["Labels: night, smoking."])
    instance: str = Field(default="", description="an id to look up in the server's log")


def problem(kind: str, status: int, detail: str, hint: str = "", instance: str = "") -> Response:
    """Return a problem as a response."""
    content = Problem(
        type=f"urn:shotseer:{kind}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        hint=hint,
        instance=instance,
    )
    return JSONResponse(content.model_dump(), status, media_type=MEDIA_TYPE)


def from_error(error: ShotseerError) -> Response:
    """Return the problem that an error of ours is."""
    kind, status = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    return problem(kind, status, error.message, error.hint)


def install(app: FastAPI) -> None:
    """Answer every error of an app as a problem."""

    @app.exception_handler(ShotseerError)
    def _ours(request: Request, error: ShotseerError) -> Response:  # noqa: ARG001
        return from_error(error)

    @app.exception_handler(RequestValidationError)
    def _invalid(request: Request, error: RequestValidationError) -> Response:  # noqa: ARG001
        first: dict[str, Any] = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        is_json = first["type"] != "json_invalid"
        return problem(
            "input",
            HTTPStatus.UNPROCESSABLE_ENTITY,
            f"{where}: {first['msg']}" if is_json else "the body of the request is not JSON",
            "See /api/v1/openapi.json for what this takes.",
        )

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        kind = "not-found" if error.status_code == HTTPStatus.NOT_FOUND else "http"
        found = problem(
            kind, error.status_code, f"{request.method} {request.url.path}: {error.detail}"
        )
        found.headers.update(error.headers or {})
        return found

    @app.exception_handler(Exception)
    def _bug(request: Request, error: Exception) -> Response:
        number = uuid.uuid4().hex[:12]
        logger.error("bug %s in %s %s", number, request.method, request.url.path, exc_info=error)
        return problem(
            "bug",
            HTTPStatus.INTERNAL_SERVER_ERROR,
            "something went wrong inside shotseer",
            f"This is a bug. Please report it with the lines of the server's log about {number}.",
            number,
        )
