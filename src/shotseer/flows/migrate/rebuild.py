"""Rebuilding the versions in use on other vectors, and comparing them on the same judged shots.

Nothing changes but the vectors: the verdicts are those that the version learnt from, the recipe and
the seed are its own. What was judged since is new to a Build afterwards, as it was before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from shotseer.core.classifier import ClassifierVersion
from shotseer.core.errors import InputError, NotReadyError, PluginError, StoreError
from shotseer.core.job import Progress
from shotseer.core.label import LabeledDataset, Verdict
from shotseer.core.migration import LabelChange
from shotseer.core.video import ShotId
from shotseer.flows import build, scores
from shotseer.flows.build import Snapshot
from shotseer.flows.migrate.in_use import InUse, in_use
from shotseer.flows.parts import OpenSpace, Parts
from shotseer.flows.recording import Steps
from shotseer.learn import paired, training
from shotseer.learn.paired import Paired
from shotseer.store import annotation_log, artefacts, classifiers

STAGE = "Rebuilding labels"


def rebuild(
    parts: Parts, opened: OpenSpace, known: Iterable[LabelChange], by: str
) -> Steps[list[LabelChange]]:
    """Rebuild every version in use on other vectors, as candidates; none is put to use.

    Args:
        parts: the workspace's parts.
        opened: the other vectors.
        known: what was rebuilt before; it is kept where it would come out the same.
        by: who asked for it.

    Returns:
        A change for each version in use, by label.

    Raises:
        StoreError: the disk is full.
    """
    earlier = {one.version_id: one for one in known}
    with parts.database.reading() as connection:
        labels = in_use(connection)
    todo = [(label, *found) for label in labels for found in label.versions().values()]
    changes = []
    for done, (label, version, roles) in enumerate(todo):
        yield Progress(STAGE, done, len(todo), label.record.label.name, "versions")
        before = earlier.get(version.id)
        if before is None or not _holds(parts, opened, before):
            before = _rebuild_one(parts, opened, label, version, by)
        changes.append(replace(before, roles=roles))
    yield Progress(STAGE, len(todo), len(todo), "", "versions")
    return changes


def _holds(parts: Parts, opened: OpenSpace, change: LabelChange) -> bool:
    """Tell whether a candidate learnt from all judged shots that have a vector by now."""
    if change.candidate_id is None:
        return False
    with parts.database.reading() as connection:
        candidate = classifiers.get_version(connection, change.candidate_id)
        if candidate is None:
            return False
        dataset = classifiers.get_dataset(connection, candidate.dataset_digest)
    assert dataset is not None
    rows = opened.library.rows_of((*dataset.positives, *dataset.negatives))
    learnt = candidate.evaluation.positives + candidate.evaluation.negatives
    return int(np.count_nonzero(rows >= 0)) == learnt


def _rebuild_one(
    parts: Parts, opened: OpenSpace, label: InUse, version: ClassifierVersion, by: str
) -> LabelChange:
    change = LabelChange(version.label, version.number, version.id, ())
    if version.space_id == opened.space.id:
        return replace(change, candidate=version.number, candidate_id=version.id)
    try:
        candidate = _candidate(parts, opened, label, version, by)
    except (NotReadyError, PluginError, InputError) as error:
        return replace(change, reason=error.message, hint=error.hint)
    change = replace(change, candidate=candidate.number, candidate_id=candidate.id)
    compared = compare(parts, opened, version, candidate)
    if compared is None:
        return change
    judged, found = compared
    return replace(
        change,
        judged=judged,
        before=found.before,
        after=found.after,
        difference=found.difference,
    )


def _candidate(
    parts: Parts, opened: OpenSpace, label: InUse, version: ClassifierVersion, by: str
) -> ClassifierVersion:
    recipe = version.recipe
    estimator = parts.estimator(recipe.estimator, dict(recipe.params))
    snapshot = _snapshot(parts, opened, label, version)
    with_motion = _saw_motion(parts, version) and opened.motion is not None
    examples, texts = build.gather(parts, opened, snapshot, recipe.seed, with_motion=with_motion)
    trained = training.train(estimator, examples)
    learnt = build.learn(parts, opened, snapshot, texts, recipe, trained)
    column = scores.product(parts, opened, learnt.trained.head)
    scores.save(scores.column_path(parts, learnt.version_id), column)
    with parts.database.writing() as connection:
        return build.number(connection, opened, [learnt], by)[0]


def _saw_motion(parts: Parts, version: ClassifierVersion) -> bool:
    """Tell whether a version learnt from motion too; not, where it cannot be read any more."""
    try:
        return bool(artefacts.load(parts.folder.versions, version.id).card.get("motion"))
    except StoreError:
        return False


def _snapshot(
    parts: Parts, opened: OpenSpace, label: InUse, version: ClassifierVersion
) -> Snapshot:
    """Freeze the verdicts that a version learnt from, with the skips of today."""
    with parts.database.reading() as connection:
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
        votes = annotation_log.verdicts(connection, label.record.id)
        seen = classifiers.newest_build_of(connection, version.id).annotations_to
    assert dataset is not None
    joined = annotation_log.join(votes, label.record.label.rule)
    verdicts: dict[ShotId, Verdict] = {
        shot: one for shot, one in joined.items() if one is Verdict.SKIP
    }
    verdicts |= dict.fromkeys(dataset.positives, Verdict.POSITIVE)
    verdicts |= dict.fromkeys(dataset.negatives, Verdict.NEGATIVE)
    return build.snapshot_of(opened, label.record, verdicts, seen)


def compare(
    parts: Parts, opened: OpenSpace, version: ClassifierVersion, candidate: ClassifierVersion
) -> tuple[int, Paired] | None:
    """Compare two versions on the judged shots that both were measured on out of fold.

    Returns:
        How many shots these are, and the comparison; ``None`` where there is too little for one.
    """
    before, after = _evidence(parts, version), _evidence(parts, candidate)
    with parts.database.reading() as connection:
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
    assert dataset is not None
    shots = [shot for shot in _judged(dataset) if shot in before and shot in after]
    positives = set(dataset.positives)
    y = np.array([shot in positives for shot in shots], dtype=bool)
    if not y.any() or y.all():
        return None
    library = opened.library
    groups = library.video_ranks[library.videos[library.rows_of(shots)]]
    return len(shots), paired.compare(
        np.array([before[shot] for shot in shots]),
        np.array([after[shot] for shot in shots]),
        y,
        groups,
        grouped=version.evaluation.grouped and candidate.evaluation.grouped,
        seed=version.recipe.seed,
    )


def _judged(dataset: LabeledDataset) -> tuple[ShotId, ...]:
    return (*dataset.positives, *dataset.negatives)


def _evidence(parts: Parts, version: ClassifierVersion) -> Mapping[ShotId, float]:
    """Return what was said out of fold; nothing where that cannot be read any more."""
    try:
        said = artefacts.load(parts.folder.versions, version.id).out_of_fold
    except StoreError:
        return {}
    return {shot: value for shot, value in said.items() if math.isfinite(value)}
