"""Precision, recall and F1 of shot detectors, with intervals over clips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from shotseer.core.arrays import Floats
from shotseer.experiments.exp1_report import Shown
from shotseer.experiments.intervals import FEWEST, RESAMPLES, Estimate
from shotseer.experiments.report import number
from shotseer.experiments.shot_bench import Played
from shotseer.experiments.shot_effects import EFFECTS, LOOKS

CUT = "cut"
GRADUAL = ("dissolve", "fade", "wipe")
GROUPS: Mapping[str, tuple[str, ...]] = {
    "cuts": (CUT,),
    "gradual": GRADUAL,
    "all": (CUT, *GRADUAL),
}


@dataclass(frozen=True, slots=True)
class Quality:
    """How well transitions of some kinds are found. A false alarm counts against every kind."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


@dataclass(frozen=True, slots=True)
class Summary:
    """What one detector did.

    Attributes:
        quality: by group of kinds.
        recall: by kind, ``(found, there)``.
        false: false alarms by what happens there.
        looks: F1 over all kinds by look.
        frames_per_second: reading the file included.
    """

    quality: Mapping[str, Quality]
    recall: Mapping[str, tuple[int, int]]
    false: Mapping[str, int]
    looks: Mapping[str, float | None]
    frames_per_second: float


def summarise(played: Sequence[Played]) -> Summary:
    """Sum up what a detector found; at least one film."""
    kinds = (CUT, *GRADUAL)
    happenings = (*EFFECTS, "twice")
    by_look = {look.name: [one for one in played if one.look == look.name] for look in LOOKS}
    return Summary(
        {name: _quality(played, group) for name, group in GROUPS.items()},
        {
            kind: (
                sum(p.found.get(kind, 0) for p in played),
                sum(p.joins.get(kind, 0) for p in played),
            )
            for kind in kinds
        },
        {name: sum(one.false.get(name, 0) for one in played) for name in happenings},
        {name: _quality(films, kinds).f1.value for name, films in by_look.items() if films},
        sum(one.frames for one in played) / sum(one.seconds for one in played),
    )


def plain(summaries: Mapping[str, Summary], films: int, clips: Sequence[str]) -> dict[str, Any]:
    """Return everything as one JSON object."""
    return {
        "clips": list(clips),
        "films": films,
        "detectors": {
            name: {
                "quality": {group: asdict(one) for group, one in summary.quality.items()},
                "recall": {
                    kind: {"found": found, "there": there}
                    for kind, (found, there) in summary.recall.items()
                },
                "false_alarms": dict(summary.false),
                "f1_by_look": dict(summary.looks),
                "frames_per_second": summary.frames_per_second,
            }
            for name, summary in summaries.items()
        },
    }


def shown(summaries: Mapping[str, Summary]) -> tuple[Shown, ...]:
    """Return the tables for people."""
    looks = list(next(iter(summaries.values())).looks)
    return (
        *(
            Shown(
                f"{group.capitalize()} (95 % over clips)",
                ("detector", "#precision", "#recall", "#F1"),
                tuple(
                    (name, *map(_told, asdict(one.quality[group]).values()))
                    for name, one in summaries.items()
                ),
            )
            for group in GROUPS
        ),
        Shown(
            "Found, of those there",
            ("detector", *(f"#{kind}" for kind in (CUT, *GRADUAL))),
            tuple(
                (name, *(f"{found} of {there}" for found, there in one.recall.values()))
                for name, one in summaries.items()
            ),
        ),
        Shown(
            "False alarms",
            ("detector", *(f"#{name}" for name in (*EFFECTS, "twice"))),
            tuple((name, *map(str, one.false.values())) for name, one in summaries.items()),
        ),
        Shown(
            "F1 by look, and speed",
            ("detector", *(f"#{look}" for look in looks), "#frames a second"),
            tuple(
                (
                    name,
                    *(number(value, 3) for value in one.looks.values()),
                    number(one.frames_per_second, 0),
                )
                for name, one in summaries.items()
            ),
        ),
    )


def _quality(played: Sequence[Played], kinds: Sequence[str]) -> Quality:
    """Return what the films of each clip say together; a clip is drawn with all its films."""
    clips = sorted({one.clip for one in played})
    counts = np.array([_counts([p for p in played if p.clip == clip], kinds) for clip in clips])
    return Quality(*(_over_clips(counts, statistic) for statistic in (_precision, _recall, _f1)))


def _counts(played: Sequence[Played], kinds: Sequence[str]) -> tuple[int, int, int]:
    """Return how many were found, how many cuts were none, and how many were there."""
    found = sum(one.found.get(kind, 0) for one in played for kind in kinds)
    there = sum(one.joins.get(kind, 0) for one in played for kind in kinds)
    return found, sum(sum(one.false.values()) for one in played), there


def _over_clips(counts: Floats, statistic: Any) -> Estimate:
    value = _finite(statistic(counts.sum(axis=0, keepdims=True))[0])
    if len(counts) < FEWEST or value is None:
        return Estimate(value)
    rows = np.random.default_rng(0).integers(len(counts), size=(RESAMPLES, len(counts)))
    low, high = np.nanquantile(statistic(counts[rows].sum(axis=1)), [0.025, 0.975])
    return Estimate(value, float(low), float(high))


def _precision(counts: Floats) -> Floats:
    return _share(counts[:, 0], counts[:, 0] + counts[:, 1])


def _recall(counts: Floats) -> Floats:
    return _share(counts[:, 0], counts[:, 2])


def _f1(counts: Floats) -> Floats:
    return _share(2 * counts[:, 0], counts[:, 0] + counts[:, 1] + counts[:, 2])


def _share(part: Floats, whole: Floats) -> Floats:
    """Return the quotients, NaN where there is nothing to divide by."""
    shares: Floats = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    return shares


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _told(one: Mapping[str, float | None]) -> str:
    value = number(one["value"], 3)
    if one["low"] is None:
        return value
    return f"{value} ({number(one['low'], 3)} to {number(one['high'], 3)})"
