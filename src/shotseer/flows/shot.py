"""One shot: in the context of its video, what labels say of it, and what was ever said."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Ints
from shotseer.core.classifier import ClassifierVersion, probability
from shotseer.core.errors import NotReadyError
from shotseer.core.label import Annotation, Verdict
from shotseer.core.video import Shot, ShotId
from shotseer.flows import features, proxies, scores
from shotseer.flows.annotate import resolve_shots
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.flows.standing import standing
from shotseer.store import annotation_log, classifiers, fields, labels, videos
from shotseer.store import standing as log
from shotseer.store.labels import LabelRecord
from shotseer.store.standing import PastLine
from shotseer.store.videos import VideoRecord

NEIGHBOURS = 6


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A shot of the same video, with what a label says of it if one was asked for."""

    shot: Shot
    score: float | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class LabelView:
    """What one label says of a shot.

    ``score`` is its current version's, ``None`` where there is none on the present vectors;
    ``verdict`` is joined from ``verdicts``, which are by annotator.
    """

    label: str
    score: float | None
    threshold: float | None
    verdict: Verdict | None
    verdicts: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """Something that was said of a shot; ``undone`` if it was taken back."""

    annotation: Annotation
    undone: bool


@dataclass(frozen=True, slots=True)
class ShotDetail:
    """A shot with everything that is known of it.

    ``neighbours`` are the shots around it in order, itself among them; ``history`` has the newest
    first.
    """

    shot: Shot
    record: VideoRecord
    fields: Mapping[str, str]
    is_playable: bool
    is_missing: bool
    neighbours: tuple[Neighbour, ...]
    labels: tuple[LabelView, ...]
    history: tuple[HistoryLine, ...]


def shot_detail(
    parts: Parts, shot: str, label: str | None = None, around: int = NEIGHBOURS
) -> ShotDetail:
    """Return a shot in its context.

    Args:
        parts: the workspace's parts.
        shot: its id, or the first digits of it.
        label: whose scores and verdicts the neighbours carry.
        around: how many shots before and after it to show.

    Raises:
        InputError: the digits mean several shots.
        NotFoundError: there is no such shot or label.
    """
    full = resolve_shots(parts, [shot])[shot]
    with parts.database.reading() as connection:
        found = videos.get_shots(connection, [full])[full]
        near = videos.shots_around(connection, found, around)
        records = labels.list_labels(connection)
        past = log.history(connection, [record.id for record in records], full)
        current = classifiers.current(connection, [record.id for record in records])
        record = videos.list_videos(connection, [found.video_id])[0]
        own = fields.all_of(connection, [found.video_id]).get(found.video_id, {})
    opened = _opened(parts)
    rows = _rows(opened, [full, *(one.id for one in near)])
    history = [HistoryLine(line.annotation, line.undone_at is not None) for line in reversed(past)]
    views = []
    for one in records:
        version, _ = current.get(one.label.name, (None, None))
        score = _scores(parts, opened, version, rows[:1])[0]
        views.append(_view(full, one, past, version, score))
    return ShotDetail(
        shot=found,
        record=record,
        fields=own,
        is_playable=proxies.playable_file(parts, record) is not None,
        is_missing=not any(Path(path).exists() for path in record.paths),
        neighbours=_neighbours(parts, opened, near, rows[1:], label),
        labels=tuple(views),
        history=tuple(history),
    )


def _opened(parts: Parts) -> OpenSpace | None:
    try:
        return open_space(parts)
    except NotReadyError:
        return None


def _rows(opened: OpenSpace | None, shots: list[ShotId]) -> Ints:
    return np.full(len(shots), -1) if opened is None else opened.library.rows_of(shots)


def _neighbours(
    parts: Parts, opened: OpenSpace | None, shots: Sequence[Shot], rows: Ints, label: str | None
) -> tuple[Neighbour, ...]:
    joined: Mapping[ShotId, Verdict] = {}
    version = None
    if label is not None:
        record = find_label(parts, label)
        joined = standing(parts, record).joined
        with contextlib.suppress(NotReadyError):
            version = scores.find_version(parts, record)
    return tuple(
        Neighbour(shot, score, joined.get(shot.id))
        for shot, score in zip(shots, _scores(parts, opened, version, rows), strict=True)
    )


def _view(
    shot: ShotId,
    record: LabelRecord,
    past: Sequence[PastLine],
    version: ClassifierVersion | None,
    score: float | None,
) -> LabelView:
    newest: dict[str, Verdict | None] = {}
    for line in past:
        one = line.annotation
        if one.label == record.label.name and line.undone_at is None:
            newest.pop(one.annotator, None)  # A newer verdict goes to the end.
            newest[one.annotator] = one.verdict
    verdicts = {by: verdict for by, verdict in newest.items() if verdict is not None}
    joined = annotation_log.join([(shot, one) for one in verdicts.values()], record.label.rule)
    return LabelView(
        label=record.label.name,
        score=score,
        threshold=None if version is None else version.threshold,
        verdict=joined.get(shot),
        verdicts=verdicts,
    )


def _scores(
    parts: Parts, opened: OpenSpace | None, version: ClassifierVersion | None, rows: Ints
) -> list[float | None]:
    """Return a version's score of a few rows, without scoring the whole library for them."""
    if opened is None or version is None or version.space_id != opened.space.id:
        return [None] * len(rows)
    here = np.maximum(rows, 0)
    column = scores.kept(parts, version, len(opened.rows))
    if column is None:
        logits = features.logits(opened, scores.head(parts, version), here)
    else:
        logits = column[here]
    values = probability(logits).tolist()
    return [value if row >= 0 else None for value, row in zip(values, rows, strict=True)]
