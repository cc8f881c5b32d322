"""Scores: one column of logits per version, aligned to the rows of its space.

A column can always be computed again from its version, so that only those of the version in use,
of the one before it and of the deployed one are kept.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Bools, Vector
from shotseer.core.classifier import ClassifierVersion, LinearHead, probability
from shotseer.core.errors import NotFoundError, NotReadyError, StoreError
from shotseer.core.video import Shot, ShotId
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.store import artefacts, classifiers, deployments, files, videos
from shotseer.store.labels import LabelRecord

SHOTS_AT_ONCE = 5_000


def find_version(parts: Parts, record: LabelRecord, number: int | None = None) -> ClassifierVersion:
    """Return a version of a label by its number, or the one that the newest Build gave.

    Raises:
        NotReadyError: the label has not been built yet.
        NotFoundError: there is no version of this number.
    """
    with parts.database.reading() as connection:
        newest = classifiers.newest_build(connection, record.id)
        if newest is None:
            raise NotReadyError(
                f"{record.label.name} has not been built yet",
                hint="Build it first.",
                command=f"shotseer build {shlex.quote(record.label.name)}",
            )
        found = (
            classifiers.get_version(connection, newest.version_id)
            if number is None
            else classifiers.find_version(connection, record.id, number)
        )
        count = classifiers.count_versions(connection, [record.id])[record.id]
    if found is None:
        raise NotFoundError(
            f"{record.label.name} has no version {number}", hint=f"It has versions 1 to {count}."
        )
    return found


def logits(parts: Parts, opened: OpenSpace, version: ClassifierVersion) -> Vector:
    """Return ``(n_rows,)`` float32 logits of a version, computing those that are missing.

    Raises:
        NotReadyError: the version belongs to another embedding space than the library uses now.
    """
    if version.space_id != opened.space.id:
        raise NotReadyError(
            f"version {version.number} of {version.label} was built on other vectors",
            hint="Build it again on the present ones.",
            command=f"shotseer build {shlex.quote(version.label)}",
        )
    path = column_path(parts, version.id)
    column = _read(path)[: len(opened.rows)]
    if len(column) < len(opened.rows):
        learnt = head(parts, version)
        column = np.concatenate([column, product(opened, learnt, len(column))])
        save(path, column)
    return column


def kept(parts: Parts, version: ClassifierVersion, rows: int) -> Vector | None:
    """Return the logits of a version that are on disk, ``None`` unless they cover all rows."""
    column = _read(column_path(parts, version.id))[:rows]
    return column if len(column) == rows else None


def head(parts: Parts, version: ClassifierVersion) -> LinearHead:
    """Return what a version learnt."""
    return artefacts.load(parts.folder.versions, version.id).head


def product(opened: OpenSpace, head: LinearHead, first_row: int = 0) -> Vector:
    """Return the float32 logits of every row from ``first_row`` on.

    Raises:
        StoreError: a vector on disk is not a number.
    """
    column = np.empty(len(opened.rows), dtype=np.float32)
    for start, block in opened.rows.blocks():
        if start + len(block) > first_row:
            np.dot(block, head.weight, out=column[start : start + len(block)])
    column = column[first_row:] + np.float32(head.bias)
    if not np.isfinite(column).all():
        raise StoreError(
            "a vector on disk is damaged: it holds something that is not a number",
            hint="Have the workspace repaired, then ingest again; no verdict is lost.",
            command="shotseer doctor --repair",
        )
    return column


def forget_others(parts: Parts, record: LabelRecord) -> None:
    """Remove the columns of a label but those of three versions: in use, before it, deployed."""
    with parts.database.reading() as connection:
        known = classifiers.version_ids(connection, record.id)
        deployed = deployments.newest(connection, [record.id]).get(record.label.name)
        kept = {
            None if deployed is None else deployed.version_id,
            *(
                build.version_id
                for build in (
                    classifiers.newest_build(connection, record.id),
                    classifiers.previous_build(connection, record.id),
                )
                if build is not None
            ),
        }
    for version_id in known:
        if version_id not in kept:
            column_path(parts, version_id).unlink(missing_ok=True)


def column_path(parts: Parts, version_id: str) -> Path:
    """Return where the scores of a version are kept."""
    return parts.folder.scores / f"{version_id}.npy"


def save(path: Path, column: Vector) -> None:
    """Keep a column, whole or not at all."""
    try:
        with files.whole(path, sync=False) as file:
            np.save(file, column)
    except OSError as error:
        raise StoreError(
            f"could not write scores to {path}: {error.strerror}",
            hint="Free some disk space and run the same command again.",
        ) from error


def _read(path: Path) -> Vector:
    try:
        column: Vector = np.load(path, mmap_mode="r").view(np.ndarray)
    except (OSError, ValueError):
        return np.empty(0, dtype=np.float32)
    return column


def score(
    parts: Parts,
    name: str,
    number: int | None = None,
    passing: Callable[[OpenSpace], Bools] | None = None,
) -> Iterator[list[tuple[Shot, float]]]:
    """Yield every shot with its probability, by video and position, some thousands at a time.

    ``passing`` gives an ``(n_rows,)`` mask of the shots wanted; all, where it is ``None``.
    """
    version = find_version(parts, find_label(parts, name), number)
    opened = open_space(parts)
    library = opened.library
    column = logits(parts, opened, version)
    rows = np.lexsort((library.positions, library.videos))
    rows = rows[(library.present if passing is None else passing(opened))[rows]]
    for start in range(0, len(rows), SHOTS_AT_ONCE):
        some = rows[start : start + SHOTS_AT_ONCE]
        ids = [library.shot_id(row) for row in some]
        with parts.database.reading() as connection:
            shots = videos.get_shots(connection, ids)
        values = probability(column[some]).tolist()
        yield [(shots[i], value) for i, value in zip(ids, values, strict=True)]


def unseen_probabilities(
    parts: Parts, record: LabelRecord, shots: Sequence[ShotId]
) -> dict[ShotId, float]:
    """Return what the newest version says of some shots without having learnt from them.

    For shots of its dataset these are its out-of-fold probabilities; the others it never saw.
    Empty where there is no version on the present vectors.
    """
    try:
        version = find_version(parts, record)
        opened = open_space(parts)
        column = logits(parts, opened, version)
    except NotReadyError:
        return {}
    with parts.database.reading() as connection:
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
    assert dataset is not None
    learnt = set(dataset.positives) | set(dataset.negatives)
    evidence = artefacts.load(parts.folder.versions, version.id).out_of_fold
    known = {shot: value for shot, value in evidence.items() if np.isfinite(value)}
    fresh = [shot for shot in shots if shot not in learnt]
    rows = opened.library.rows_of(fresh)
    for shot, row in zip(fresh, rows, strict=True):
        if row >= 0:
            known[shot] = float(probability(column[row]))
    return known
