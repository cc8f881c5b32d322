"""Review: everything judged for a label, the newest or the most suspicious first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shotseer.core.errors import NotFoundError
from shotseer.core.label import Annotation, Judgement, Source, Verdict
from shotseer.core.video import ShotId, VideoId
from shotseer.flows import annotate, filters, scores
from shotseer.flows.parts import Parts, find_label, open_space
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
class ReviewFilter:
    """Which verdicts to show.

    ``disagreements``: only where annotators gave different verdicts. ``suspicious``: only those
    more likely wrong than right. ``contradicts_version``: only where the current version decides
    otherwise; the last two count in `review_pages` alone.
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


def review(
    parts: Parts, label: str, order: ReviewOrder, wanted: ReviewFilter | None = None
) -> list[ReviewItem]:
    """Return the standing verdicts of a label, ordered and filtered."""
    wanted = wanted or ReviewFilter()
    record = find_label(parts, label)
    with parts.database.reading() as connection:
        lines = annotation_log.standing(connection, record.id)
    unseen = scores.unseen_probabilities(parts, record, [line.shot_id for line in lines])
    split = _split_shots(lines)
    items = [
        ReviewItem(
            line,
            unseen.get(line.shot_id),
            suspicion(line.verdict, unseen.get(line.shot_id)),
            line.shot_id in split,
        )
        for line in lines
    ]
    items = [item for item in items if _passes(item, wanted)]
    if wanted.where.strip():
        items = _passing(parts, items, wanted.where)
    if order is ReviewOrder.SUSPICIOUS:
        return sorted(items, key=lambda item: (-item.suspicion, -item.annotation.seq))
    return sorted(items, key=lambda item: -item.annotation.seq)


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
            hint=f"shotseer review {label} lists what was judged.",
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


def suspicion(verdict: Verdict | None, probability: float | None) -> float:
    if probability is None or verdict is Verdict.SKIP or verdict is None:
        return 0.0
    return 1.0 - probability if verdict is Verdict.POSITIVE else probability


def _split_shots(lines: Iterable[Annotation]) -> set[ShotId]:
    given: dict[ShotId, set[Verdict | None]] = {}
    for line in lines:
        if line.verdict is not Verdict.SKIP:
            given.setdefault(line.shot_id, set()).add(line.verdict)
    return {shot for shot, verdicts in given.items() if len(verdicts) > 1}


def _passing(parts: Parts, items: Sequence[ReviewItem], where: str) -> list[ReviewItem]:
    """Return the items whose shot an expression lets through."""
    opened = open_space(parts)
    rows = opened.library.rows_of([item.annotation.shot_id for item in items])
    passing = filters.mask(parts, opened, where)[rows] & (rows >= 0)
    return [item for item, passes in zip(items, passing, strict=True) if passes]


def _passes(item: ReviewItem, wanted: ReviewFilter) -> bool:
    line = item.annotation
    return (
        (wanted.verdict is None or line.verdict is wanted.verdict)
        and (wanted.annotator is None or line.annotator == wanted.annotator)
        and (wanted.source is None or line.source is wanted.source)
        and (wanted.video is None or line.video_id in wanted.video)
        and (not wanted.disagreements or item.disagreement)
    )
