"""Builds and versions of a label: ``/labels/{label}/builds``, ``.../versions``."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, status
from fastapi.responses import FileResponse, PlainTextResponse
from pydantic import Field
from starlette.background import BackgroundTask

from shotseer.api.context import AnnotatorOf, ContextOf, Cursor, Limit, WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.labels import LabelName, describe_shots
from shotseer.api.models import Job, Metric, Model, Page, Shot
from shotseer.api.searches import Histogram
from shotseer.core.classifier import ClassifierVersion
from shotseer.core.label import Verdict
from shotseer.flows import versions as version_flow
from shotseer.workspace import Workspace

router = APIRouter(prefix="/labels/{label}", tags=["versions"], route_class=OnceRoute)

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
NumberQuery = Annotated[int, Query(ge=1, le=2**31 - 1)]


class NewBuild(Model):
    """How to build."""

    recipe: str = Field(default="default", max_length=100)
    seed: int = Field(default=0, ge=0, le=2**31 - 1)


class Advice(Model):
    """What would help most next, and what the app can do about it."""

    text: str
    feed: str | None = Field(description="a feed to judge")
    searches: list[str] = Field(description="words to search for")
    clusters: list[int] = Field(default=[], description="clusters of the library to look at")

    @classmethod
    def of(cls, one: version_flow.Advice) -> Advice:
        """Say what would help."""
        return cls(
            text=one.text,
            feed=one.feed,
            searches=list(one.searches),
            clusters=list(one.clusters),
        )


class PlainWords(Model):
    """A number of a version, explained in one sentence."""

    about: str = Field(examples=["precision"])
    sentence: str


class Version(Model):
    """A version of a label's classifier: immutable."""

    number: int
    id: str
    is_current: bool
    is_deployed: bool
    created_at: datetime
    created_by: str
    recipe: str
    positives: int
    negatives: int
    skips: int
    videos: int
    threshold: float
    is_calibrated: bool
    average_precision: Metric | None
    precision: Metric | None
    recall: Metric | None
    calibration_error: float | None
    grouped: bool = Field(description="estimated on videos that were held out whole")
    diversity: float
    positive_clusters: list[int]
    negative_clusters: list[int]
    notes: list[str]
    advice: list[Advice]
    plain_words: list[PlainWords]


class Point(Model):
    """A point of a precision-recall curve."""

    recall: float
    precision: float
    threshold: float


class ReliabilityBin(Model):
    """Of shots given about this probability, which share was positive."""

    predicted: float
    observed: float
    low: float
    high: float
    count: int


class Curves(Model):
    """What is known of a version's quality, as curves; from scores given out of fold."""

    precision_recall: list[Point]
    reliability: list[ReliabilityBin]
    library: Histogram = Field(description="scores of every shot")
    positives: Histogram
    negatives: Histogram


class Difference(Model):
    """A shot on which two versions differ."""

    shot: Shot
    before: float
    after: float
    verdict: Verdict | None


class Comparison(Page[Difference]):
    """Two versions side by side, and the shots that they decide differently."""

    first: Version
    second: Version
    first_curve: list[Point]
    second_curve: list[Point]
    changed: int = Field(description="shots that the two decide differently")
    to_positive: int
    to_negative: int


class Movers(Model):
    """What changed since the version before."""

    sentence: str
    shots: list[Difference]


class Restore(Model):
    """The version to go back to."""

    number: int = Field(ge=1, le=2**31 - 1)


class NewDeployment(Model):
    """The version to put to work; null withdraws the deployed one."""

    number: int | None = Field(ge=1, le=2**31 - 1)
    threshold: float | None = Field(default=None, ge=0, le=1)
    note: str = Field(default="", max_length=2000)


class Deployment(Model):
    """Which version was put to work, when and by whom; null: it was withdrawn."""

    number: int | None
    threshold: float | None
    note: str
    at: datetime
    by: str


@router.post("/builds", status_code=status.HTTP_202_ACCEPTED)
def build(context: ContextOf, by: AnnotatorOf, label: LabelName, new: NewBuild) -> Job:
    """Start a Build; watch its job. The job's result names the version."""
    context.workspace.label(label)
    request = {"label": label, "recipe": new.recipe, "seed": new.seed, "by": by}
    return Job.of(context.workspace.job(context.runner.start("build", request, subject=label)))


@router.get("/versions")
def list_versions(workspace: WorkspaceOf, label: LabelName) -> Page[Version]:
    """Return the versions of a label, newest first."""
    state = version_flow.state(workspace.parts, label)
    versions = workspace.versions(label)
    return Page(items=[_version(state, one) for one in reversed(versions)], next_cursor=None)


@router.get("/versions/{number}")
def get_version(workspace: WorkspaceOf, label: LabelName, number: Number) -> Version:
    """Return a version."""
    return _find(workspace, label, number)


@router.get("/versions/{number}/curves")
def get_curves(workspace: WorkspaceOf, label: LabelName, number: Number) -> Curves:
    """Return the curves of a version."""
    found = workspace.curves(label, number)
    return Curves(
        precision_recall=[_point(one) for one in found.precision_recall],
        reliability=[
            ReliabilityBin.model_validate(one, from_attributes=True) for one in found.reliability
        ],
        library=Histogram.model_validate(found.library, from_attributes=True),
        positives=Histogram.model_validate(found.positives, from_attributes=True),
        negatives=Histogram.model_validate(found.negatives, from_attributes=True),
    )


@router.get("/versions/{number}/card", response_class=PlainTextResponse)
def get_card(workspace: WorkspaceOf, label: LabelName, number: Number) -> PlainTextResponse:
    """Return the classifier card of a version, as Markdown."""
    return PlainTextResponse(
        workspace.card(label, number), media_type="text/markdown; charset=utf-8"
    )


@router.get("/versions/{number}/download", response_class=FileResponse)
def download_classifier(
    workspace: WorkspaceOf,
    label: LabelName,
    number: Number,
    format: Literal["onnx", "json"] = "onnx",
) -> FileResponse:
    """Download a version, to be used without shotseer."""
    folder = tempfile.TemporaryDirectory(prefix="shotseer-")
    path = FilePath(folder.name) / f"classifier.{format}"
    try:
        workspace.export_classifier(label, path, version=number)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(
        path,
        media_type="application/octet-stream" if format == "onnx" else "application/json",
        filename=f"{label}-v{number}.{format}",
        background=BackgroundTask(folder.cleanup),
    )


@router.get("/comparison")
def compare_versions(
    workspace: WorkspaceOf,
    label: LabelName,
    first: NumberQuery,
    second: NumberQuery,
    cursor: Cursor = None,
    limit: Limit = 60,
) -> Comparison:
    """Compare two versions: quality, curves, and the shots on which they disagree."""
    found = workspace.compare(label, first, second, k=limit, after=cursor)
    return Comparison(
        items=_differences(workspace, found.shots),
        next_cursor=found.cursor,
        first=_find(workspace, label, first),
        second=_find(workspace, label, second),
        first_curve=[_point(one) for one in found.first_curve],
        second_curve=[_point(one) for one in found.second_curve],
        changed=found.changed,
        to_positive=found.to_positive,
        to_negative=found.to_negative,
    )


@router.get("/movers")
def list_movers(workspace: WorkspaceOf, label: LabelName, limit: Limit = 24) -> Movers:
    """Return what changed since the version before: a sentence, and the shots that moved most."""
    found = workspace.movers(label, k=limit)
    return Movers(sentence=found.sentence, shots=_differences(workspace, found.shots))


@router.post("/restores")
def restore_version(
    workspace: WorkspaceOf, by: AnnotatorOf, label: LabelName, what: Restore
) -> Version:
    """Make an earlier version the current one again."""
    workspace.restore(label, what.number, by=by)
    return _find(workspace, label, what.number)


@router.get("/deployments")
def list_deployments(workspace: WorkspaceOf, label: LabelName) -> Page[Deployment]:
    """Return which versions were put to work, newest first."""
    return Page(
        items=[
            Deployment.model_validate(one, from_attributes=True)
            for one in workspace.deployments(label)
        ],
        next_cursor=None,
    )


@router.post("/deployments", status_code=status.HTTP_201_CREATED)
def deploy(
    workspace: WorkspaceOf, by: AnnotatorOf, label: LabelName, new: NewDeployment
) -> Deployment:
    """Put a version to work, or withdraw the one that is."""
    done = workspace.deploy(label, new.number, by=by, note=new.note, threshold=new.threshold)
    return Deployment.model_validate(done, from_attributes=True)


def _find(workspace: Workspace, label: str, number: int) -> Version:
    return _version(version_flow.state(workspace.parts, label), workspace.version(label, number))


def _version(state: version_flow.State, found: ClassifierVersion) -> Version:
    evaluation = found.evaluation
    return Version(
        number=found.number,
        id=found.id,
        is_current=found.number == state.current,
        is_deployed=found.number == state.deployed,
        created_at=found.created_at,
        created_by=found.created_by,
        recipe=found.recipe.estimator,
        positives=evaluation.positives,
        negatives=evaluation.negatives,
        skips=evaluation.skips,
        videos=evaluation.videos,
        threshold=found.threshold,
        is_calibrated=found.is_calibrated,
        average_precision=Metric.of(evaluation.average_precision),
        precision=Metric.of(evaluation.precision),
        recall=Metric.of(evaluation.recall),
        calibration_error=evaluation.calibration_error,
        grouped=evaluation.grouped,
        diversity=evaluation.diversity.score,
        positive_clusters=list(evaluation.diversity.positives),
        negative_clusters=list(evaluation.diversity.negatives),
        notes=list(found.notes),
        advice=[Advice.of(one) for one in version_flow.advice(state, found)],
        plain_words=[
            PlainWords(about=about, sentence=sentence)
            for about, sentence in version_flow.plain_words(found).items()
        ],
    )


def _point(one: version_flow.CurvePoint) -> Point:
    return Point.model_validate(one, from_attributes=True)


def _differences(
    workspace: Workspace, found: tuple[version_flow.Difference, ...]
) -> list[Difference]:
    shots = describe_shots(workspace, [one.shot_id for one in found])
    return [
        Difference(shot=shots[one.shot_id], before=one.before, after=one.after, verdict=one.verdict)
        for one in found
        if one.shot_id in shots
    ]
