"""Build: freeze the verdicts, train, evaluate, score every shot, open new feeds."""

from __future__ import annotations

import shlex
from collections.abc import Generator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from typing import Any

import numpy as np
from sqlalchemy.engine import Connection

from shotseer import motion
from shotseer.core.arrays import Bools, Ints, Vector
from shotseer.core.classifier import ClassifierVersion, Evaluation, Examples, Recipe
from shotseer.core.errors import ConflictError, InputError, NotReadyError
from shotseer.core.feed import FeedKind
from shotseer.core.job import Progress
from shotseer.core.label import Label, LabeledDataset, Verdict
from shotseer.core.query import parse_words
from shotseer.core.video import ShotId
from shotseer.core.words import counted
from shotseer.flows import features, groups, queries, scores, vectors
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.learn import advice, diversity, training
from shotseer.learn.training import Trained
from shotseer.store import annotation_log, artefacts, classifiers, current, offers
from shotseer.store.artefacts import Artefact
from shotseer.store.labels import LabelRecord

BACKGROUND = 2_000
PACKAGES = ("numpy", "scipy", "scikit-learn")
STEPS = 4
ADVICE = 3


@dataclass(frozen=True)
class Snapshot:
    """The verdicts of a label at one moment, and where their vectors are.

    ``rows`` are the rows of the judged shots that have a vector, positives first.
    """

    record: LabelRecord
    verdicts: Mapping[ShotId, Verdict]
    dataset: LabeledDataset
    annotations_to: int
    shots: tuple[ShotId, ...]
    rows: Ints
    y: Bools


@dataclass(frozen=True)
class Learnt:
    """What a version will be, saved as an artefact and not yet numbered."""

    snapshot: Snapshot
    recipe: Recipe
    trained: Trained
    evaluation: Evaluation
    version_id: str


def build(
    parts: Parts, name: str, recipe_name: str, seed: int, by: str
) -> Generator[Progress, None, ClassifierVersion]:
    """Make the next version of a label's classifier and score the library with it.

    If nothing has changed since a version, that version is returned.

    Raises:
        NotFoundError: there is no such label.
        NotReadyError: there is neither text nor verdict, or the recipe needs more verdicts.
        PluginError: there is no such recipe.
    """
    if seed < 0:
        raise InputError(f"a seed cannot be {seed}", hint="Give 0 or more.")
    estimator = parts.estimator(recipe_name, {})
    record = find_label(parts, name)
    opened = open_space(parts)
    yield _progress(0, "gathering verdicts")
    snapshot = take_snapshot(parts, opened, record)
    with_motion = estimator.sees_motion and opened.motion is not None
    examples, texts = gather(parts, opened, snapshot, seed, with_motion=with_motion)
    yield _progress(1, f"learning from {counted(len(examples.y), 'verdict')}")
    recipe = Recipe(recipe_name, dict(estimator.params), seed)
    learnt = learn(parts, opened, snapshot, texts, recipe, training.train(estimator, examples))
    yield _progress(2, f"scoring {counted(opened.library.count, 'shot')}")
    column = scores.product(parts, opened, learnt.trained.head)
    scores.save(scores.column_path(parts, learnt.version_id), column)
    yield _progress(3, "filling the feeds")
    with parts.database.writing() as connection:
        version = keep(connection, opened, learnt, by)
    scores.forget_others(parts, record)
    yield _progress(STEPS, f"version {version.number}")
    return version


def versions(parts: Parts, name: str) -> list[ClassifierVersion]:
    """Return the versions of a label, oldest first."""
    record = find_label(parts, name)
    with parts.database.reading() as connection:
        return classifiers.list_versions(connection, record.id)


def take_snapshot(parts: Parts, opened: OpenSpace, record: LabelRecord) -> Snapshot:
    """Freeze the verdicts of a label as they are now."""
    with parts.database.reading() as connection:
        votes = annotation_log.verdicts(connection, record.id)
        position = annotation_log.position(connection, record.id)
    verdicts = annotation_log.join(votes, record.label.rule)
    return snapshot_of(opened, record, verdicts, position)


def snapshot_of(
    opened: OpenSpace,
    record: LabelRecord,
    verdicts: Mapping[ShotId, Verdict],
    annotations_to: int,
) -> Snapshot:
    """Freeze verdicts that were joined already, with the newest line of the log that they knew."""
    dataset = annotation_log.dataset(record.label.name, verdicts)
    shots = (*dataset.positives, *dataset.negatives)
    y = np.arange(len(shots)) < len(dataset.positives)
    rows = opened.library.rows_of(shots)
    here = rows >= 0
    return Snapshot(
        record,
        verdicts,
        dataset,
        annotations_to,
        tuple(shot for shot, is_here in zip(shots, here, strict=True) if is_here),
        rows[here],
        y[here],
    )


def label_vector(
    parts: Parts, opened: OpenSpace, label: Label
) -> tuple[Vector | None, tuple[str, ...]]:
    """Return the unit vector of what a label looks for, and the texts it was made of.

    The texts are the label's queries, or else its description. Where only some texts can be
    embedded, as with imported vectors, the label's name is tried last.
    """
    texts = label.queries or ((label.description,) if label.description else ())
    if not opened.space.has_text:
        return None, ()
    for some in (texts, (label.name,) if vectors.is_imported(opened.space) else ()):
        found = {text: _query_vector(parts, opened, text) for text in some}
        known = {text: vector for text, vector in found.items() if vector is not None}
        if known:
            mean = np.mean(list(known.values()), axis=0)
            length = max(float(np.linalg.norm(mean)), 1e-12)
            return (mean / np.float32(length)).astype(np.float32), tuple(known)
    return None, ()


def _query_vector(parts: Parts, opened: OpenSpace, text: str) -> Vector | None:
    """Return the vector that a search for a text uses, ``None`` where there is none."""
    terms = parse_words(text)
    if not any(term.weight > 0 for term in terms):
        return None
    try:
        return queries.compose(parts, opened, terms)
    except NotReadyError:
        return None  # imported vectors know only the texts that came with them


def gather(
    parts: Parts, opened: OpenSpace, snapshot: Snapshot, seed: int, *, with_motion: bool
) -> tuple[Examples, tuple[str, ...]]:
    """Return what a classifier may learn from, and the texts that are part of it.

    Raises:
        NotReadyError: there is neither text nor verdict.
    """
    label = snapshot.record.label
    text, texts = label_vector(parts, opened, label)
    examples = _examples(opened, snapshot, text, seed, with_motion=with_motion)
    if text is None and len(examples.y) == 0:
        raise NotReadyError(
            f"{label.name} has neither a text nor a verdict to learn from",
            hint="Add words to look for to the label, or judge some shots.",
            command=f'shotseer label edit {shlex.quote(label.name)} -q "what to look for"',
        )
    return examples, texts


def _examples(
    opened: OpenSpace, snapshot: Snapshot, text: Vector | None, seed: int, *, with_motion: bool
) -> Examples:
    library = opened.library
    judged = np.zeros(len(library), dtype=bool)
    rows = library.rows_of(tuple(snapshot.verdicts))
    judged[rows[rows >= 0]] = True
    others, background = groups.background(opened, judged, BACKGROUND, seed)
    # By shot and by video id, not by row: the order of ingest must not show in a version.
    return Examples(
        X=features.take(opened, snapshot.rows, with_motion=with_motion),
        y=snapshot.y,
        groups=library.video_ranks[library.videos[snapshot.rows]],
        background=features.beside(opened, background, others) if with_motion else background,
        text=features.widened(text) if with_motion else text,
        seed=seed,
    )


def learn(
    parts: Parts,
    opened: OpenSpace,
    snapshot: Snapshot,
    texts: Sequence[str],
    recipe: Recipe,
    trained: Trained,
    *,
    sync: bool = True,
) -> Learnt:
    """Measure what was learnt from a snapshot with the vector of some texts, and save it.

    Without ``sync`` it is on disk only after `artefacts.sync_all`.
    """
    evaluation = _evaluate(parts, opened, snapshot, trained)
    artefact = _artefact(parts, opened, snapshot, texts, recipe, trained, evaluation)
    version_id = artefacts.save(parts.folder.versions, artefact, sync=sync)
    return Learnt(snapshot, recipe, trained, evaluation, version_id)


def _evaluate(parts: Parts, opened: OpenSpace, snapshot: Snapshot, trained: Trained) -> Evaluation:
    centroids = groups.centroids(parts, opened)
    placed = diversity.assign(opened.rows.take(snapshot.rows), centroids)
    covered = diversity.diversity(placed[snapshot.y], placed[~snapshot.y])
    quality = trained.quality
    given = list(snapshot.verdicts.values())
    evaluation = Evaluation(
        positives=int(snapshot.y.sum()),
        negatives=int((~snapshot.y).sum()),
        skips=given.count(Verdict.SKIP),
        videos=len(np.unique(opened.library.videos[snapshot.rows])),
        average_precision=quality.average_precision,
        precision=quality.precision,
        recall=quality.recall,
        calibration_error=quality.calibration_error,
        grouped=quality.grouped,
        diversity=covered,
    )
    return replace(evaluation, advice=advice.advise(evaluation)[:ADVICE])


def _artefact(
    parts: Parts,
    opened: OpenSpace,
    snapshot: Snapshot,
    texts: Sequence[str],
    recipe: Recipe,
    trained: Trained,
    evaluation: Evaluation,
) -> Artefact:
    label = snapshot.record.label
    card: dict[str, Any] = {
        "label": label.name,
        "description": label.description,
        "texts": list(texts),
        "prompts": list(queries.prompts_of(parts, opened)),
        "space": asdict(opened.space),
        "motion": _motion_card(opened, trained),
        "library": {"shots": opened.library.count, "digest": opened.library.digest},
        "dataset": snapshot.dataset.digest,
        "recipe": _plain_recipe(recipe),
        "threshold": trained.threshold,
        "calibrated": trained.is_calibrated,
        "evaluation": asdict(evaluation),
        "notes": list(_notes(snapshot, trained)),
        "packages": dict(_packages()),
    }
    said = trained.out_of_fold
    evidence = {} if said is None else dict(zip(snapshot.shots, said.tolist(), strict=True))
    return Artefact(trained.head, card, evidence)


def _motion_card(opened: OpenSpace, trained: Trained) -> dict[str, Any] | None:
    """Return what the numbers behind those of the vector are, ``None`` where there are none."""
    if len(trained.head.weight) == opened.space.dimension:
        return None
    return {"names": list(motion.NAMES), "weight": motion.WEIGHT, "version": motion.VERSION}


@cache
def _packages() -> Mapping[str, str]:
    return {package: metadata.version(package) for package in PACKAGES}


def _notes(snapshot: Snapshot, trained: Trained) -> tuple[str, ...]:
    missing = len(snapshot.dataset) - len(snapshot.shots)
    if not missing:
        return trained.notes
    return (
        *trained.notes,
        f"{counted(missing, 'judged shot has', 'judged shots have')} no vector here: "
        "ingest the videos again to learn from all that was judged.",
    )


def keep(connection: Connection, opened: OpenSpace, learnt: Learnt, by: str) -> ClassifierVersion:
    """Number a version and open its feeds; one that is there already is returned.

    Either way it is the one in use from now on.
    """
    return keep_all(connection, opened, [learnt], by)[0]


def keep_all(
    connection: Connection, opened: OpenSpace, learnt: Sequence[Learnt], by: str
) -> list[ClassifierVersion]:
    """Number some versions of one label, oldest first, as `keep` does.

    Only the last, which is the one in use from now on, has its feeds opened at once.
    """
    record = learnt[0].snapshot.record
    classifiers.lock(connection, record.id)
    _refuse_other_space(connection, opened)
    known_before = classifiers.get_versions(connection, [one.version_id for one in learnt])
    kept = number(connection, opened, learnt, by)
    seen = [(one.version_id, one.snapshot.annotations_to) for one in learnt]
    classifiers.save_builds(connection, record.id, seen, by)
    if kept[-1].id not in known_before:
        for kind in FeedKind:
            open_feed(connection, record.id, kept[-1], kind)
    return kept


def number(
    connection: Connection, opened: OpenSpace, learnt: Sequence[Learnt], by: str
) -> list[ClassifierVersion]:
    """Number some versions of one label, oldest first, without putting any to use."""
    record = learnt[0].snapshot.record
    classifiers.lock(connection, record.id)
    known = classifiers.get_versions(connection, [one.version_id for one in learnt])
    first = classifiers.next_number(connection, record.id)
    fresh: list[ClassifierVersion] = []
    for one in learnt:
        if one.version_id not in known:
            fresh.append(_version(opened, one, first + len(fresh), by))
            known[one.version_id] = fresh[-1]
    kept = [known[one.version_id] for one in learnt]
    classifiers.save_datasets(connection, record.id, [one.snapshot.dataset for one in learnt])
    classifiers.save_versions(connection, record.id, fresh)
    return kept


def _refuse_other_space(connection: Connection, opened: OpenSpace) -> None:
    """Refuse a version whose vectors went out of use while it was made."""
    used = current.get_space(connection)
    if used is not None and used.id != opened.space.id:
        raise ConflictError(
            "the vectors of this library were changed while the label was built",
            hint="Build it again; every verdict is still there.",
        )


def _version(opened: OpenSpace, learnt: Learnt, number: int, by: str) -> ClassifierVersion:
    snapshot, trained = learnt.snapshot, learnt.trained
    return ClassifierVersion(
        id=learnt.version_id,
        label=snapshot.record.label.name,
        number=number,
        dataset_digest=snapshot.dataset.digest,
        annotations_to=snapshot.annotations_to,
        space_id=opened.space.id,
        library_rows=len(opened.rows),
        library_digest=opened.library.digest,
        recipe=learnt.recipe,
        threshold=trained.threshold,
        is_calibrated=trained.is_calibrated,
        evaluation=learnt.evaluation,
        notes=_notes(snapshot, trained),
        created_at=datetime.now(UTC),
        created_by=by,
    )


def open_feed(
    connection: Connection, label_id: int, version: ClassifierVersion, kind: FeedKind
) -> str:
    """Record a feed of a version, where that has not been done, and return its id."""
    return offers.open_feed(
        connection,
        kind,
        feed_id=feed_id(version.id, kind),
        label_id=label_id,
        version_id=version.id,
        annotations_to=version.annotations_to,
    )


def feed_id(version_id: str, kind: FeedKind) -> str:
    """Return the id of a version's feed."""
    return f"{version_id}-{kind}"


def _plain_recipe(recipe: Recipe) -> dict[str, Any]:
    return {**asdict(recipe), "params": dict(recipe.params)}


def _progress(done: int, note: str) -> Progress:
    return Progress("Building", done, STEPS, note)
