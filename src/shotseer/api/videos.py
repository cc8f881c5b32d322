"""The library: ``/videos``, what goes in, and what failed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path as FilePath
from typing import Annotated

import anyio.from_thread
from fastapi import APIRouter, Path, Query, Request, status
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import Field

from shotseer.api.context import Context, ContextOf, Cursor, Limit, WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.media_file import MediaFile
from shotseer.api.models import Job, Model, Page, Shot
from shotseer.core.errors import ConflictError, InputError, NotFoundError
from shotseer.flows.videos import VideoStatus
from shotseer.workspace import Workspace

router = APIRouter(tags=["library"], route_class=OnceRoute)

VideoName = Annotated[str, Path(description="a video's id", max_length=64)]
PathText = Annotated[str, Field(max_length=4096)]
CSV_LIMIT = 64 * 2**20


class Video(Model):
    """A video of the library."""

    id: str
    name: str
    paths: list[str]
    duration: float = Field(description="seconds")
    frame_rate: float
    width: int
    height: int
    codec: str
    container: str
    has_audio: bool
    size_bytes: int
    warning: str = Field(description="what is wrong with a file that could still be read")
    shots: int
    detector: str
    added_at: datetime
    is_missing: bool = Field(description="none of its files is where it was")
    is_playable: bool = Field(description="a browser can play it, or a copy of it")
    strip: list[str] = Field(description="shots whose posters show it at a glance")
    has_posters: bool = Field(description="false while some of these have no picture to show")
    fields: dict[str, str]

    @classmethod
    def of(cls, found: VideoStatus) -> Video:
        """Say what is known of a video."""
        record, video = found.record, found.record.video
        return cls(
            id=video.id,
            name=record.name,
            paths=list(record.paths),
            duration=float(video.duration),
            frame_rate=float(video.frame_rate),
            width=video.width,
            height=video.height,
            codec=video.codec,
            container=video.container,
            has_audio=video.has_audio,
            size_bytes=video.size_bytes,
            warning=video.warning,
            shots=record.part_count,
            detector=record.detector,
            added_at=record.added_at,
            is_missing=found.is_missing,
            is_playable=found.is_playable,
            strip=list(found.strip),
            has_posters=found.has_posters,
            fields=dict(found.fields),
        )


class Failure(Model):
    """A file that could not be ingested, and why."""

    path: str
    reason: str
    hint: str


class Paths(Model):
    """Files and folders, inside the folders that the server may read."""

    paths: list[PathText] = Field(min_length=1, max_length=1000, examples=[["/footage/monday"]])


class Upload(Model):
    """A file that was received and is a video."""

    path: str
    size_bytes: int


class FolderFile(Model):
    """A file that may be a video."""

    name: str
    size_bytes: int


class Folder(Model):
    """A folder to choose videos from."""

    path: str
    parent: str | None = Field(description="null where it is one of the roots")
    folders: list[str]
    files: list[FolderFile]


class FieldImport(Model):
    """What became of a table of columns about videos."""

    videos: int
    fields: list[str]
    problems: list[str] = Field(description="rows that could not be used, and why")


@router.get("/videos")
def list_videos(
    workspace: WorkspaceOf,
    q: Annotated[str, Query(max_length=200, description="part of the name")] = "",
    where: Annotated[
        str, Query(max_length=2000, description="only videos of which a shot passes")
    ] = "",
    cursor: Cursor = None,
    limit: Limit = 60,
) -> Page[Video]:
    """Return videos by name."""
    found = workspace.videos_page(q, where=where, after=cursor, k=limit)
    return Page(items=[Video.of(one) for one in found.videos], next_cursor=found.cursor)


@router.get("/videos/{video}")
def get_video(workspace: WorkspaceOf, video: VideoName) -> Video:
    """Return a video."""
    return Video.of(workspace.video(video))


@router.delete("/videos/{video}")
def remove_video(context: ContextOf, video: VideoName) -> Job | None:
    """Remove a video with everything derived from it; its own file stays, verdicts too.

    Where an ingest is at work, the removal waits for it: the answer is its job, else null.
    """
    record = context.workspace.video(video).record
    try:
        context.workspace.remove_video(record.video.id)
    except ConflictError:
        request = {"video": record.video.id}
        return _job(context, context.runner.start("remove", request, subject=record.name))
    return None


@router.get("/videos/{video}/shots")
def list_video_shots(workspace: WorkspaceOf, video: VideoName) -> Page[Shot]:
    """Return the shots of a video, in order."""
    found = workspace.video(video)
    shots = workspace.shots(found.record.video.id)
    return Page(
        items=[Shot.of(shot, found.record.name, workspace.folder) for shot in shots],
        next_cursor=None,
    )


@router.head("/videos/{video}/media", include_in_schema=False)
@router.get("/videos/{video}/media", response_class=FileResponse)
def get_video_media(workspace: WorkspaceOf, video: VideoName) -> FileResponse:
    """Return a file of the video that a browser can play; ranges are served."""
    path = workspace.playable_file(video)
    if path is None:
        raise NotFoundError(
            f"there is no file of {video} that a browser can play",
            hint="Make a playable copy, or tell where its file is now.",
        )
    return MediaFile(path, headers={"Cache-Control": "private, max-age=3600"})


@router.post("/videos/{video}/proxies", status_code=status.HTTP_202_ACCEPTED)
def make_proxy(context: ContextOf, video: VideoName) -> Job:
    """Start to make a copy that a browser can play; watch its job."""
    record = context.workspace.video(video).record
    request = {"video": record.video.id}
    return _job(context, context.runner.start("proxy", request, subject=record.name))


@router.get("/failures")
def list_failures(workspace: WorkspaceOf) -> Page[Failure]:
    """Return the files that could not be ingested, with the reasons."""
    items = [Failure.model_validate(one, from_attributes=True) for one in workspace.failures()]
    return Page(items=items, next_cursor=None)


@router.post("/ingests", status_code=status.HTTP_202_ACCEPTED)
def ingest(context: ContextOf, new: Paths) -> Job:
    """Start to bring files and folders into the library; watch the job."""
    return _start(context, "ingest", new)


@router.post("/relinks", status_code=status.HTTP_202_ACCEPTED)
def relink(context: ContextOf, new: Paths) -> Job:
    """Start to look in files and folders for videos that moved; watch the job."""
    return _start(context, "relink", new)


@router.post("/uploads", status_code=status.HTTP_201_CREATED)
async def upload(
    context: ContextOf,
    request: Request,
    name: Annotated[str, Query(min_length=1, max_length=255, description="the file's name")],
) -> Upload:
    """Receive a video: the request's body is the file. It is checked, then kept to be ingested."""
    path = await run_in_threadpool(_receive, context.workspace, name, request.stream())
    return Upload(path=str(path), size_bytes=path.stat().st_size)


@router.get("/folders")
def get_folder(
    context: ContextOf,
    path: Annotated[str, Query(max_length=4096, description="empty: the first root")] = "",
) -> Folder:
    """Return what lies in a folder that videos may be added from."""
    found = context.workspace.list_folder(path, context.roots)
    return Folder(
        path=str(found.path),
        parent=None if found.parent is None else str(found.parent),
        folders=list(found.folders),
        files=[FolderFile(name=one.name, size_bytes=one.size_bytes) for one in found.files],
    )


@router.get("/fields")
def list_fields(workspace: WorkspaceOf) -> list[str]:
    """Return the names of the columns that were brought in about videos."""
    return workspace.fields()


@router.post("/fields")
async def import_fields(workspace: WorkspaceOf, request: Request) -> FieldImport:
    """Bring in columns about videos: the request's body is a CSV file with a column ``video``."""
    data = bytearray()
    async for chunk in request.stream():
        data += chunk
        if len(data) > CSV_LIMIT:
            raise InputError("the table is larger than 64 MiB", hint="Split it.")
    done = await run_in_threadpool(workspace.import_fields_text, bytes(data))
    return FieldImport(videos=done.videos, fields=list(done.fields), problems=list(done.problems))


def _start(context: Context, kind: str, new: Paths) -> Job:
    """Start a job on files and folders; it reads nothing outside the roots either."""
    paths = [str(context.workspace.confine(path, context.roots)) for path in new.paths]
    allowed = [str(root) for root in (*context.roots, context.workspace.folder.uploads)]
    more = f" and {len(paths) - 1} more" if len(paths) > 1 else ""
    request = {"paths": paths, "roots": allowed}
    return _job(context, context.runner.start(kind, request, FilePath(paths[0]).name + more))


def _job(context: Context, job_id: int) -> Job:
    return Job.of(context.workspace.job(job_id))


def _receive(workspace: Workspace, name: str, stream: AsyncIterator[bytes]) -> FilePath:
    """Keep an upload, in a thread that waits for each piece of it."""

    def chunks() -> Iterator[bytes]:
        while (chunk := anyio.from_thread.run(_next, stream)) is not None:
            yield chunk

    return workspace.receive_upload(name, chunks())


async def _next(stream: AsyncIterator[bytes]) -> bytes | None:
    return await anext(stream, None)
