"""Looks through a data set in Video Annotator's layout: what it is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import numpy as np

from shotseer.core.arrays import Bools, Matrix
from shotseer.core.errors import InputError
from shotseer.core.words import counted
from shotseer.datasets import anchors, published
from shotseer.datasets.anchors import Anchors
from shotseer.datasets.published import LabelFacts
from shotseer.datasets.synthetic import ID_PREFIX
from shotseer.datasets.videoannotator import (
    EMBEDDINGS,
    SHOTS,
    TEXTS,
    Checkpoint,
    Pools,
    Release,
    ShotTable,
    VoteRecord,
    Votes,
)
from shotseer.learn.hash_split import in_validation

T = TypeVar("T")

SPLIT_SEEDS = (0, 1)
SECONDS_OFF = 0.001
"""Starts and ends may differ from frames divided by the frame rate by so much."""

LAST_DIGIT = 0.0011
"""Of a published agreement: halves may have been rounded either way."""

BLOCK = 16_384


class Kind(StrEnum):
    """What a data set is."""

    PUBLISHED = "published"
    PART = "part"
    SYNTHETIC = "synthetic"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LabelReport:
    """What there is of a label; 0 where a file is missing or cannot be used.

    Attributes:
        name: of the label.
        facts: counted here, with the meanings of the published ones.
        published: what the publication says; ``None`` where it does not know the label.
        checkpoints: how many.
        ave: how many shots the AVE file has.
    """

    name: str
    facts: LabelFacts
    published: LabelFacts | None
    checkpoints: int
    ave: int

    @property
    def is_published(self) -> bool:
        """Whether every number is the published one, and the agreement to its last digit."""
        if self.published is None:
            return False
        away = abs(self.facts.agreement - self.published.agreement)
        same = self.facts._replace(agreement=self.published.agreement) == self.published
        return same and away <= LAST_DIGIT


@dataclass(frozen=True, slots=True)
class Report:
    """What a folder holds.

    Attributes:
        kind: what data set it is.
        shots: rows of ``shot-data.csv``; 0 where it cannot be used.
        dimension: of the vectors; 0 where they cannot be used.
        labels: sorted by name.
        distinct_shots: shots that have any of the labels.
        faults: what has to be mended; whole sentences.
        notes: what is no fault but good to know.
    """

    kind: Kind
    shots: int
    dimension: int
    labels: tuple[LabelReport, ...]
    distinct_shots: int
    faults: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def totals(self) -> Mapping[str, tuple[int, int]]:
        """For each total of the publication, what was counted here and what it says."""
        facts = [label.facts for label in self.labels]
        return {
            "shots": (self.shots, published.SHOTS),
            "votes": (sum(one.votes for one in facts), published.VOTES),
            "positives": (sum(one.positives for one in facts), published.POSITIVES),
            "pairs": (sum(one.shots for one in facts), published.PAIRS),
            "distinct_shots": (self.distinct_shots, published.DISTINCT_SHOTS),
        }


def check(folder: Path) -> Report:
    """Read all that is in a folder and say what is wrong with it.

    Raises:
        InputError: it is not in that layout at all.
        PluginError: ``h5py`` or ``mmh3`` is not installed.
    """
    return _Check(Release.open(folder)).report()


def kind_of(
    release: Release, labels: Sequence[LabelReport], known: Anchors = anchors.PUBLISHED
) -> tuple[Kind, tuple[str, ...]]:
    """Return what a data set is, and sentences that say why it is not the published one.

    Args:
        release: the data.
        labels: what there is of each of its labels.
        known: what the published data is known by.

    Raises:
        InputError: shots, vectors or texts are missing or damaged.
    """
    if all(one.startswith(ID_PREFIX) for one in release.shots.yt_ids):
        return Kind.SYNTHETIC, ()
    if len(release.shots) != known.shots:
        return Kind.OTHER, ()
    other = [label.name for label in labels if not label.is_published]
    why = (
        (f"Not as published: {', '.join(other)}.",)
        if other
        else tuple(anchors.differences(release, known))
    )
    if why:
        return Kind.OTHER, why
    return (Kind.PUBLISHED if len(labels) == len(published.LABELS) else Kind.PART), ()


class _Check:
    def __init__(self, release: Release) -> None:
        self.release = release
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.seen: set[str] = set()

    def report(self) -> Report:
        shots = self._tried(lambda: self.release.shots)
        if shots is None:
            # No other file can be compared with anything.
            return Report(Kind.OTHER, 0, 0, (), 0, tuple(self.faults), ())
        self._find(_wrong_shots(shots))
        embeddings = self._tried(lambda: self.release.embeddings)
        if embeddings is not None:
            self._find(_zero_rows(embeddings))
            texts = self._tried(lambda: self.release.texts)
            if texts is not None:
                self._find(_missing_texts(self.release, texts))
        labels = tuple(self._label(label) for label in self.release.labels)
        kind, why = self._tried(lambda: kind_of(self.release, labels)) or (Kind.OTHER, ())
        self.notes += why
        return Report(
            kind=kind,
            shots=len(shots),
            dimension=0 if embeddings is None else embeddings.shape[1],
            labels=labels,
            distinct_shots=len(self.seen),
            faults=tuple(self.faults),
            notes=tuple(self.notes),
        )

    def _label(self, label: str) -> LabelReport:
        votes = self._tried(lambda: self.release.votes(label))
        records = votes.records if votes else ()
        pools = self._tried(lambda: self.release.pools(label)) or Pools((), ())
        checkpoints = self._tried(lambda: self.release.checkpoints(label)) or ()
        ave = self._tried(lambda: self.release.ave(label)) or Checkpoint((), ())
        if votes:
            self._find(_wrong_votes(label, votes))
            self._find(_disagreements(label, records, pools))
            self.notes += _bare_splits(label, records)
        keys = {record.key for record in records}.union(
            key for pool in (pools.zero_shot, pools.random) for key, _ in pool
        )
        self.seen |= keys
        return LabelReport(
            name=label,
            facts=LabelFacts(
                votes=len(records),
                positives=sum(record.aggregate for record in records),
                zero_shot_positives=sum(value for _, value in pools.zero_shot),
                random_positives=sum(value for _, value in pools.random),
                agreement=_agreement(votes),
                shots=len(keys),
            ),
            published=published.LABELS.get(label),
            checkpoints=len(checkpoints),
            ave=len(ave.positives) + len(ave.negatives),
        )

    def _tried(self, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except InputError as error:
            self._find([f"{error.message}. {error.hint}"])
            return None

    def _find(self, faults: Iterator[str] | list[str]) -> None:
        # A damaged file of shots or vectors would be told once for each label.
        self.faults += [fault for fault in faults if fault not in self.faults]


def _wrong_shots(shots: ShotTable) -> Iterator[str]:
    named = zip(shots.keys, shots.yt_ids, shots.frames_in.tolist(), strict=True)
    keys = np.array([key != f"{yt_id}|{frame}" for key, yt_id, frame in named], dtype=bool)
    frames = np.concatenate([shots.frames_in, shots.frames_out])
    seconds = np.concatenate([shots.starts, shots.ends])
    rates = np.concatenate([shots.fps, shots.fps])
    off = (np.abs(seconds * rates - frames) > SECONDS_OFF * rates).reshape(2, -1).any(axis=0)
    key, time = "a key that is not yt_id|frame_in", "a start or end that is not frame / fps"
    for wrong, one, many in (
        (keys, f"has {key}", f"have {key}"),
        (shots.frames_out <= shots.frames_in, "ends before it begins", "end before they begin"),
        (off, f"has {time}", f"have {time}"),
    ):
        yield from _rows(wrong, SHOTS, one, many)


def _zero_rows(embeddings: Matrix) -> Iterator[str]:
    zero = np.concatenate(
        [
            ~embeddings[start : start + BLOCK].any(axis=1)
            for start in range(0, len(embeddings), BLOCK)
        ]
    )
    yield from _rows(zero, EMBEDDINGS, "is zero", "are zero")


def _rows(wrong: Bools, file: str, one: str, many: str) -> Iterator[str]:
    if wrong.any():
        count = int(np.count_nonzero(wrong))
        rows = counted(count, f"row of {file} {one}", f"rows of {file} {many}")
        yield f"{rows}; the first is row {int(wrong.argmax())}, counted from 0."


def _missing_texts(release: Release, texts: Mapping[str, object]) -> Iterator[str]:
    missing = [label for label in release.labels if label not in texts]
    if missing:
        yield f"{TEXTS} has no vector for {', '.join(missing)}."


def _wrong_votes(label: str, votes: Votes) -> Iterator[str]:
    """Compare counts and majorities, where a record has the votes of all annotators."""
    people = len(votes.secondaries) + 1
    for record in votes.records:
        said = [record.primary, *record.secondaries.values()]
        if len(said) != people or None in said:
            continue
        yes = sum(bool(vote) for vote in said)
        if yes != record.positive_count or (2 * yes > people) != record.aggregate:
            yield (
                f"agg/{label}.json: {record.key!r} has {yes} of {people} votes, but pos_cnt "
                f"{record.positive_count} and agg {record.aggregate}."
            )
            return


def _disagreements(label: str, records: Sequence[VoteRecord], pools: Pools) -> Iterator[str]:
    majority = {record.key: record.aggregate for record in records}
    for name, pool in (("zero_shot", pools.zero_shot), ("random", pools.random)):
        other = [key for key, value in pool if majority.get(key, value) != value]
        if other:
            yield (
                f"cmp/{label}.json: {len(other)} of {name} have another value than in agg, "
                f"such as {other[0]!r}."
            )


def _bare_splits(label: str, records: Sequence[VoteRecord]) -> list[str]:
    positives = [record.key for record in records if record.aggregate]
    notes = []
    for seed in SPLIT_SEEDS:
        validation = in_validation(positives, seed)
        for part, mask in (("validation", validation), ("training", ~validation)):
            if not mask.any():
                notes.append(f"{label}: the {part} set of split {seed} has no positive.")
    return notes


def _agreement(votes: Votes | None) -> float:
    if votes is None or not votes.records:
        return 0.0
    unanimous = (0, len(votes.secondaries) + 1)
    share = np.mean([record.positive_count in unanimous for record in votes.records])
    return round(float(share), 3)
