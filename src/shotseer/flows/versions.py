"""The versions of a label: how they stand, what is known of them, and which is in use."""

from __future__ import annotations

import math
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shotseer.core.arrays import Bools, Floats
from shotseer.core.classifier import ClassifierVersion, Metric, probability
from shotseer.core.deployment import Deployment
from shotseer.core.errors import InputError, NotFoundError
from shotseer.core.evidence import (
    Advice,
    Comparison,
    CurvePoint,
    Curves,
    Difference,
    Histogram,
    Movers,
    ReliabilityBin,
)
from shotseer.core.label import Label
from shotseer.flows import scores
from shotseer.flows.annotate import clean_name
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.learn import advice as advice_words
from shotseer.learn import evaluation as measures
from shotseer.learn import plain_words as words
from shotseer.store import artefacts, classifiers, deployments

LIBRARY_BINS, JUDGED_BINS = 40, 20

__all__ = [
    "Advice",
    "Comparison",
    "CurvePoint",
    "Curves",
    "Difference",
    "Histogram",
    "LearningPoint",
    "Movers",
    "ReliabilityBin",
    "State",
    "advice",
    "curves",
    "deploy",
    "deployed",
    "deployment_history",
    "learning_curve",
    "plain_words",
    "restore",
    "state",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class State:
    """Which versions of a label are in use, by number; ``None`` where none is."""

    label: Label
    current: int | None
    deployed: int | None


@dataclass(frozen=True, slots=True)
class LearningPoint:
    """One version on the learning curve."""

    number: int
    judgements: int
    average_precision: Metric | None
    diversity: float
    built_at: datetime


def state(parts: Parts, label: str) -> State:
    """Return which versions of a label are in use."""
    record = find_label(parts, label)
    with parts.database.reading() as connection:
        current = classifiers.current(connection, [record.id]).get(label)
        newest = deployments.newest(connection, [record.id]).get(label)
    return State(
        record.label,
        None if current is None else current[0].number,
        None if newest is None else newest.number,
    )


def learning_curve(parts: Parts, label: str) -> list[LearningPoint]:
    """Return how a label's versions did, oldest first."""
    record = find_label(parts, label)
    with parts.database.reading() as connection:
        versions = classifiers.list_versions(connection, record.id)
    return [
        LearningPoint(
            version.number,
            version.evaluation.positives + version.evaluation.negatives,
            version.evaluation.average_precision,
            version.evaluation.diversity.score,
            version.created_at,
        )
        for version in versions
    ]


def advice(of: State, version: ClassifierVersion, most: int = 3) -> tuple[Advice, ...]:
    """Return what would help a version most next, and how to begin."""
    return advice_words.suggest(version.evaluation, of.label)[:most]


def plain_words(version: ClassifierVersion) -> dict[str, str]:
    """Return a sentence for each number of a version, by what it is about."""
    return words.explain(version)


def curves(parts: Parts, label: str, number: int | None = None) -> Curves:
    """Return what scores given out of fold say of a version, and how its scores spread.

    Raises:
        NotReadyError: the label has not been built.
        NotFoundError: there is no such version.
    """
    version = scores.find_version(parts, find_label(parts, label), number)
    opened = open_space(parts)
    return opened.recent.get(("curves", version.id), lambda: _curves(parts, opened, version))


def curve(parts: Parts, version: ClassifierVersion) -> tuple[CurvePoint, ...]:
    """Return the precision-recall curve of a version; none where nothing was held out."""
    given, y = _out_of_fold(parts, version)
    return measures.precision_recall(given, y)


def _curves(parts: Parts, opened: OpenSpace, version: ClassifierVersion) -> Curves:
    given, y = _out_of_fold(parts, version)
    library = np.empty(0)
    if version.space_id == opened.space.id:
        column = scores.logits(parts, opened, version)
        library = probability(column[opened.library.present])
    return Curves(
        precision_recall=measures.precision_recall(given, y),
        reliability=measures.reliability(given, y),
        library=measures.histogram(library, LIBRARY_BINS),
        positives=measures.histogram(given[y], JUDGED_BINS),
        negatives=measures.histogram(given[~y], JUDGED_BINS),
    )


def _out_of_fold(parts: Parts, version: ClassifierVersion) -> tuple[Floats, Bools]:
    """Return the scores given out of fold, and the verdicts that they were given on."""
    with parts.database.reading() as connection:
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
    assert dataset is not None
    positives = set(dataset.positives)
    evidence = artefacts.load(parts.folder.versions, version.id).out_of_fold
    known = [(value, shot in positives) for shot, value in evidence.items() if math.isfinite(value)]
    return (
        np.array([value for value, _ in known], dtype=np.float64),
        np.array([is_positive for _, is_positive in known], dtype=bool),
    )


def restore(parts: Parts, label: str, number: int, by: str) -> ClassifierVersion:
    """Make an older version the current one, as if the newest Build had given it.

    Judgements that it did not see count as new again. Nothing is lost: the versions in between
    stay, and can be restored as well.

    Raises:
        NotFoundError: there is no such version.
        NotReadyError: it was built on other vectors.
    """
    record = find_label(parts, label)
    by = clean_name(by)
    version = scores.find_version(parts, record, number)
    scores.logits(parts, open_space(parts), version)
    with parts.database.writing() as connection:
        classifiers.lock(connection, record.id)
        newest = classifiers.newest_build(connection, record.id)
        if newest is not None and newest.version_id == version.id:
            return version
        seen = classifiers.newest_build_of(connection, version.id).annotations_to
        classifiers.save_builds(connection, record.id, [(version.id, seen)], by)
    scores.forget_others(parts, record)
    return version


def deploy(
    parts: Parts,
    label: str,
    number: int,
    by: str,
    *,
    note: str = "",
    threshold: float | None = None,
) -> Deployment:
    """Put a version to use.

    Args:
        parts: the workspace's parts.
        label: its name.
        number: the version's.
        by: who decided it.
        note: why.
        threshold: the probability from which on a shot counts as positive; else the version's own.

    Raises:
        InputError: the threshold is not between 0 and 1.
        NotFoundError: there is no such version.
        NotReadyError: the label has not been built, or not on the present vectors.
    """
    if threshold is not None and not 0 <= threshold <= 1:
        raise InputError(f"{threshold} cannot be a threshold", hint="Give 0 to 1, such as 0.8.")
    record = find_label(parts, label)
    by = clean_name(by)
    version = scores.find_version(parts, record, number)
    scores.logits(parts, open_space(parts), version)
    with parts.database.writing() as connection:
        deployments.add(connection, record.id, version.id, threshold=threshold, note=note, by=by)
        return deployments.history(connection, record.id)[0]


def withdraw(parts: Parts, label: str, by: str, note: str = "") -> Deployment:
    """Take a label out of use.

    Raises:
        NotFoundError: no version of it is in use.
    """
    record = find_label(parts, label)
    by = clean_name(by)
    with parts.database.writing() as connection:
        newest = deployments.newest(connection, [record.id]).get(label)
        if newest is None or newest.number is None:
            raise NotFoundError(
                f"no version of {label} is deployed",
                hint="Deploy one first.",
                command=f"shotseer deploy {shlex.quote(label)}",
            )
        deployments.add(connection, record.id, None, threshold=None, note=note, by=by)
        return deployments.history(connection, record.id)[0]


def deployed(parts: Parts, label: str) -> Deployment | None:
    """Return which version of a label is in use, ``None`` if none is."""
    record = find_label(parts, label)
    with parts.database.reading() as connection:
        newest = deployments.newest(connection, [record.id]).get(label)
    return None if newest is None or newest.number is None else newest


def deployment_history(parts: Parts, label: str) -> Sequence[Deployment]:
    """Return every deployment and withdrawal of a label, newest first."""
    record = find_label(parts, label)
    with parts.database.reading() as connection:
        return deployments.history(connection, record.id)
