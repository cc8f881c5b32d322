"""Scores: one column of logits per version, aligned to the rows of its space.

A column can always be computed again from its version, so that only those of the version in use,
of the one before it and of the deployed one are kept. Where several are missing, one pass over the
vectors makes them all.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np

from shotseer.core.arrays import Bools, Matrix, Vector
from shotseer.core.classifier import ClassifierVersion, LinearHead, probability
from shotseer.core.errors import NotFoundError, NotReadyError, StoreError
from shotseer.core.video import Shot, ShotId
from shotseer.flows import features
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.learn.threads import one_thread
from shotseer.store import artefacts, classifiers, deployments, files, labels, videos
from shotseer.store.labels import LabelRecord
from shotseer.store.statements import chunks

SHOTS_AT_ONCE = 5_000
ROWS_AT_ONCE = 8_192
"""Rows of one product: some megabytes of vectors."""
COLUMNS_AT_ONCE = 128
"""Columns written in one pass: each takes an open file."""


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
        if found is None:
            count = classifiers.count_versions(connection, [record.id])[record.id]
            raise NotFoundError(
                f"{record.label.name} has no version {number}",
                hint=f"It has versions 1 to {count}.",
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
    column = kept(parts, version, len(opened.rows))
    if column is None:
        fill(parts, opened, [version])
        column = _read(column_path(parts, version.id))[: len(opened.rows)]
    return column


def fill(parts: Parts, opened: OpenSpace, versions: Sequence[ClassifierVersion]) -> int:
    """Make the columns of some versions reach to the last row; return how many did not.

    Versions of other vectors are left out.

    Raises:
        StoreError: a column cannot be written, or a vector on disk is not a number.
    """
    rows = len(opened.rows)
    short: dict[int, list[str]] = {}
    for version_id in dict.fromkeys(v.id for v in versions if v.space_id == opened.space.id):
        known = len(_read(column_path(parts, version_id)))
        if known < rows:
            short.setdefault(known, []).append(version_id)
    for known, version_ids in short.items():
        for some in chunks(version_ids, COLUMNS_AT_ONCE):
            _lengthen(parts, opened, some, known)
    return sum(map(len, short.values()))


def fill_all(parts: Parts) -> int:
    """Make the columns of every current and deployed version reach to the last row."""
    with parts.database.reading() as connection:
        ids = [record.id for record in labels.list_labels(connection)]
        current = [version for version, _ in classifiers.current(connection, ids).values()]
        used = [one.version_id for one in deployments.newest(connection, ids).values()]
        deployed = [classifiers.get_version(connection, one) for one in used if one is not None]
    return fill(parts, open_space(parts), [*current, *(one for one in deployed if one is not None)])


def _lengthen(parts: Parts, opened: OpenSpace, version_ids: Sequence[str], known: int) -> None:
    """Write the columns of some versions anew, each with its first ``known`` rows as they are."""
    heads = [artefacts.load(parts.folder.versions, one).head for one in version_ids]
    paths = [column_path(parts, one) for one in version_ids]
    with _writing(paths, len(opened.rows)) as columns:
        for path, column in zip(paths, columns, strict=True):
            column.write(_read(path)[:known].tobytes())
        with closing(products(parts, opened, heads, known)) as blocks:
            for block in blocks:
                for column, values in zip(columns, block, strict=True):
                    column.write(values.data)


def kept(parts: Parts, version: ClassifierVersion, rows: int) -> Vector | None:
    """Return the logits of a version that are on disk, ``None`` unless they cover all rows."""
    column = _read(column_path(parts, version.id))[:rows]
    return column if len(column) == rows else None


def head(parts: Parts, version: ClassifierVersion) -> LinearHead:
    """Return what a version learnt."""
    return artefacts.load(parts.folder.versions, version.id).head


def product(parts: Parts, opened: OpenSpace, head: LinearHead) -> Vector:
    """Return ``(n_rows,)`` float32 logits.

    Raises:
        StoreError: a vector on disk is not a number.
    """
    column = np.empty(len(opened.rows), dtype=np.float32)
    done = 0
    with closing(products(parts, opened, [head])) as blocks:
        for block in blocks:
            column[done : done + block.shape[1]] = block[0]
            done += block.shape[1]
    return column


def products(
    parts: Parts, opened: OpenSpace, heads: Sequence[LinearHead], first_row: int = 0
) -> Generator[Matrix, None, None]:
    """Yield the logits of all rows from one on, as ``(heads, some rows)`` float32, in order.

    Every vector is read once. Each head's logits are contiguous, ready for its column. Blocks are
    computed side by side, each on one thread: that waits for no slow core, and writes go on
    meanwhile. Close the iterator where it is not read to its end.

    Raises:
        StoreError: a vector on disk is not a number.
    """
    dimension = opened.space.dimension
    widest = max(len(head.weight) for head in heads)
    weights = np.stack([np.pad(head.weight, (0, widest - len(head.weight))) for head in heads])
    on_vectors = np.ascontiguousarray(weights[:, :dimension])
    on_motion = np.ascontiguousarray(weights[:, dimension:])
    biases = np.array([[head.bias] for head in heads], dtype=np.float32)

    def logits_of(piece: tuple[Matrix, Matrix]) -> Matrix:
        vectors, moves = piece
        values: Matrix = on_vectors @ vectors.T
        values += biases
        if on_motion.size:
            values += on_motion @ moves.T
        # A vector that is not a number makes every product with it none.
        if not np.isfinite(values[0]).all():
            raise StoreError(
                "a vector on disk is damaged: it holds something that is not a number",
                hint="Have the workspace repaired, then ingest again; no verdict is lost.",
                command="shotseer doctor --repair",
            )
        return values

    with one_thread():
        some = features.pieces(opened, first_row, ROWS_AT_ONCE, with_motion=widest > dimension)
        yield from parts.executor.map(logits_of, some)


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


def forget_all(parts: Parts) -> None:
    """Remove every column: what versions see of shots has changed."""
    for path in parts.folder.scores.glob("*.npy"):
        path.unlink(missing_ok=True)


def column_path(parts: Parts, version_id: str) -> Path:
    """Return where the scores of a version are kept."""
    return parts.folder.scores / f"{version_id}.npy"


def save(path: Path, column: Vector) -> None:
    """Keep a column, whole or not at all."""
    with _writing([path], len(column)) as (file,):
        file.write(column.data)


@contextmanager
def _writing(paths: Sequence[Path], rows: int) -> Iterator[list[BinaryIO]]:
    """Give a file for each column of so many rows to write; they are there whole or not at all."""
    header = {"descr": "<f4", "fortran_order": False, "shape": (rows,)}
    try:
        with ExitStack() as stack:
            columns = [stack.enter_context(files.whole(path, sync=False)) for path in paths]
            for column in columns:
                np.lib.format.write_array_header_1_0(column, header)
            yield columns
    except OSError as error:
        raise StoreError(
            f"could not write scores to {paths[0].parent}: {error.strerror}",
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
