"""What every route is given: the workspace, the job runner, who asks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, cast
from urllib.parse import unquote
from weakref import WeakValueDictionary

from fastapi import Depends, Header, Query, Request

from shotseer.flows.annotate import clean_name
from shotseer.flows.run_jobs import JobRunner
from shotseer.workspace import Workspace


@dataclass(frozen=True)
class Context:
    """The one workspace that a server serves.

    ``roots`` are the folders from which videos may be added. ``in_flight`` has the idempotency keys
    of the writes that are being answered.
    """

    workspace: Workspace
    runner: JobRunner
    roots: tuple[Path, ...]
    in_flight: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)


def context(request: Request) -> Context:
    """Return what the server was started with."""
    return cast(Context, request.app.state.context)


def workspace(request: Request) -> Workspace:
    """Return the workspace."""
    return context(request).workspace


def annotator(
    request: Request,
    shotseer_annotator: Annotated[
        str, Header(description="who judges; percent-encoded UTF-8", max_length=600)
    ] = "",
) -> str:
    """Return who asks: the name the client gives, or that of the settings.

    The one place that says who somebody is. Accounts will answer here.
    """
    name = unquote(shotseer_annotator)
    return clean_name(name) if name else workspace(request).settings.annotator_name


ContextOf = Annotated[Context, Depends(context)]
WorkspaceOf = Annotated[Workspace, Depends(workspace)]
AnnotatorOf = Annotated[str, Depends(annotator)]
Cursor = Annotated[str | None, Query(description="next_cursor of the page before", max_length=500)]
Limit = Annotated[int, Query(ge=1, le=500, description="at most so many items")]
