"""Feeds: those of a Build, selections, and further pages of either."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, status
from pydantic import Field

from shotseer.api.context import Cursor, Limit, WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.labels import LabelName
from shotseer.api.models import Model, OfferedShot, Page
from shotseer.api.shots import offered
from shotseer.core.feed import Feed, FeedKind
from shotseer.workspace import Workspace

router = APIRouter(tags=["feeds"], route_class=OnceRoute)

Fraction = Annotated[float, Field(ge=-1, le=2, allow_inf_nan=False)]


class FeedPage(Page[OfferedShot]):
    """A page of a feed. A feed is a snapshot: judging and a new Build never reorder it."""

    feed_id: str
    kind: str
    label: str | None
    version: int | None = Field(description="the version whose feed it is")
    left: int = Field(description="unjudged shots in the whole feed")


class NewSelection(Model):
    """Shots to judge: inside a polygon of a map, or passing an expression."""

    label: str = Field(max_length=100)
    map: Literal["pca", "umap"] | None = None
    polygon: list[tuple[Fraction, Fraction]] = Field(default=[], max_length=2000)
    where: str = Field(default="", max_length=2000)


@router.get("/labels/{label}/feeds/{kind}")
def get_feed(
    workspace: WorkspaceOf,
    label: LabelName,
    kind: FeedKind,
    include_judged: bool = False,
    cursor: Cursor = None,
    limit: Limit = 60,
) -> FeedPage:
    """Return a page of one of the feeds of the newest Build."""
    found = workspace.feed(label, kind, k=limit, after=cursor, include_judged=include_judged)
    return _page(workspace, found)


@router.get("/feeds/{feed_id}")
def get_feed_page(
    workspace: WorkspaceOf,
    feed_id: Annotated[str, Path(max_length=200)],
    include_judged: Annotated[bool, Query(description="judged shots too, in their places")] = False,
    cursor: Cursor = None,
    limit: Limit = 60,
) -> FeedPage:
    """Return a page of a feed by its id; that of an earlier Build goes on as it was."""
    found = workspace.feed_page(feed_id, k=limit, after=cursor, include_judged=include_judged)
    return _page(workspace, found)


@router.post("/selections", status_code=status.HTTP_201_CREATED)
def open_selection(workspace: WorkspaceOf, new: NewSelection) -> FeedPage:
    """Make a feed of shots that were chosen on the map or by an expression."""
    feed_id = workspace.open_selection(
        new.label, where=new.where, method=new.map, polygon=new.polygon
    )
    return _page(workspace, workspace.feed_page(feed_id, k=60, include_judged=True))


def _page(workspace: Workspace, found: Feed) -> FeedPage:
    return FeedPage(
        items=offered(workspace, found.items, found.label),
        next_cursor=found.cursor,
        feed_id=found.id,
        kind=found.kind,
        label=found.label,
        version=found.version,
        left=found.left,
    )
