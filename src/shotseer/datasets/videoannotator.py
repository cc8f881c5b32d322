"""Reads the data set that was released with Video Annotator.

Lenient about what nothing depends on (further files, keys and fields, a part of the labels),
strict about all that would change a result. Source: Ziai and Vartakavi, "Video Annotator" (2024),
and the data set beside its code.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Floats, Ints, Matrix, Vector
from shotseer.core.errors import InputError, NotFoundError
from shotseer.core.words import counted
from shotseer.datasets import videoannotator_files as files

SHOTS, EMBEDDINGS, TEXTS, QUERIES = (
    "shot-data.csv",
    "embeddings.h5",
    "text-embeddings.json",
    "queries.json",
)
VOTES, CHECKPOINTS, POOLS, AVE = "agg", "checkpoints", "cmp", "ave/validation"


@dataclass(frozen=True, slots=True, eq=False)
class ShotTable:
    """The columns of ``shot-data.csv`` for ``n`` shots, in the order of the file.

    Row ``i`` is row ``i`` of the embeddings too.

    Attributes:
        keys: all different, ``yt_id|frame_in``.
        yt_ids: the YouTube clip that each shot is of.
        titles: of the clips.
        genres: empty where a clip has none.
        frames_in: ``(n,)``, the first frame.
        frames_out: ``(n,)``, the frame after the last.
        starts: ``(n,)`` seconds.
        ends: ``(n,)`` seconds.
        fps: ``(n,)`` frames per second.
        clusters: ``(n,)``, the cluster of the corpus, from 0.
    """

    keys: tuple[str, ...]
    yt_ids: tuple[str, ...]
    titles: tuple[str, ...]
    genres: tuple[str, ...]
    frames_in: Ints
    frames_out: Ints
    starts: Floats
    ends: Floats
    fps: Floats
    clusters: Ints
    _rows: Mapping[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rows = dict(zip(self.keys, range(len(self.keys)), strict=True))
        if len(rows) < len(self.keys):
            twice = next(key for row, key in enumerate(self.keys) if rows[key] != row)
            raise InputError(
                f"the shot {twice!r} occurs more than once",
                hint="Each shot must have a key of its own; unpack the data set again.",
            )
        object.__setattr__(self, "_rows", rows)

    def __len__(self) -> int:
        return len(self.keys)

    def rows_of(self, keys: Sequence[str]) -> Ints:
        """Return the ``(len(keys),)`` row of each key.

        Raises:
            InputError: a key is of no shot.
        """
        try:
            return np.array([self._rows[key] for key in keys], dtype=np.int64)
        except KeyError as error:
            raise InputError(
                f"there is no shot {error.args[0]!r} in {SHOTS}",
                hint="Use files of one and the same release; unpack the data set again.",
            ) from None


@dataclass(frozen=True, slots=True)
class VoteRecord:
    """What the annotators said about a shot.

    Attributes:
        key: of the shot.
        primary: what the primary annotator said; ``None`` where the file does not say.
        secondaries: what each of the others said who judged it.
        aggregate: the majority.
        positive_count: how many said yes.
    """

    key: str
    primary: bool | None
    secondaries: Mapping[str, bool]
    aggregate: bool
    positive_count: int


@dataclass(frozen=True, slots=True)
class Votes:
    """All votes for a label: who was the primary annotator, who the others, and the records."""

    primary: str
    secondaries: tuple[str, ...]
    records: tuple[VoteRecord, ...]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The keys that were judged positive and negative at one time. None is in both."""

    positives: tuple[str, ...]
    negatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pools:
    """The shots that were judged for comparison, with their majority, in the order of the file.

    Attributes:
        zero_shot: those nearest to the label's text, nearest first.
        random: those drawn at random.
    """

    zero_shot: tuple[tuple[str, bool], ...]
    random: tuple[tuple[str, bool], ...]


class Release:
    """A folder in the layout of the released data set. Files are read when they are asked for.

    Every property and method raises InputError where the file it needs is missing or damaged,
    or disagrees with the shots.
    """

    def __init__(self, folder: Path, labels: tuple[str, ...]) -> None:
        self.folder = folder
        self.labels = labels

    @classmethod
    def open(cls, folder: Path) -> Release:
        """Open a folder.

        Raises:
            InputError: it lacks what every data set of this layout has.
        """
        needed = (SHOTS, EMBEDDINGS, TEXTS, VOTES)
        missing = [name for name in needed if not (folder / name).exists()]
        labels = files.stems(folder / VOTES)
        if not missing and not labels:
            missing = [f"{VOTES}/*.json"]
        if missing:
            raise InputError(
                f"{folder} is not the data set of Video Annotator: it lacks {', '.join(missing)}",
                hint=_where(folder),
                command="shotseer dataset where",
            )
        return cls(folder, labels)

    @cached_property
    def shots(self) -> ShotTable:
        """The shots, in the order of ``shot-data.csv``."""
        path = self.folder / SHOTS
        columns = files.read_columns(path)
        try:
            return ShotTable(*columns)
        except InputError as error:
            raise InputError(f"{path}: {error.message}", hint=error.hint) from None

    @cached_property
    def embeddings(self) -> Matrix:
        """``(n, d)`` float32, finite, row for row of the shots; memory-mapped where possible."""
        path = self.folder / EMBEDDINGS
        matrix = files.read_matrix(path)
        if len(matrix) != len(self.shots):
            raise InputError(
                f"{path} has {counted(len(matrix), 'row')}, "
                f"{SHOTS} has {counted(len(self.shots), 'shot')}",
                hint="Use both files of one release; unpack the data set again.",
            )
        return matrix

    @cached_property
    def texts(self) -> Mapping[str, Vector]:
        """For each text, which may be more than the labels, its ``(d,)`` float32 vector."""
        return files.read_texts(self.folder / TEXTS, self.embeddings.shape[1])

    @cached_property
    def queries(self) -> Mapping[str, tuple[str, ...]]:
        """The queries of each label; empty where the file is absent or of another shape."""
        return files.read_queries(self.folder / QUERIES)

    def votes(self, label: str) -> Votes:
        """Return the votes for a label."""
        path = self._file(VOTES, label)
        with files.faults_of(path):
            content = files.an_object(files.read_json(path))
            records = tuple(map(_vote, files.objects(content, "data")))
            self._check([record.key for record in records], "data")
            return Votes(
                primary=files.a_string(content, "primary"),
                secondaries=tuple(map(str, content.get("secondaries") or ())),
                records=records,
            )

    def checkpoints(self, label: str) -> tuple[Checkpoint, ...]:
        """Return what was judged for a label at each Build, oldest first; at least one."""
        path = self._file(CHECKPOINTS, label)
        with files.faults_of(path):
            content = files.read_json(path)
            if not isinstance(content, list) or not content:
                raise ValueError("it is not a list of checkpoints, or has none")
            return tuple(map(self._checkpoint, content))

    def pools(self, label: str) -> Pools:
        """Return the shots that were judged for a label for comparison."""
        path = self._file(POOLS, label)
        with files.faults_of(path):
            content = files.an_object(files.read_json(path))
            return Pools(self._pool(content, "zero_shot"), self._pool(content, "random"))

    def ave(self, label: str) -> Checkpoint | None:
        """Return the shots of the AVE data set's validation part; ``None`` where it has none."""
        path = self.folder / AVE / f"{label}.json"
        if not path.is_file():
            return None
        with files.faults_of(path):
            return self._checkpoint(files.read_json(path))

    def _file(self, kind: str, label: str) -> Path:
        if label not in self.labels:
            raise NotFoundError(
                f"{self.folder} has no label {label!r}",
                hint=f"It has {', '.join(self.labels)}.",
            )
        path = self.folder / kind / f"{label}.json"
        if not path.is_file():
            raise InputError(
                f"{path} is missing",
                hint=f"Unpack all of {kind}/, or leave {label!r} out of the labels.",
            )
        return path

    def _checkpoint(self, content: object) -> Checkpoint:
        given = files.an_object(content)
        positives, negatives = files.keys(given, "pos"), files.keys(given, "neg")
        self._check([*positives, *negatives], "pos and neg")
        return Checkpoint(positives, negatives)

    def _pool(self, content: Mapping[str, object], name: str) -> tuple[tuple[str, bool], ...]:
        pool = tuple(
            (files.a_string(one, "key"), files.a_bool(one, "value"))
            for one in files.objects(content, name)
        )
        self._check([key for key, _ in pool], name)
        return pool

    def _check(self, keys: Sequence[str], name: str) -> None:
        """Refuse keys that occur twice or are of no shot."""
        files.refuse_repeats(keys, name)
        try:
            self.shots.rows_of(keys)
        except InputError as error:
            raise ValueError(error.message) from None


def _vote(record: Mapping[str, object]) -> VoteRecord:
    primary, others = record.get("primary"), record.get("secondaries")
    named = others if isinstance(others, dict) else {}
    return VoteRecord(
        key=files.a_string(record, "key"),
        primary=primary if isinstance(primary, bool) else None,
        secondaries={name: vote for name, vote in named.items() if isinstance(vote, bool)},
        aggregate=files.a_bool(record, "agg"),
        positive_count=files.a_count(record, "pos_cnt"),
    )


def _where(folder: Path) -> str:
    inside = sorted(path.parent for path in folder.glob(f"*/{SHOTS}"))
    if inside:
        return f"It seems to be inside: give {inside[0]}."
    return "It is linked from the README of github.com/Netflix/videoannotator; unpack all of it."
