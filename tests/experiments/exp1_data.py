"""A label made by hand: shots on a line, so that every ranking can be told beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count

import numpy as np

from shotseer.experiments.label_data import LabelData
from shotseer.experiments.training_sets import LabelledKeys
from shotseer.learn.hash_split import in_validation

Judged = Sequence[tuple[str, bool]]


def keys(number: int, *, held_out: bool, seed: int = 0, start: int = 0) -> list[str]:
    """Return keys that the hash split of a seed holds out, or does not."""

    def found() -> Iterator[str]:
        for frame in count(start):
            key = f"film{frame % 7}|{frame}"
            if bool(in_validation([key], seed)[0]) == held_out:
                yield key

    return [key for key, _ in zip(found(), range(number), strict=False)]


def label_data(
    places: Mapping[str, float],
    *,
    votes: Judged,
    checkpoints: Sequence[tuple[Sequence[str], Sequence[str]]] = (),
    zero_shot: Judged = (),
    random: Judged = (),
    label: str = "day",
    clusters: Mapping[str, int] | None = None,
    text: float = 1.0,
) -> LabelData:
    """Return a label whose shots lie at ``places`` along the first of two axes."""
    names = tuple(sorted(places))
    vectors = np.array([[places[key], 0.1] for key in names], dtype=np.float32)
    return LabelData(
        label=label,
        group="time_location",
        keys=names,
        vectors=vectors,
        videos=tuple(key.partition("|")[0] for key in names),
        clusters=np.array([(clusters or {}).get(key, 0) for key in names], dtype=np.int64),
        text=np.array([text, 0], dtype=np.float32),
        votes=tuple(votes),
        checkpoints=tuple(
            LabelledKeys(tuple(sorted(yes)), tuple(sorted(no))) for yes, no in checkpoints
        ),
        zero_shot=tuple(zero_shot),
        random=tuple(random),
        background=vectors,
        background_videos=tuple(key.partition("|")[0] for key in names),
    )
