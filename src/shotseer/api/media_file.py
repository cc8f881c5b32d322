"""A file that players ask for in ranges; a range that cannot be served is a problem like others."""

from __future__ import annotations

from http import HTTPStatus

from fastapi.responses import FileResponse
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from shotseer.api.problems import problem

REFUSALS = (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)


class MediaFile(FileResponse):
    """A response with a file, or a part of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what was asked for."""
        is_refused = False

        async def send_or_refuse(message: Message) -> None:
            nonlocal is_refused
            if message["type"] == "http.response.start" and message["status"] in REFUSALS:
                is_refused = True
                answer = problem(
                    "input",
                    message["status"],
                    f"the range {Headers(scope=scope).get('range')!r} cannot be served",
                    "Ask for bytes inside the file, such as bytes=0-999.",
                )
                where = Headers(raw=message["headers"]).get("content-range")
                if where is not None:
                    answer.headers["Content-Range"] = where
                await answer(scope, receive, send)
            elif not is_refused:
                await send(message)

        await super().__call__(scope, receive, send_or_refuse)
