"""Shots: ``/shots``: the table, one shot with its context, its poster and preview."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import FileResponse, StreamingResponse
from pydantic import Field

from shotseer.api.context import Cursor, Limit, WorkspaceOf
from shotseer.api.labels import Annotation, describe_shots
from shotseer.api.media_file import MediaFile
from shotseer.api.models import Model, OfferedShot, Page, Shot
from shotseer.core.errors import NotFoundError
from shotseer.core.feed import FeedItem, Hit
from shotseer.core.label import Verdict
from shotseer.workspace import Workspace

router = APIRouter(prefix="/shots", tags=["shots"])

ShotName = Annotated[str, Path(description="a shot's id", max_length=64)]
Labels = Annotated[list[str], Query(max_length=200, description="labels to show")]
Expression = Annotated[str, Query(max_length=2000, description="only shots that pass")]
Sort = Annotated[str, Query(max_length=100, description="video, duration, start, or a label")]
DAY = {"Cache-Control": "private, max-age=86400"}


class TableRow(Model):
    """A shot with what labels say of it: scores by current versions, and joined verdicts."""

    shot: Shot
    scores: dict[str, float | None]
    verdicts: dict[str, Verdict | None]


class ShotTable(Page[TableRow]):
    """Some rows of the table."""

    total: int = Field(description="shots that pass the filter")


class LabelView(Model):
    """What one label says of a shot."""

    label: str
    score: float | None
    threshold: float | None
    verdict: Verdict | None = Field(description="joined")
    verdicts: dict[str, Verdict] = Field(description="by annotator")


class HistoryLine(Model):
    """Something that was said of a shot; ``undone`` if it was taken back."""

    annotation: Annotation
    undone: bool


class Neighbour(Model):
    """A shot before or after in the same video."""

    shot: Shot
    score: float | None
    verdict: Verdict | None


class ShotDetail(Model):
    """A shot in its video's context."""

    shot: Shot
    duration: float = Field(description="of the whole video, in seconds")
    frame_rate: float
    width: int
    height: int
    has_audio: bool
    added_at: datetime
    fields: dict[str, str]
    is_playable: bool = Field(description="the whole video can be played in a browser")
    is_missing: bool = Field(description="its file is not where it was")
    neighbours: list[Neighbour] = Field(description="in order, the shot itself among them")
    labels: list[LabelView]
    history: list[HistoryLine] = Field(description="newest first")


def offered(
    workspace: Workspace, items: Sequence[Hit | FeedItem], label: str | None
) -> list[OfferedShot]:
    """Return shots that are offered, with the joined verdict where it is for a label."""
    ids = [item.shot_id for item in items]
    shots = describe_shots(workspace, ids)
    verdicts = {} if label is None else workspace.verdicts(label, ids)
    return [
        OfferedShot(
            shot=shots[item.shot_id],
            rank=item.rank,
            score=item.score,
            score_kind=item.score_kind,
            reason=item.reason if isinstance(item, FeedItem) else "",
            verdict=verdicts.get(item.shot_id),
        )
        for item in items
        if item.shot_id in shots
    ]


@router.get("")
def list_shots(
    workspace: WorkspaceOf,
    label: Labels = [],  # noqa: B006
    where: Expression = "",
    sort: Sort = "video",
    descending: bool = False,
    cursor: Cursor = None,
    limit: Limit = 60,
) -> ShotTable:
    """Return the table of shots by labels."""
    found = workspace.table(
        label, where=where, sort=sort, descending=descending, after=cursor, k=limit
    )
    return ShotTable(
        items=[
            TableRow(
                shot=Shot.of(row.shot, row.video_name, workspace.folder),
                scores=dict(row.scores),
                verdicts=dict(row.verdicts),
            )
            for row in found.rows
        ],
        next_cursor=found.next,
        total=found.total,
    )


@router.get("/export", response_class=StreamingResponse)
def export_shots(
    workspace: WorkspaceOf,
    label: Labels = [],  # noqa: B006
    where: Expression = "",
    format: Literal["csv", "jsonl"] = "csv",
) -> StreamingResponse:
    """Download every shot that passes a filter, as CSV or JSON Lines."""
    chunks: Iterator[str] = workspace.export_table(label, where=where, kind=format)
    media = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl"}[format]
    headers = {"Content-Disposition": f'attachment; filename="shots.{format}"'}
    return StreamingResponse(chunks, media_type=media, headers=headers)


@router.get("/{shot}")
def get_shot(
    workspace: WorkspaceOf,
    shot: ShotName,
    label: Annotated[str | None, Query(max_length=100)] = None,
) -> ShotDetail:
    """Return a shot in its context; ``label`` says whose scores its neighbours carry."""
    found = workspace.shot_detail(shot, label)
    name = found.record.name
    video = found.record.video
    return ShotDetail(
        shot=Shot.of(found.shot, name, workspace.folder),
        duration=float(video.duration),
        frame_rate=float(video.frame_rate),
        width=video.width,
        height=video.height,
        has_audio=video.has_audio,
        added_at=found.record.added_at,
        fields=dict(found.fields),
        is_playable=found.is_playable,
        is_missing=found.is_missing,
        neighbours=[
            Neighbour(
                shot=Shot.of(one.shot, name, workspace.folder), score=one.score, verdict=one.verdict
            )
            for one in found.neighbours
        ],
        labels=[
            LabelView(
                label=one.label,
                score=one.score,
                threshold=one.threshold,
                verdict=one.verdict,
                verdicts=dict(one.verdicts),
            )
            for one in found.labels
        ],
        history=[
            HistoryLine(annotation=Annotation.of(line.annotation), undone=line.undone)
            for line in found.history
        ],
    )


@router.head("/{shot}/poster", include_in_schema=False)
@router.get("/{shot}/poster", response_class=FileResponse)
def get_poster(workspace: WorkspaceOf, shot: ShotName) -> FileResponse:
    """Return the still picture of a shot."""
    poster, _ = workspace.media(shot)
    return MediaFile(poster, media_type="image/jpeg", headers=DAY)


@router.head("/{shot}/preview", include_in_schema=False)
@router.get("/{shot}/preview", response_class=FileResponse)
def get_preview(workspace: WorkspaceOf, shot: ShotName) -> FileResponse:
    """Return the looping clip of a shot; ranges are served."""
    _, preview = workspace.media(shot)
    if not preview.exists():
        raise NotFoundError(
            f"shot {shot} has no preview", hint="Ingest its video again; it makes what is missing."
        )
    return MediaFile(preview, media_type="video/mp4", headers=DAY)
