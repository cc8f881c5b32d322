"""Writes the layout of the data set that was released with Video Annotator."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Matrix, Vector
from shotseer.core.errors import ConflictError, InputError, PluginError
from shotseer.core.words import counted
from shotseer.datasets.videoannotator import (
    AVE,
    CHECKPOINTS,
    EMBEDDINGS,
    POOLS,
    QUERIES,
    SHOTS,
    TEXTS,
    VOTES,
    Checkpoint,
    Pools,
    ShotTable,
    Votes,
)
from shotseer.datasets.videoannotator_files import COLUMNS, DATASET

BLOCK = 16_384
"""Rows that :func:`blocks_of` gives at a time."""


def write(
    folder: Path,
    *,
    shots: ShotTable,
    embeddings: Iterable[Matrix],
    texts: Mapping[str, Vector],
    votes: Mapping[str, Votes],
    checkpoints: Mapping[str, Sequence[Checkpoint]],
    pools: Mapping[str, Pools],
    ave: Mapping[str, Checkpoint],
    queries: Mapping[str, Sequence[str]],
) -> None:
    """Write a data set into a new folder. The same content gives the same bytes.

    Args:
        folder: is made; it must not hold anything yet.
        shots: ``n`` shots.
        embeddings: blocks of rows, ``n`` rows of one width in all; see :func:`blocks_of`.
        texts: for each label its vector; further texts are allowed.
        votes: for each label.
        checkpoints: for each label.
        pools: for each label.
        ave: for some labels.
        queries: for each label.

    Raises:
        ConflictError: the folder holds something.
        InputError: the blocks are not as many rows as there are shots, or it cannot be written.
        PluginError: the package ``h5py`` is not installed.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConflictError(
            f"{folder} is there already", hint="Name a new folder, or empty this one."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_shots(folder / SHOTS, shots)
        _write_embeddings(folder / EMBEDDINGS, len(shots), embeddings)
        _write_json(folder / TEXTS, {name: text.tolist() for name, text in texts.items()})
        _write_json(folder / QUERIES, {label: list(texts) for label, texts in queries.items()})
        _write_labels(folder, votes=votes, checkpoints=checkpoints, pools=pools, ave=ave)
    except OSError as error:
        raise InputError(
            f"{folder} cannot be written: {error}", hint="Make room, or name another folder."
        ) from error


def blocks_of(matrix: Matrix) -> Iterator[Matrix]:
    """Cut a matrix into blocks of rows."""
    for start in range(0, len(matrix), BLOCK):
        yield matrix[start : start + BLOCK]


def _write_shots(path: Path, shots: ShotTable) -> None:
    columns = (
        shots.keys,
        shots.yt_ids,
        shots.titles,
        shots.genres,
        shots.frames_in.tolist(),
        shots.frames_out.tolist(),
        shots.starts.tolist(),
        shots.ends.tolist(),
        shots.fps.tolist(),
        shots.clusters.tolist(),
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(zip(*columns, strict=True))


def _write_embeddings(path: Path, count: int, blocks: Iterable[Matrix]) -> None:
    """Write one float32 dataset in one piece, uncompressed, so that it can be memory-mapped."""
    try:
        import h5py
    except ModuleNotFoundError as error:
        raise PluginError(
            f"writing {path.name} needs the package h5py",
            hint='Install it: pip install "shotseer[research]"',
        ) from error
    done = 0
    with h5py.File(path, "w") as file:
        dataset = None
        for block in blocks:
            if dataset is None:
                dataset = file.create_dataset(DATASET, (count, block.shape[1]), np.dtype("<f4"))
            if done + len(block) > count or block.shape[1] != dataset.shape[1]:
                raise _wrong_rows(path, count)
            dataset[done : done + len(block)] = block
            done += len(block)
    if done != count or not count:
        raise _wrong_rows(path, count)


def _write_labels(
    folder: Path,
    *,
    votes: Mapping[str, Votes],
    checkpoints: Mapping[str, Sequence[Checkpoint]],
    pools: Mapping[str, Pools],
    ave: Mapping[str, Checkpoint],
) -> None:
    for kind, contents in (
        (VOTES, {label: _votes(one) for label, one in votes.items()}),
        (CHECKPOINTS, {label: [_sides(s) for s in many] for label, many in checkpoints.items()}),
        (POOLS, {label: _pools(one) for label, one in pools.items()}),
        (AVE, {label: _sides(one) for label, one in ave.items()}),
    ):
        for label, content in contents.items():
            (folder / kind).mkdir(parents=True, exist_ok=True)
            _write_json(folder / kind / f"{label}.json", content)


def _votes(votes: Votes) -> object:
    return {
        "primary": votes.primary,
        "secondaries": list(votes.secondaries),
        "data": [
            {
                "key": record.key,
                "primary": record.primary,
                "secondaries": dict(record.secondaries),
                "agg": record.aggregate,
                "pos_cnt": record.positive_count,
            }
            for record in votes.records
        ],
    }


def _sides(judged: Checkpoint) -> object:
    return {"pos": list(judged.positives), "neg": list(judged.negatives)}


def _pools(pools: Pools) -> object:
    return {
        name: [{"key": key, "value": value} for key, value in pool]
        for name, pool in (("zero_shot", pools.zero_shot), ("random", pools.random))
    }


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content), encoding="utf-8")


def _wrong_rows(path: Path, count: int) -> InputError:
    return InputError(
        f"{path} needs {counted(count, 'row')} of one width, at least one; it got others",
        hint="Give one row for each shot.",
    )
