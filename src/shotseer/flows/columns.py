"""What filters and tables ask of the library, column by column, each read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from shotseer.core.arrays import Bools, Floats, Ints, Vector
from shotseer.core.classifier import ClassifierVersion, probability
from shotseer.core.errors import NotReadyError
from shotseer.core.label import Verdict
from shotseer.core.video import ShotId
from shotseer.flows import groups, scores
from shotseer.flows.parts import OpenSpace, Parts, find_label
from shotseer.flows.standing import standing, verdict_codes
from shotseer.store import fields, labels, videos
from shotseer.store.labels import LabelRecord


@dataclass(frozen=True, slots=True, eq=False)
class ScoreColumn:
    """The ``(n_rows,)`` float32 logits of a label's current version."""

    version: ClassifierVersion
    logits: Vector

    def probabilities(self, rows: NDArray[np.int64] | slice) -> Floats:
        """Return the scores of some rows."""
        return probability(self.logits[rows])


@dataclass(frozen=True, eq=False)
class Columns:
    """The columns of a library as of now. Rows are those of the space."""

    parts: Parts
    opened: OpenSpace
    _scores: dict[str, ScoreColumn | None] = field(default_factory=dict)

    @cached_property
    def labels(self) -> Mapping[str, LabelRecord]:
        """Every label by its name."""
        with self.parts.database.reading() as connection:
            return {record.label.name: record for record in labels.list_labels(connection)}

    @cached_property
    def field_names(self) -> list[str]:
        """The names of the columns that people gave their videos."""
        with self.parts.database.reading() as connection:
            return fields.names(connection)

    @property
    def clusters(self) -> Ints:
        """``(n_rows,)`` the cluster of every row, from 1."""
        return groups.numbers(self.parts, self.opened)

    @cached_property
    def video_names(self) -> list[str]:
        """The name of each video, in the order of the library's ``video_ids``."""
        with self.parts.database.reading() as connection:
            names = videos.video_names(connection, self.opened.library.video_ids)
        # A video may have gone since the library was opened.
        return [names.get(video, "") for video in self.opened.library.video_ids]

    def field(self, name: str) -> list[str | None]:
        """Return one column of the videos, in the order of the library's ``video_ids``."""
        with self.parts.database.reading() as connection:
            values = fields.values(connection, name)
        return [values.get(video) for video in self.opened.library.video_ids]

    def scores(self, label: str) -> ScoreColumn | None:
        """Return the scores of a label, ``None`` where it has no version on these vectors.

        Raises:
            NotFoundError: there is no such label.
        """
        if label not in self._scores:
            self._scores[label] = self._read_scores(label)
        return self._scores[label]

    def gather(self, labels: Iterable[str]) -> None:
        """Have the scores of several labels ready: those missing are made in one pass.

        Raises:
            NotFoundError: there is no such label.
        """
        versions = []
        for label in labels:
            with suppress(NotReadyError):
                versions.append(scores.find_version(self.parts, self._record(label)))
        scores.fill(self.parts, self.opened, versions)

    def verdicts(self, label: str) -> Mapping[ShotId, Verdict]:
        """Return the joined verdict on each judged shot.

        Raises:
            NotFoundError: there is no such label.
        """
        return standing(self.parts, self._record(label)).joined

    def verdict_codes(self, label: str) -> NDArray[np.uint8]:
        """Return ``(n_rows,)`` joined verdicts as numbers; see `standing.CODES`."""
        return verdict_codes(self.opened, standing(self.parts, self._record(label)))

    def judged(self, label: str | None = None) -> Bools:
        """Return ``(n_rows,)`` whether there is a verdict for a label, or for any."""
        judged = np.zeros(len(self.opened.library), dtype=bool)
        for name in self.labels if label is None else [label]:
            judged |= self.verdict_codes(name) > 0
        return judged

    def _record(self, label: str) -> LabelRecord:
        return self.labels.get(label) or find_label(self.parts, label)

    def _read_scores(self, label: str) -> ScoreColumn | None:
        try:
            version = scores.find_version(self.parts, self._record(label))
            return ScoreColumn(version, scores.logits(self.parts, self.opened, version))
        except NotReadyError:
            return None
