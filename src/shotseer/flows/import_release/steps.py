"""The steps of an import: check, clips and shots, vectors, labels with verdicts and versions.

Each adds what is missing and nothing else, in transactions that leave a whole library behind.
Whatever stops an import, running it again goes on and ends in the same state.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Matrix
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import ConflictError, InputError
from shotseer.core.job import Progress
from shotseer.core.ports import Executor
from shotseer.core.video import ShotId
from shotseer.datasets.videoannotator import SHOTS, Release
from shotseer.flows import label as label_flow
from shotseer.flows import vectors
from shotseer.flows.import_release.clips import RELEASE, Clips, write_clips
from shotseer.flows.import_release.labels import import_labels
from shotseer.flows.parts import OpenSpace, Parts, open_space
from shotseer.flows.recording import Steps, Ticket, exclusive
from shotseer.learn.diversity import CLUSTERS
from shotseer.store import clusters, current, data_set, spaces, texts

ROWS_AT_ONCE = 16_384
ANOTHER = "Name a new folder with --workspace: a data set needs a workspace of its own."


@dataclass(frozen=True, slots=True)
class ImportedRelease:
    """What an import of a data set brought that was not there before."""

    videos: int
    shots: int
    labels: int
    verdicts: int
    versions: int


def import_release(parts: Parts, release: Release, executor: Executor) -> Steps[ImportedRelease]:
    """Open the data set of Video Annotator as a workspace.

    Raises:
        InputError: a file is damaged, or does not fit the others.
        ConflictError: the workspace holds something else, or another process writes to it.
    """
    ticket = Ticket("import videoannotator", release.folder.name)
    return exclusive(parts, ticket, lambda holder: _steps(parts, release, executor, holder))


def _steps(
    parts: Parts, release: Release, executor: Executor, holder: str
) -> Steps[ImportedRelease]:
    space = yield from _check(release)
    clips = Clips.of(release.shots)
    _begin(parts, space)
    placed = yield from write_clips(parts, clips, holder)
    with parts.database.writing() as connection:
        spaces.save_space(connection, space)
    texts.save(parts.folder.vectors(space.id), release.texts)
    yield from vectors.write_rows(parts, space, release.embeddings, placed.shots, holder)
    with parts.database.writing() as connection:
        current.set_space(connection, space)
    opened = open_space(parts)
    _keep_clusters(parts, opened, release, placed.shots)
    found = yield from import_labels(parts, opened, release, clips, placed.shots, executor, holder)
    return ImportedRelease(
        placed.new_videos, placed.new_shots, found.labels, found.verdicts, found.versions
    )


def _check(release: Release) -> Steps[EmbeddingSpace]:
    """Read everything once, before anything is written, and return the space of the vectors.

    Raises:
        InputError: something in it cannot be used.
    """
    stage = "Checking the data set"
    yield Progress(stage, 0, None, SHOTS, "rows")
    matrix = release.embeddings
    digest = hashlib.blake2b((release.folder / SHOTS).read_bytes(), digest_size=16)
    for start in range(0, len(matrix), ROWS_AT_ONCE):
        block = np.ascontiguousarray(matrix[start : start + ROWS_AT_ONCE])
        _refuse_zero(release, block, start)
        digest.update(block.reshape(-1).view(np.uint8).data)
        yield Progress(stage, start + len(block), len(matrix), unit="rows")
    for name, vector in release.texts.items():
        if not vector.any():
            raise InputError(
                f"the text {name!r} of {release.folder} has a vector of zeros",
                hint="Unpack the data set again, or take that text out.",
            )
    for name in release.labels:
        label_flow.check_name(name)
        release.votes(name)
        release.pools(name)
        release.checkpoints(name)
    return EmbeddingSpace(
        encoder=RELEASE,
        weights=digest.hexdigest(),
        preprocessing=vectors.IMPORTED,
        pooling=vectors.IMPORTED,
        dimension=matrix.shape[1],
        has_text=bool(release.texts),
    )


def _refuse_zero(release: Release, block: Matrix, start: int) -> None:
    zero = np.flatnonzero(~block.any(axis=1))
    if len(zero):
        key = release.shots.keys[start + zero[0]]
        raise InputError(
            f"the vector of shot {key!r} in {release.folder} is zero",
            hint="Nothing can be as like it as something else; unpack the data set again.",
        )


def _begin(parts: Parts, space: EmbeddingSpace) -> None:
    """Note which data set comes into the workspace.

    Raises:
        ConflictError: it holds something else.
    """
    with parts.database.writing() as connection:
        begun, used = data_set.get(connection), current.get_space(connection)
        if begun is None and not data_set.is_empty(connection):
            raise ConflictError(f"{parts.folder.root} holds videos or labels already", hint=ANOTHER)
        if begun not in (None, space.id) or (used is not None and used.id != space.id):
            raise ConflictError(
                f"{parts.folder.root} holds another data set, or uses other vectors now",
                hint=ANOTHER,
            )
        data_set.begin(connection, space.id)


def _keep_clusters(
    parts: Parts, opened: OpenSpace, release: Release, shots: Sequence[ShotId]
) -> None:
    """Let the library's clusters be those of the release, as long as nothing else comes in.

    The library knows clusters by their centroids: those are the means of the released ones.
    """
    cache, digest = parts.folder.cache, opened.library.digest
    given = release.shots.clusters
    found = np.bincount(given, minlength=CLUSTERS) if given.max() < CLUSTERS else np.zeros(1)
    is_kept = clusters.load(cache, opened.space.id, digest) is not None
    if is_kept or not found.all() or opened.library.count != len(shots):
        return
    numbers = np.full(len(opened.rows), -1)
    numbers[opened.library.rows_of(tuple(shots))] = given
    sums = np.zeros((CLUSTERS, opened.space.dimension), dtype=np.float64)
    for start, block in opened.rows.blocks():
        members = np.arange(CLUSTERS)[:, None] == numbers[start : start + len(block)]
        sums += members.astype(np.float32) @ block
    clusters.save(cache, opened.space.id, digest, (sums / found[:, None]).astype(np.float32))
