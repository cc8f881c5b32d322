"""Review: what a judged shot is shown with, and changing what was said of it."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shotseer.core.errors import NotFoundError
from shotseer.core.label import Annotation, Judgement, Source, Verdict
from shotseer.core.video import VideoId
from shotseer.flows import annotate
from shotseer.flows.parts import Parts, find_label
from shotseer.store import annotation_log


class ReviewOrder(StrEnum):
    """Which verdicts come first."""

    NEWEST = "newest"
    SUSPICIOUS = "suspicious"


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A standing verdict beside what the newest version says of the shot.

    ``probability`` comes from a classifier that did not learn from this shot: out of fold, or
    because the verdict is newer than the version; ``None`` where there is none. ``suspicion`` is
    the probability that the verdict is wrong, 0 where nothing is known or the verdict is a skip.
    ``score`` is what the current version gives the shot, learnt from it or not;
    ``contradicts_version`` says that it decides against the verdict.
    """

    annotation: Annotation
    probability: float | None
    suspicion: float
    disagreement: bool
    score: float | None = None
    contradicts_version: bool = False


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Some of what was judged.

    ``cursor`` gives what follows, ``None`` at the end. ``total`` counts what passes the filter; the
    other counts are of everything judged for the label, by verdict, source and annotator's name.
    """

    items: tuple[ReviewItem, ...]
    cursor: str | None
    total: int
    verdicts: Mapping[str, int]
    sources: Mapping[str, int]
    annotators: Mapping[str, int]
    suspicious: int
    contradictions: int


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """Which verdicts to show.

    ``disagreements``: only where annotators gave different verdicts. ``suspicious``: only those
    more likely wrong than right. ``contradicts_version``: only where the current version decides
    otherwise.
    ``where`` is an expression about the shots; see docs/expressions.md.
    """

    verdict: Verdict | None = None
    annotator: str | None = None
    source: Source | None = None
    video: frozenset[VideoId] | None = None
    disagreements: bool = False
    where: str = ""
    suspicious: bool = False
    contradicts_version: bool = False


def flip(parts: Parts, label: str, shots: Sequence[str], by: str) -> int:
    """Turn the joined verdict on some shots round: yes to no, no to yes."""
    return _again(parts, label, shots, by, _turned)


def clear(parts: Parts, label: str, shots: Sequence[str], by: str) -> int:
    """Withdraw what an annotator said of some shots; what others said stands."""
    return _again(parts, label, shots, by, lambda _: None, own=True)


def note(parts: Parts, label: str, shot: str, text: str, by: str) -> int:
    """Put a note on a shot's verdict; the verdict stays as it is."""
    return _again(parts, label, [shot], by, lambda verdict: verdict, text=text)


def _again(
    parts: Parts,
    label: str,
    shots: Sequence[str],
    by: str,
    change: Callable[[Verdict], Verdict | None],
    *,
    text: str = "",
    own: bool = False,
) -> int:
    record = find_label(parts, label)
    by = annotate.clean_name(by)
    full = list(annotate.resolve_shots(parts, shots).values())
    with parts.database.reading() as connection:
        lines = annotation_log.standing(connection, record.id)
    if own:
        lines = [line for line in lines if line.annotator == by]
    votes = [(line.shot_id, line.verdict) for line in lines if line.verdict is not None]
    joined = annotation_log.join(votes, record.label.rule)
    notes = {line.shot_id: line.note for line in lines if line.annotator == by}
    if unjudged := [shot for shot in full if shot not in joined]:
        whose = f"of {by} " if own else ""
        raise NotFoundError(
            f"there is no verdict {whose}on shot {unjudged[0]} for {label}",
            hint="Look at what was judged in the review.",
            command=f"shotseer review {shlex.quote(label)}",
        )
    judgements = [
        Judgement(
            shot, change(joined[shot]), source=Source.REVIEW, note=text or notes.get(shot, "")
        )
        for shot in full
    ]
    return annotate.annotate(parts, label, judgements, by).added


def _turned(verdict: Verdict) -> Verdict:
    if verdict is Verdict.SKIP:
        return Verdict.SKIP
    return Verdict.NEGATIVE if verdict is Verdict.POSITIVE else Verdict.POSITIVE
