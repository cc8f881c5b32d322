"""How good a label's classifier is: ``/labels/{label}/quality``."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import Field

from shotseer.api.context import WorkspaceOf
from shotseer.api.idempotency import OnceRoute
from shotseer.api.labels import LabelName
from shotseer.api.models import Metric, Model
from shotseer.api.versions import NumberQuery, PlainWords

router = APIRouter(prefix="/labels/{label}", tags=["versions"], route_class=OnceRoute)


class JudgedQuality(Model):
    """What was measured out of fold on the shots that people chose to judge: no fair sample."""

    positives: int
    negatives: int
    average_precision: Metric | None
    precision: Metric | None
    recall: Metric | None


class LibraryQuality(Model):
    """What is estimated over the whole library; null where there is too little to tell."""

    shots: int
    judged: int
    drawn: int = Field(description="shots drawn at random and judged")
    drawn_positives: int
    passed_over: int = Field(description="shots drawn at random, shown, and left without an answer")
    needed: int = Field(description="random judgements still needed before there is any figure")
    precision: Metric | None
    recall: Metric | None
    prevalence: Metric | None = Field(description="the share of all shots that are positive")


class Quality(Model):
    """Two figures for a version, side by side, each explained in a sentence."""

    version: int
    judged: JudgedQuality
    library: LibraryQuality
    left_out: int = Field(description="random judgements from when the library was another")
    plain_words: list[PlainWords]


@router.get("/quality")
def get_quality(
    workspace: WorkspaceOf, label: LabelName, number: NumberQuery | None = None
) -> Quality:
    """Return how good a version is on judged shots and over the library; the current one's."""
    found = workspace.quality(label, number)
    measured = found.version.evaluation
    return Quality(
        version=found.version.number,
        judged=JudgedQuality(
            positives=measured.positives,
            negatives=measured.negatives,
            average_precision=Metric.of(measured.average_precision),
            precision=Metric.of(measured.precision),
            recall=Metric.of(measured.recall),
        ),
        library=LibraryQuality(
            shots=found.library.shots,
            judged=found.library.judged,
            drawn=found.library.drawn,
            drawn_positives=found.library.drawn_positives,
            passed_over=found.library.passed_over,
            needed=found.library.needed,
            precision=Metric.of(found.library.precision),
            recall=Metric.of(found.library.recall),
            prevalence=Metric.of(found.library.prevalence),
        ),
        left_out=found.left_out,
        plain_words=[
            PlainWords(about=about, sentence=sentence) for about, sentence in found.words.items()
        ],
    )
