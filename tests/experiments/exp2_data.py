"""Small data of one label, for tests of the second experiment."""

from __future__ import annotations

from collections.abc import Sequence

from tests.experiments import exp1_data

from shotseer.experiments.label_data import Judged, LabelData


def shots(prefix: str, positives: int, negatives: int) -> Judged:
    """Return so many positives, then negatives, with keys like ``a3``."""
    return tuple((f"{prefix}{i}", i < positives) for i in range(positives + negatives))


def label_data(
    *,
    votes: Judged,
    checkpoints: Sequence[tuple[Sequence[str], Sequence[str]]],
    zero_shot: Judged = (),
    random: Judged = (),
) -> LabelData:
    """Return data whose positives lie to the right, the later by name the farther."""
    truth = sorted({*votes, *zero_shot, *random})
    places = {key: (1 if yes else -1) + place / 100 for place, (key, yes) in enumerate(truth)}
    return exp1_data.label_data(
        places, votes=votes, checkpoints=checkpoints, zero_shot=zero_shot, random=random
    )
