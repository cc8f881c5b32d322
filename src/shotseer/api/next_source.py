"""Where to judge next: ``/labels/{label}/next-source``."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from shotseer.api.context import WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.labels import LabelName
from shotseer.api.models import Metric, Model
from shotseer.api.versions import Advice
from shotseer.core.label import Source

router = APIRouter(prefix="/labels/{label}", tags=["feeds"], route_class=OnceRoute)


class SourceWorth(Model):
    """What the newest verdicts from a feed, or from searches, taught."""

    source: Source
    verdicts: int
    positives: int
    wrong_before: int = Field(description="the version before had said otherwise")
    wrong_after: int = Field(description="the next one still does, without having seen them")
    taught: float | None = Field(description="by a verdict, on average, in nats; null without any")
    gain: Metric | None = Field(description="what the next verdict from there may teach, in nats")


class NextSource(Model):
    """The feed, or the searches, worth the next judgements."""

    version: int
    is_learnt: bool = Field(
        description="follows from what verdicts taught; else it is the usual advice"
    )
    advice: Advice
    sources: list[SourceWorth]


@router.get("/next-source")
def get_next_source(workspace: WorkspaceOf, label: LabelName) -> NextSource:
    """Return which feed, or search, is worth the next judgements, and why."""
    found = workspace.next_source(label)
    return NextSource(
        version=found.version,
        is_learnt=found.is_learnt,
        advice=Advice.of(found.advice),
        sources=[
            SourceWorth(
                source=one.source,
                verdicts=one.verdicts,
                positives=one.positives,
                wrong_before=one.wrong_before,
                wrong_after=one.wrong_after,
                taught=one.taught,
                gain=Metric.of(one.gain),
            )
            for one in found.sources
        ],
    )
