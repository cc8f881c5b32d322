"""The app's own files: one page for every address, and assets whose names change with them."""

from __future__ import annotations

from http import HTTPStatus
from importlib.resources.abc import Traversable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from shotseer.api.problems import problem

FOREVER = "public, max-age=31536000, immutable"


class _Assets(StaticFiles):
    """Files with a digest in their name: they never change."""

    async def get_response(self, path: str, scope: object) -> Response:
        response = await super().get_response(path, scope)  # type: ignore[arg-type]
        if response.status_code == HTTPStatus.OK:
            response.headers["Cache-Control"] = FOREVER
        return response


def install(app: FastAPI, built: Traversable) -> None:
    """Serve the built app; where it was not built, say how to build it."""
    folder = Path(str(built))
    index = folder / "index.html"
    if (folder / "assets").is_dir():
        app.mount("/assets", _Assets(directory=folder / "assets"), name="assets")

    @app.get("/{path:path}", include_in_schema=False)
    def show(request: Request, path: str) -> Response:
        plain = folder / path
        if path and "/" not in path and "." in path and plain.is_file():
            return FileResponse(plain)
        if index.is_file():
            return FileResponse(index, headers={"Cache-Control": "no-cache"})
        return problem(
            "not-ready",
            HTTPStatus.SERVICE_UNAVAILABLE,
            f"the app at {request.url.path} has not been built",
            "Run: make ui (it needs Node 20.19 or newer). The API under /api/v1 works without.",
        )
