"""Changing the encoder: ``/migration``."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, status
from pydantic import Field

from shotseer.api.context import AnnotatorOf, Context, ContextOf, WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.info import Space
from shotseer.api.models import Job, Metric, Model
from shotseer.core import migration as core
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.migration import MigrationStage
from shotseer.flows.migrate import Action, Request

router = APIRouter(prefix="/migration", tags=["migration"], route_class=OnceRoute)

EncoderName = Annotated[
    str, Field(min_length=1, max_length=200, examples=["clip-vit-b-32", "lite"])
]


class LeftOut(Model):
    """A video that cannot have vectors of the other encoder as things are, and why."""

    video_id: str
    name: str
    shots: int
    reason: str
    hint: str


class MigrationPlan(Model):
    """What changing the encoder will take; only what has not been done yet."""

    old: Space
    new: Space
    videos: int = Field(description="to be read")
    shots: int = Field(description="to be embedded")
    hours: float = Field(description="of video to be read")
    estimated_seconds: float | None = Field(
        description="measured on a few frames of one video; null where nothing is left to embed"
    )
    labels: int = Field(description="versions in use that will be rebuilt")
    bytes: int = Field(description="of disk, about")
    free_bytes: int
    missing: list[LeftOut] = Field(description="videos that will have no vector")
    notes: list[str]


class RebuiltVersion(Model):
    """A version in use, and what was rebuilt of it: measured on the same judged shots."""

    label: str
    version: int
    roles: list[Literal["current", "deployed"]]
    candidate: int | None = Field(description="number of the rebuilt one; null: not rebuilt")
    reason: str = Field(description="why it was not rebuilt")
    hint: str
    judged: int = Field(description="shots that both were measured on, out of fold")
    before: Metric | None = Field(description="average precision; null where too little is known")
    after: Metric | None
    difference: Metric | None = Field(description="after minus before, with its own interval")
    verdict: str = Field(examples=["better", "worse", "no clear difference", "not measured"])


class MigrationEvent(Model):
    """One thing that happened."""

    event: str = Field(examples=["started", "compared", "switched", "rolled back"])
    at: datetime
    by: str


class Migration(Model):
    """A change of the encoder, as it stands."""

    id: str
    stage: MigrationStage
    old: Space
    new: Space
    shots: int
    embedded: int = Field(description="shots with vectors in both spaces")
    left_out: list[LeftOut]
    labels: list[RebuiltVersion] = Field(description="empty before they were compared")
    job: int | None = Field(description="the job that works on it now")
    job_note: str
    old_bytes: int
    new_bytes: int
    history: list[MigrationEvent]
    advice: str = Field(description="what can be done now")


class MigrationState(Model):
    """How a change of the encoder stands, if one is under way."""

    migration: Migration | None


class NewMigration(Model):
    """Which encoder is to come."""

    encoder: EncoderName
    without_missing: bool = Field(
        default=False, description="go on without the videos that cannot be embedded"
    )
    switch: bool = Field(default=False, description="switch when it is done")


class Switch(Model):
    """Put the new vectors to use."""

    without_missing: bool = False


class Discard(Model):
    """Which vectors are deleted for good."""

    which: Literal["old", "new"] = Field(
        description="old: of the encoder that was left; new: gives the change up"
    )


@router.get("/plan")
def plan_migration(
    context: ContextOf,
    encoder: Annotated[str, Query(min_length=1, max_length=200, examples=["clip-vit-b-32"])],
) -> MigrationPlan:
    """Say what changing to an encoder will take. It opens the encoder: that may take a while."""
    found = context.workspace.plan_migration(_confined(context, encoder))
    return MigrationPlan(
        old=_space(found.old),
        new=_space(found.space),
        videos=found.videos,
        shots=found.shots,
        hours=found.hours,
        estimated_seconds=found.seconds,
        labels=found.labels,
        bytes=found.bytes,
        free_bytes=found.free_bytes,
        missing=[LeftOut.model_validate(one, from_attributes=True) for one in found.missing],
        notes=list(found.notes),
    )


@router.get("")
def get_migration(workspace: WorkspaceOf) -> MigrationState:
    """Return how a change of the encoder stands, with every label before and after."""
    found = workspace.migration()
    return MigrationState(migration=None if found is None else _migration(found))


@router.post("", status_code=status.HTTP_202_ACCEPTED)
def start_migration(context: ContextOf, by: AnnotatorOf, new: NewMigration) -> Job:
    """Start to change the encoder, or go on; watch its job. Nothing is switched unless asked."""
    asked = Request(
        Action.RUN,
        by,
        encoder=_confined(context, new.encoder),
        without_missing=new.without_missing,
        switch=new.switch,
    )
    return _start(context, asked)


@router.post("/switches", status_code=status.HTTP_202_ACCEPTED)
def switch_migration(context: ContextOf, by: AnnotatorOf, what: Switch) -> Job:
    """Put the new vectors and the rebuilt labels to use, all at once; caught up before."""
    return _start(context, Request(Action.SWITCH, by, without_missing=what.without_missing))


@router.post("/rollbacks", status_code=status.HTTP_202_ACCEPTED)
def roll_back_migration(context: ContextOf, by: AnnotatorOf) -> Job:
    """Put the old vectors and their versions to use again, all at once."""
    return _start(context, Request(Action.ROLL_BACK, by))


@router.post("/discards", status_code=status.HTTP_202_ACCEPTED)
def discard_migration(context: ContextOf, by: AnnotatorOf, what: Discard) -> Job:
    """Delete the old vectors, or the new ones; never those in use. That ends the change."""
    return _start(context, Request(Action.DISCARD, by, new=what.which == "new"))


def _start(context: Context, asked: Request) -> Job:
    workspace = context.workspace
    workspace.check_migration(asked)
    subject = asked.encoder or str(asked.action)
    number = context.runner.start("migrate", asked.plain(), subject=subject)
    return Job.of(workspace.job(number))


def _confined(context: Context, encoder: str) -> str:
    """Return an encoder's name; a folder in it has to lie where this server may read."""
    name = encoder.strip()
    part, colon, which = name.partition(":")
    found = context.workspace.migration()
    if found is not None and found.new.encoder == name:
        return name
    is_path = (
        "\\" in which or which.startswith(("/", "~", ".")) or (part == "onnx" and "/" in which)
    )
    if colon and is_path:
        return f"{part}:{context.workspace.confine(which, context.roots)}"
    # A name without a path may mean a folder too: one where the server was started.
    part, _, which = context.workspace.encoder_name(name).partition(":")
    if which.startswith("/"):
        context.workspace.confine(which, context.roots)
    return name


def _space(space: EmbeddingSpace) -> Space:
    return Space(
        id=space.id, encoder=space.encoder, dimension=space.dimension, has_text=space.has_text
    )


def _migration(found: core.Migration) -> Migration:
    return Migration(
        id=found.id,
        stage=found.stage,
        old=_space(found.old),
        new=_space(found.new),
        shots=found.shots,
        embedded=found.embedded,
        left_out=[LeftOut.model_validate(one, from_attributes=True) for one in found.left_out],
        labels=[_change(one) for one in found.labels],
        job=found.job,
        job_note=found.job_note,
        old_bytes=found.old_bytes,
        new_bytes=found.new_bytes,
        history=[MigrationEvent.model_validate(one, from_attributes=True) for one in found.history],
        advice=found.advice,
    )


def _change(one: core.LabelChange) -> RebuiltVersion:
    return RebuiltVersion.model_validate(
        {
            **{name: getattr(one, name) for name in RebuiltVersion.model_fields},
            "roles": list(one.roles),
            "before": Metric.of(one.before),
            "after": Metric.of(one.after),
            "difference": Metric.of(one.difference),
        }
    )
