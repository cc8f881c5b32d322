"""The embedding map: ``/maps``. Points travel as bytes, so that half a million are a few MB."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response, status
from pydantic import Field

from shotseer.api.context import ContextOf, WorkspaceOf
from shotseer.api.labels import describe_shots
from shotseer.api.models import Job, Model, Shot

router = APIRouter(prefix="/maps", tags=["maps"])

Method = Annotated[Literal["pca", "umap"], Path()]
Coordinate = Annotated[float, Query(ge=-1, le=2, allow_inf_nan=False)]
DAY = {"Cache-Control": "private, max-age=86400"}


class Map(Model):
    """An embedding map. ``id`` names its state: points and colours of equal ids fit together."""

    id: str
    method: str
    count: int
    note: str = Field(description="what the picture shows of the space, in words")
    videos: list[str] = Field(description="names; a colour by video is an index into this")


@router.get("")
def list_map_methods(workspace: WorkspaceOf) -> list[str]:
    """Return the methods that are installed."""
    return workspace.map_methods()


@router.get("/{method}")
def get_map(workspace: WorkspaceOf, method: Method) -> Map:
    """Return a map. PCA is made at once; UMAP has to be prepared first."""
    found = workspace.embedding_map(method)
    return Map(
        id=found.id,
        method=found.method,
        count=len(found.xy),
        note=found.note,
        videos=list(found.video_names),
    )


@router.post("/{method}/jobs", status_code=status.HTTP_202_ACCEPTED)
def prepare_map(context: ContextOf, method: Method) -> Job:
    """Start to make a map that takes long; watch its job."""
    job_id = context.runner.start("map", {"method": method}, subject=method)
    return Job.of(context.workspace.job(job_id))


@router.get("/{method}/points", response_class=Response)
def get_map_points(
    workspace: WorkspaceOf,
    method: Method,
    id: Annotated[str, Query(max_length=200, description="the map's id, for the cache")] = "",
) -> Response:
    """Return ``count`` pairs of little-endian float32 in [0, 1]: x, y, x, y ..."""
    found = workspace.embedding_map(method)
    # A map that has changed since must not be kept under the id of the old one.
    headers = DAY if id == found.id else {}
    data = found.xy.astype("<f4").tobytes()
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.get("/{method}/colours", response_class=Response)
def get_map_colours(
    workspace: WorkspaceOf,
    method: Method,
    by: Literal["score", "verdict", "video"],
    label: Annotated[str | None, Query(max_length=100)] = None,
) -> Response:
    """Return ``count`` values, one a point.

    ``score``: uint8, 0 to 254 for 0 to 1, 255 where there is none. ``verdict``: uint8, 0 none,
    1 positive, 2 negative, 3 skip. ``video``: little-endian uint16 indices into ``videos``.
    """
    values = workspace.map_colours(method, by, label)
    return Response(values.tobytes(), media_type="application/octet-stream")


@router.get("/{method}/nearest")
def get_nearest_shot(
    workspace: WorkspaceOf, method: Method, x: Coordinate, y: Coordinate
) -> Shot | None:
    """Return the shot whose point is nearest to a place."""
    shot = workspace.map_nearest(method, x, y)
    return None if shot is None else describe_shots(workspace, [shot]).get(shot)
