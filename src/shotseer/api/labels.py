"""Labels: ``/labels``, what was judged for them, and undo."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, status
from pydantic import Field

from shotseer.api.context import AnnotatorOf, Cursor, Limit, WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.models import Metric, Model, Page, Shot
from shotseer.core.label import Annotation as CoreAnnotation
from shotseer.core.label import JoinRule, Judgement, Source, Verdict
from shotseer.core.video import ShotId
from shotseer.flows.label import LabelStatus
from shotseer.flows.review import ReviewFilter, ReviewItem, ReviewOrder
from shotseer.workspace import Workspace

router = APIRouter(tags=["labels"], route_class=OnceRoute)

LabelName = Annotated[str, Path(description="a label's name", max_length=100)]
ShortText = Annotated[str, Field(max_length=500)]
LongText = Annotated[str, Field(max_length=20_000)]


class Label(Model):
    """A yes/no question about a shot, and how it stands."""

    name: str = Field(examples=["establishing-shot"])
    description: str
    guidelines: str
    rule: JoinRule
    queries: list[str]
    positives: int
    negatives: int
    skips: int
    versions: int
    current_version: int | None
    deployed_version: int | None
    last_build: datetime | None
    new_judgements: int = Field(description="since the newest Build")
    average_precision: Metric | None
    diversity: float | None = Field(description="data diversity score, 0 to 1")

    @classmethod
    def of(cls, found: LabelStatus) -> Label:
        """Say how a label stands."""
        return cls(
            name=found.label.name,
            description=found.label.description,
            guidelines=found.label.guidelines,
            rule=found.label.rule,
            queries=list(found.label.queries),
            positives=found.positives,
            negatives=found.negatives,
            skips=found.skips,
            versions=found.versions,
            current_version=found.current_version,
            deployed_version=found.deployed_version,
            last_build=found.last_build,
            new_judgements=found.new_judgements,
            average_precision=Metric.of(found.quality),
            diversity=found.diversity,
        )


class NewLabel(Model):
    """A label to be made."""

    name: str = Field(max_length=100, examples=["car-at-night"])
    description: LongText = ""
    guidelines: LongText = ""
    queries: list[ShortText] = Field(default=[], max_length=100, examples=[["a car at night"]])
    rule: JoinRule = JoinRule.NEWEST


class LabelChange(Model):
    """What to change of a label; what is left out stays. ``queries`` replaces all of them."""

    description: LongText | None = None
    guidelines: LongText | None = None
    queries: list[ShortText] | None = Field(default=None, max_length=100)
    rule: JoinRule | None = None


class NewJudgement(Model):
    """A verdict on a shot. ``uid`` is made by the client: sent twice, it counts once."""

    uid: str = Field(
        min_length=8, max_length=100, examples=["8d6f2f5e-9f6b-4d0a-8a5e-1f7e5c1f7a11"]
    )
    shot: str = Field(max_length=64, examples=["1f3a09c2b7d45e68"])
    verdict: Verdict | None = Field(description="null withdraws the verdict")
    source: Source = Source.DIRECT
    feed_id: str | None = Field(default=None, max_length=200)
    rank: int | None = Field(default=None, ge=1, le=2**53)
    score: float | None = Field(default=None, allow_inf_nan=False)
    note: LongText = ""


class NewAnnotations(Model):
    """Judgements that belong together: one undo takes them back."""

    batch: str | None = Field(default=None, min_length=8, max_length=100)
    judgements: list[NewJudgement] = Field(min_length=1, max_length=10_000)


class Appended(Model):
    """What became of some judgements."""

    added: int
    repeated: int = Field(description="were in the log already")


class Annotation(Model):
    """One line of the annotation log."""

    seq: int
    uid: str
    label: str
    annotator: str
    shot_id: str
    video_id: str
    verdict: Verdict | None
    at: datetime
    source: Source
    batch: str
    note: str

    @classmethod
    def of(cls, line: CoreAnnotation) -> Annotation:
        """Say what a line of the log holds."""
        return cls.model_validate({name: getattr(line, name) for name in cls.model_fields})


class Undo(Model):
    """What to take back: the batch that holds ``uid``, else the annotator's newest one."""

    uid: str | None = Field(default=None, max_length=100)


class Undone(Model):
    """The lines that were taken back."""

    annotations: list[Annotation]


class Reviewed(Model):
    """A standing verdict beside what a classifier says that has not learnt from it."""

    annotation: Annotation
    shot: Shot | None = Field(description="null where the shot is gone")
    probability: float | None
    suspicion: float = Field(description="probability that the verdict is wrong")
    disagreement: bool = Field(description="annotators gave different verdicts")
    contradicts_version: bool = Field(description="the current version would say the opposite")

    @classmethod
    def of(cls, item: ReviewItem, shot: Shot | None) -> Reviewed:
        """Say what was judged."""
        return cls(
            annotation=Annotation.of(item.annotation),
            shot=shot,
            probability=item.probability,
            suspicion=item.suspicion,
            disagreement=item.disagreement,
            contradicts_version=item.contradicts_version,
        )


class ReviewPage(Page[Reviewed]):
    """Some of what was judged, and how much there is of each kind."""

    total: int
    verdicts: dict[str, int]
    sources: dict[str, int]
    annotators: dict[str, int]
    suspicious: int = Field(description="verdicts more likely wrong than right")
    contradictions: int = Field(description="verdicts that the current version would turn round")


class Change(Model):
    """The joined verdict of a shot, after something was said of it or taken back."""

    shot_id: str
    verdict: Verdict | None


class Changes(Model):
    """What changed for a label since a position in its log."""

    position: str = Field(description="give it as `after` the next time")
    more: bool = Field(description="asking again brings more at once")
    changes: list[Change]


@router.get("/labels")
def list_labels(workspace: WorkspaceOf) -> Page[Label]:
    """Return every label, by name."""
    return Page(items=[Label.of(one) for one in workspace.labels()], next_cursor=None)


@router.post("/labels", status_code=status.HTTP_201_CREATED)
def create_label(workspace: WorkspaceOf, new: NewLabel) -> Label:
    """Make a label."""
    workspace.create_label(**new.model_dump())
    return Label.of(workspace.label(new.name))


@router.get("/starter-labels")
def list_starter_labels(workspace: WorkspaceOf) -> list[str]:
    """Return the names of the starter labels that are missing."""
    return workspace.missing_starter_labels()


@router.post("/starter-labels", status_code=status.HTTP_201_CREATED)
def create_starter_labels(workspace: WorkspaceOf) -> list[str]:
    """Add the 56 starter labels where they are missing; return the new names."""
    return workspace.create_starter_labels()


@router.get("/labels/{label}")
def get_label(workspace: WorkspaceOf, label: LabelName) -> Label:
    """Return a label."""
    return Label.of(workspace.label(label))


@router.patch("/labels/{label}")
def change_label(workspace: WorkspaceOf, label: LabelName, change: LabelChange) -> Label:
    """Change a label's words or its rule."""
    workspace.change_label(label, **change.model_dump())
    return Label.of(workspace.label(label))


@router.delete("/labels/{label}", status_code=status.HTTP_204_NO_CONTENT)
def remove_label(workspace: WorkspaceOf, label: LabelName) -> None:
    """Remove a label that has neither verdicts nor versions; others stay for good."""
    workspace.remove_label(label)


@router.post("/labels/{label}/annotations", status_code=status.HTTP_201_CREATED)
def annotate(
    workspace: WorkspaceOf, by: AnnotatorOf, label: LabelName, new: NewAnnotations
) -> Appended:
    """Append verdicts to the log. An answer means that they are on disk."""
    judgements = [
        Judgement(
            shot_id=ShotId(one.shot),
            verdict=one.verdict,
            source=one.source,
            feed_id=one.feed_id,
            rank=one.rank,
            score=one.score,
            note=one.note,
            uid=one.uid,
        )
        for one in new.judgements
    ]
    done = workspace.annotate(label, judgements, by=by, batch=new.batch)
    return Appended(added=done.added, repeated=done.repeated)


@router.post("/labels/{label}/undos")
def undo(workspace: WorkspaceOf, by: AnnotatorOf, label: LabelName, what: Undo) -> Undone:
    """Take back a batch of one's own. With a ``uid`` it may be repeated."""
    lines = workspace.undo(label, by=by, uid=what.uid)
    return Undone(annotations=[Annotation.of(line) for line in lines])


@router.get("/labels/{label}/changes")
def list_changes(
    workspace: WorkspaceOf,
    label: LabelName,
    after: Annotated[str | None, Query(max_length=100)] = None,
) -> Changes:
    """Return whose verdict changed since a position; without one, only the position."""
    found = workspace.changes(label, after)
    changes = [Change(shot_id=one.shot_id, verdict=one.verdict) for one in found.shots]
    return Changes(position=found.position, more=found.more, changes=changes)


@router.get("/labels/{label}/annotations")
def list_annotations(
    workspace: WorkspaceOf,
    label: LabelName,
    order: ReviewOrder = ReviewOrder.NEWEST,
    verdict: Verdict | None = None,
    annotator: Annotated[str | None, Query(max_length=200)] = None,
    source: Source | None = None,
    suspicious: bool = False,
    disagreements: bool = False,
    contradicts_version: bool = False,
    where: Annotated[str, Query(max_length=2000)] = "",
    cursor: Cursor = None,
    limit: Limit = 60,
) -> ReviewPage:
    """Return everything judged for a label."""
    wanted = ReviewFilter(
        verdict=verdict,
        annotator=annotator,
        source=source,
        suspicious=suspicious,
        disagreements=disagreements,
        contradicts_version=contradicts_version,
        where=where,
    )
    page = workspace.review_page(label, order=order, wanted=wanted, after=cursor, k=limit)
    shots = describe_shots(workspace, [item.annotation.shot_id for item in page.items])
    return ReviewPage(
        items=[Reviewed.of(item, shots.get(item.annotation.shot_id)) for item in page.items],
        next_cursor=page.cursor,
        total=page.total,
        verdicts=dict(page.verdicts),
        sources=dict(page.sources),
        annotators=dict(page.annotators),
        suspicious=page.suspicious,
        contradictions=page.contradictions,
    )


def describe_shots(workspace: Workspace, ids: list[ShotId]) -> dict[str, Shot]:
    """Return shots by id, with the names of their videos. Unknown ids are left out."""
    shots = workspace.get_shots(ids)
    names = workspace.video_names({shot.video_id for shot in shots.values()})
    return {
        i: Shot.of(shot, names.get(shot.video_id, ""), workspace.folder)
        for i, shot in shots.items()
    }
