"""A write that is sent twice is done once: the answer of an Idempotency-Key is kept.

Judgements need no key: each carries an id of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.routing import APIRoute

from shotseer.api.context import context, workspace
from shotseer.api.problems import problem
from shotseer.api.safety import SAFE_METHODS
from shotseer.store import answers
from shotseer.store.database import Database

HEADER = "idempotency-key"
KEPT = timedelta(days=1)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class OnceRoute(APIRoute):
    """A route whose writes answer a repeated Idempotency-Key with the first answer."""

    def get_route_handler(self) -> Handler:
        """Return the handler that looks for an earlier answer first."""
        handle = super().get_route_handler()

        async def once(request: Request) -> Response:
            key = request.headers.get(HEADER)
            if key is None or request.method in SAFE_METHODS:
                return await handle(request)
            if not 8 <= len(key) <= 200:
                return problem(
                    "input",
                    HTTPStatus.BAD_REQUEST,
                    f"an Idempotency-Key needs 8 to 200 characters, got {len(key)}",
                    "Use a UUID.",
                )
            lock = context(request).in_flight.setdefault(key, asyncio.Lock())
            async with lock:
                return await _answer(request, key, handle)

        return once


async def _answer(request: Request, key: str, handle: Handler) -> Response:
    database = workspace(request).parts.database
    route = f"{request.method} {request.url.path}"
    known = await run_in_threadpool(_known, database, key)
    if known is not None and known.route != route:
        return problem(
            "conflict",
            HTTPStatus.CONFLICT,
            f"this Idempotency-Key was used for {known.route}",
            "Make a new key for each write.",
        )
    if known is not None:
        return Response(known.body, known.status, media_type="application/json")
    response = await handle(request)
    if response.status_code < HTTPStatus.BAD_REQUEST and isinstance(response.body, bytes):
        await run_in_threadpool(_keep, database, key, route, response)
    return response


def _known(database: Database, key: str) -> answers.Answer | None:
    with database.reading() as connection:
        return answers.get(connection, key)


def _keep(database: Database, key: str, route: str, response: Response) -> None:
    body = bytes(response.body).decode()
    with database.writing() as connection:
        answers.put(connection, key, answers.Answer(route, response.status_code, body))
        answers.forget(connection, KEPT)
