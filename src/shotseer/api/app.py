"""Puts the web door together: routes, errors, guard, and the built app at ``/``."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib import resources
from pathlib import Path

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.routing import APIRoute

from shotseer._version import __version__
from shotseer.api import (
    feeds,
    info,
    jobs,
    labels,
    maps,
    migration,
    next_source,
    page,
    problems,
    quality,
    searches,
    shots,
    versions,
    videos,
)
from shotseer.api.context import Context
from shotseer.api.problems import MEDIA_TYPE, Problem, problem
from shotseer.api.safety import Guard
from shotseer.flows.run_jobs import JobRunner
from shotseer.workspace import Workspace

PREFIX = "/api/v1"
DESCRIPTION = """Search, judge, build, review: everything that the app does, and nothing besides.

Errors are problem details (RFC 9457) with a `hint` that says what to do. Writes take an
`Idempotency-Key`; judgements carry a `uid` of their own. Pages go on with `next_cursor`."""

_PROBLEM = {"model": Problem, "content": {MEDIA_TYPE: {}}}
RESPONSES: dict[int | str, dict[str, object]] = {
    400: {**_PROBLEM, "description": "Something that was given cannot be used"},
    404: {**_PROBLEM, "description": "There is no such thing"},
    409: {**_PROBLEM, "description": "Something is in the way, or has to come first"},
    422: {**_PROBLEM, "description": "The request is malformed"},
}


def create_app(
    workspace: Workspace, *, roots: Sequence[Path] = (), hosts: Collection[str] = ()
) -> FastAPI:
    """Return the web door of a workspace.

    Args:
        workspace: what to serve; the app does not close it.
        roots: folders from which videos may be added, beside the workspace's own uploads.
        hosts: names under which the server may be addressed, beside those of this machine.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        runner = JobRunner(workspace.folder.root, workspace.parts)
        app.state.context = Context(workspace, runner, tuple(roots))
        try:
            yield
        finally:
            runner.close()

    app = FastAPI(
        title="shotseer",
        version=__version__,
        description=DESCRIPTION,
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        generate_unique_id_function=_operation_id,
    )
    problems.install(app)
    app.include_router(_routes(), prefix=PREFIX, responses=RESPONSES)
    app.add_api_route("/api/{path:path}", _unknown, methods=["GET"], include_in_schema=False)
    page.install(app, resources.files("shotseer") / "ui_dist")
    app.add_middleware(Guard, hosts=hosts)
    return app


def _routes() -> APIRouter:
    every = APIRouter()
    for room in (
        info,
        videos,
        shots,
        searches,
        labels,
        feeds,
        versions,
        quality,
        next_source,
        maps,
        migration,
        jobs,
    ):
        every.include_router(room.router)
    every.include_router(jobs.streams)
    return every


def _operation_id(route: APIRoute) -> str:
    return route.name


def _unknown(request: Request) -> Response:
    return problem(
        "not-found",
        HTTPStatus.NOT_FOUND,
        f"there is nothing at {request.url.path}",
        f"See {PREFIX}/openapi.json.",
    )
