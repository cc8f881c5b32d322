"""A hint: which feed, or search, is worth the next judgements of a label."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from shotseer.core.arrays import Bools, Floats
from shotseer.core.classifier import ClassifierVersion, probability
from shotseer.core.evidence import Advice
from shotseer.core.feed import FeedKind
from shotseer.core.label import LabeledDataset, Source
from shotseer.core.video import ShotId
from shotseer.flows import features, scores
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.learn import advice, next_source
from shotseer.learn.calibration import ENOUGH
from shotseer.learn.next_source import Lessons, SourceWorth
from shotseer.store import annotation_log, artefacts, classifiers
from shotseer.store.labels import LabelRecord

WINDOW = 100
"""New verdicts that are looked at: two half-lives of a gain."""
STRIDE = 5
"""New verdicts between two versions that are compared, where someone builds after every one."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Where to judge next.

    Attributes:
        version: the number of the version in use.
        advice: what to do, why, and how to begin.
        is_learnt: whether it follows from what verdicts taught; else it is the usual advice.
        sources: what each source taught lately.
    """

    version: int
    advice: Advice
    is_learnt: bool
    sources: tuple[SourceWorth, ...]


def hint(parts: Parts, label: str) -> Hint:
    """Return which source of verdicts is worth the next judgements.

    Raises:
        NotFoundError: there is no such label.
        NotReadyError: it has not been built.
    """
    record = find_label(parts, label)
    version = scores.find_version(parts, record)
    opened = open_space(parts)
    lessons = opened.recent.get(
        ("lessons", version.id), lambda: _lessons(parts, opened, record, version)
    )
    choice = next_source.choose(lessons)
    usual = advice.suggest(version.evaluation, record.label)[0]
    if min(version.evaluation.positives, version.evaluation.negatives) < ENOUGH:
        return Hint(version.number, usual, False, choice.sources)
    if choice.source is None:
        told = replace(advice.GO_ON, text=f"{choice.text} {advice.GO_ON.text}")
        return Hint(version.number, told, False, choice.sources)
    is_search = choice.source is Source.SEARCH
    found = Advice(
        choice.text,
        feed=None if is_search else FeedKind(choice.source),
        searches=advice.searches_for(record.label) if is_search else (),
    )
    return Hint(version.number, found, True, choice.sources)


def _lessons(
    parts: Parts, opened: OpenSpace, record: LabelRecord, current: ClassifierVersion
) -> Lessons:
    """Return what was learnt from the newest verdicts, oldest first."""
    with parts.database.reading() as connection:
        versions = classifiers.list_versions(connection, record.id)
        log = annotation_log.log(connection, record.id)
    brought: dict[ShotId, Source] = {}
    for line in log:
        brought.setdefault(line.shot_id, line.source)
    chain = _chain([one for one in versions if one.space_id == current.space_id], current)
    oldest_first = reversed(chain)
    return Lessons.joined(
        _between(parts, opened, brought, older, newer) for older, newer in pairwise(oldest_first)
    )


def _chain(
    versions: Sequence[ClassifierVersion], current: ClassifierVersion
) -> list[ClassifierVersion]:
    """Return the version in use and older ones, newest first, some verdicts apart."""
    chain = [current]
    for version in reversed(versions):
        if version.number >= current.number or _size(chain[0]) - _size(chain[-1]) >= WINDOW:
            continue
        if _size(chain[-1]) - _size(version) >= STRIDE:
            chain.append(version)
    return chain


def _size(version: ClassifierVersion) -> int:
    return version.evaluation.positives + version.evaluation.negatives


def _between(
    parts: Parts,
    opened: OpenSpace,
    brought: dict[ShotId, Source],
    older: ClassifierVersion,
    newer: ClassifierVersion,
) -> Lessons:
    """Return what was learnt from the verdicts that one version knew and another did not."""
    before, after = _dataset(parts, older), _dataset(parts, newer)
    known = {*before.positives, *before.negatives}
    evidence = artefacts.load(parts.folder.versions, newer.id).out_of_fold
    fresh = [
        shot
        for shot in brought
        if shot not in known and math.isfinite(evidence.get(shot, math.nan))
    ]
    rows = opened.library.rows_of(fresh)
    here = [shot for shot, row in zip(fresh, rows, strict=True) if row >= 0]
    positives = set(after.positives)
    y: Bools = np.array([shot in positives for shot in here], dtype=bool)
    head = artefacts.load(parts.folder.versions, older.id).head
    foretold = probability(features.logits(opened, head, rows[rows >= 0]))
    said: Floats = np.array([evidence[shot] for shot in here], dtype=np.float64)
    return Lessons(
        tuple(brought[shot] for shot in here),
        next_source.learnt_from(foretold, said, y),
        y,
        (foretold >= older.threshold) != y,
        (said >= newer.threshold) != y,
    )


def _dataset(parts: Parts, version: ClassifierVersion) -> LabeledDataset:
    with parts.database.reading() as connection:
        found = classifiers.get_dataset(connection, version.dataset_digest)
    assert found is not None, "a version's dataset is kept with it"
    return found
