"""The workspace as a whole: ``/workspace``."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from shotseer._version import __version__
from shotseer.api.context import ContextOf
from shotseer.api.models import Model

router = APIRouter(tags=["workspace"])


class Space(Model):
    """Which encoder made the vectors."""

    id: str
    encoder: str
    dimension: int
    has_text: bool


class WorkspaceInfo(Model):
    """What is served."""

    name: str
    version: str = Field(description="of shotseer")
    space: Space | None = Field(description="null in an empty library")
    encoder: str = Field(description="of this library, or of a new one")
    encoder_note: str = Field(
        description="what this encoder is good for, and how to get a better one"
    )
    videos: int
    shots: int
    hours: float
    labels: int
    annotator: str = Field(description="who judges, where no name is given")
    roots: list[str] = Field(description="folders that videos may be added from")
    upload_limit_bytes: int


@router.get("/workspace")
def get_workspace(context: ContextOf) -> WorkspaceInfo:
    """Return what is served, and which encoder made its vectors."""
    workspace = context.workspace
    found = workspace.summary()
    space = found.space
    return WorkspaceInfo(
        name=workspace.folder.root.resolve().name,
        version=__version__,
        space=None
        if space is None
        else Space(
            id=space.id,
            encoder=space.encoder,
            dimension=space.dimension,
            has_text=space.has_text,
        ),
        encoder=found.encoder,
        encoder_note=found.encoder_note,
        videos=found.videos,
        shots=found.shots,
        hours=found.hours,
        labels=found.labels,
        annotator=workspace.settings.annotator_name,
        roots=[str(root) for root in context.roots],
        upload_limit_bytes=workspace.settings.upload_limit_bytes,
    )
