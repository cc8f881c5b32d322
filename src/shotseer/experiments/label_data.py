"""All that the first experiment needs to know of one label, as plain values.

It can be sent to another process, and a digest of it says whether a result is still valid.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from shotseer.core.arrays import Bools, Ints, Matrix, Vector
from shotseer.core.errors import InputError, NotFoundError
from shotseer.datasets.label_groups import LABEL_GROUPS
from shotseer.datasets.videoannotator import Release
from shotseer.experiments.training_sets import LabelledKeys

BACKGROUND_ROWS = 2500
BACKGROUND_SEED = 0
NO_GROUP = "other"

Judged = tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, eq=False)
class LabelData:
    """One label of a released data set.

    Attributes:
        label: its name.
        group: the published group of labels that it is in.
        keys: ``(m,)`` every shot that was judged for it, sorted.
        vectors: ``(m, d)`` float32, as they are in the file.
        videos: ``(m,)`` the YouTube clip of each.
        clusters: ``(m,)`` the corpus cluster of each, from 0.
        text: ``(d,)`` the vector of the label's text.
        votes: the majority of three annotators on what the system offered.
        checkpoints: positive and negative keys at each Build, oldest first.
        zero_shot: judged for comparison: the nearest to the text, nearest first.
        random: judged for comparison: drawn at random.
        background: ``(b, d)`` shots drawn uniformly from the corpus, judged or not.
        background_videos: ``(b,)`` the clip of each.
    """

    label: str
    group: str
    keys: tuple[str, ...]
    vectors: Matrix
    videos: tuple[str, ...]
    clusters: Ints
    text: Vector
    votes: Judged
    checkpoints: tuple[LabelledKeys, ...]
    zero_shot: Judged
    random: Judged
    background: Matrix
    background_videos: tuple[str, ...]

    @property
    def digest(self) -> str:
        """Hexadecimal digits that follow from everything here."""
        whole = hashlib.blake2b(digest_size=16)
        for field in fields(self):
            value = getattr(self, field.name)
            plain = isinstance(value, np.ndarray)
            whole.update(np.ascontiguousarray(value).data if plain else repr(value).encode())
        return whole.hexdigest()

    def rows(self, keys: Iterable[str]) -> Ints:
        """Return the row of each key; all were judged for this label."""
        return np.array([bisect_left(self.keys, key) for key in keys], dtype=np.int64)


def choose_labels(release: Release, names: Sequence[str]) -> tuple[str, ...]:
    """Return the labels that were named, in the order of the release; all where none was.

    Raises:
        NotFoundError: one is not in the release.
    """
    for name in names:
        if name not in release.labels:
            raise NotFoundError(
                f"there is no label {name!r} in {release.folder}",
                hint=f"It has {', '.join(release.labels)}.",
            )
    return tuple(label for label in release.labels if not names or label in names)


def gather(release: Release, labels: Sequence[str]) -> Iterator[LabelData]:
    """Yield the data of one label after the other.

    Raises:
        InputError: a file is missing or damaged, or a label has no text vector.
    """
    rows = np.sort(_background_rows(len(release.shots)))
    background = np.array(release.embeddings[rows], dtype=np.float32)
    videos = tuple(release.shots.yt_ids[row] for row in rows)
    for label in labels:
        yield _one(release, label, background, videos)


def _one(
    release: Release, label: str, background: Matrix, background_videos: tuple[str, ...]
) -> LabelData:
    if label not in release.texts:
        raise InputError(
            f"text-embeddings.json has no vector for the label {label!r}",
            hint="Without it there is no zero-shot baseline; leave the label out with --labels.",
        )
    votes = tuple((one.key, one.aggregate) for one in release.votes(label).records)
    checkpoints = tuple(
        LabelledKeys(tuple(sorted(one.positives)), tuple(sorted(one.negatives)))
        for one in release.checkpoints(label)
    )
    pools = release.pools(label)
    judged = {key for key, _ in (*votes, *pools.zero_shot, *pools.random)}
    keys = tuple(sorted(judged.union(*(one.keys for one in checkpoints))))
    rows = release.shots.rows_of(keys)
    return LabelData(
        label=label,
        group=group_of(label),
        keys=keys,
        vectors=_take(release.embeddings, rows),
        videos=tuple(release.shots.yt_ids[row] for row in rows),
        clusters=release.shots.clusters[rows],
        text=release.texts[label],
        votes=votes,
        checkpoints=checkpoints,
        zero_shot=pools.zero_shot,
        random=pools.random,
        background=background,
        background_videos=background_videos,
    )


def group_of(label: str) -> str:
    """Return the published group of a label, or ``other``."""
    return next((group for group, labels in LABEL_GROUPS.items() if label in labels), NO_GROUP)


def unit(rows: Matrix) -> Matrix:
    """Return rows at unit length; those of zeros stay."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)


def is_in(items: Sequence[str], chosen: set[str]) -> Bools:
    """Return for each item whether it was chosen."""
    return np.fromiter((item in chosen for item in items), dtype=np.bool_, count=len(items))


def _background_rows(n: int) -> Ints:
    rng = np.random.default_rng(BACKGROUND_SEED)
    return rng.choice(n, min(n, BACKGROUND_ROWS), replace=False)


def _take(embeddings: Matrix, rows: Ints) -> Matrix:
    """Return some rows, reading the file from front to back."""
    order = np.argsort(rows)
    taken = np.empty((len(rows), embeddings.shape[1]), dtype=np.float32)
    taken[order] = embeddings[rows[order]]
    return taken
