"""Search: ``/searches``, pictures to search by, and completion of expressions."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, status
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from shotseer.api.context import WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.models import Model, OfferedShot, Page
from shotseer.api.shots import offered
from shotseer.learn.spread import Spread as CoreSpread

router = APIRouter(tags=["search"], route_class=OnceRoute)

PICTURE_LIMIT = 32 * 2**20
Weight = Annotated[float, Field(ge=-10, le=10, allow_inf_nan=False)]
Where = Annotated[
    str, Field(max_length=2000, description="an expression", examples=["duration > 2"])
]


class Example(Model):
    """A shot or picture to resemble, or not to resemble where the weight is negative."""

    id: str = Field(max_length=100)
    weight: Weight = 1.0


class NewSearch(Model):
    """What to look for. ``words`` may hold weights and negatives: ``a car^2, not night``."""

    words: str = Field(default="", max_length=2000, examples=["a car at night, not rain"])
    shots: list[Example] = Field(default=[], max_length=50)
    pictures: list[Example] = Field(default=[], max_length=10)
    where: Where = ""
    label: str | None = Field(default=None, max_length=100, description="searched for this label")
    at_least: float | None = Field(
        default=None, ge=-2, le=2, description="leave out similarities below this"
    )
    limit: int = Field(default=60, ge=1, le=500)
    cursor: str | None = Field(default=None, max_length=500)
    search_id: str | None = Field(
        default=None, max_length=100, description="the search that a further page belongs to"
    )


class Histogram(Model):
    """How many values lie between consecutive edges."""

    edges: list[float]
    counts: list[int]


class Spread(Model):
    """How the similarities of all shots looked at are spread, and where to cut them."""

    histogram: Histogram
    suggested_cut: float
    above: int = Field(description="shots at or above `at_least`, else the suggested cut")


class SearchPage(Page[OfferedShot]):
    """Hits, most similar first, and how similarities are spread over the whole library."""

    search_id: str
    looked_at: int = Field(description="shots that the filter let through")
    spread: Spread | None = Field(description="with the first page only")


class Picture(Model):
    """A picture that can be searched by."""

    id: str


class Name(Model):
    """A name that an expression may use."""

    name: str
    kind: str = Field(description="label, field or builtin")
    written: str = Field(description="as an expression writes it, quoted where it must be")


@router.post("/searches")
def search(workspace: WorkspaceOf, new: NewSearch) -> SearchPage:
    """Find shots by words, shots and pictures."""
    found = workspace.search(
        new.words,
        like={one.id: one.weight for one in new.shots},
        pictures={str(workspace.find_picture(one.id)): one.weight for one in new.pictures},
        where=new.where,
        label=new.label,
        at_least=new.at_least,
        k=new.limit,
        after=new.cursor,
        continues=new.search_id,
        with_spread=new.cursor is None,
    )
    return SearchPage(
        items=offered(workspace, found.hits, new.label),
        next_cursor=found.next,
        search_id=found.id,
        looked_at=found.looked_at,
        spread=None if found.spread is None else _spread(found.spread),
    )


def _spread(found: CoreSpread) -> Spread:
    return Spread(
        histogram=Histogram(edges=list(found.edges), counts=list(found.counts)),
        suggested_cut=found.suggested,
        above=found.above,
    )


@router.post("/pictures", status_code=status.HTTP_201_CREATED)
async def add_picture(workspace: WorkspaceOf, request: Request) -> Picture:
    """Bring a picture to search by: the request's body is the file."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > PICTURE_LIMIT:
            break
    return Picture(id=await run_in_threadpool(workspace.add_picture, bytes(data)))


@router.get("/vocabulary")
def list_vocabulary(
    workspace: WorkspaceOf, q: Annotated[str, Query(max_length=200)] = ""
) -> list[Name]:
    """Return the names that expressions may use."""
    wanted = q.lower()
    return [
        Name(name=one.name, kind=one.kind, written=one.written)
        for one in workspace.vocabulary()
        if wanted in one.name.lower()
    ]
