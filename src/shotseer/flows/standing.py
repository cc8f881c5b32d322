"""What stands of a label's verdicts, read once and then only followed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shotseer.core.label import Verdict
from shotseer.core.video import ShotId
from shotseer.flows.parts import OpenSpace, Parts
from shotseer.store import annotation_log
from shotseer.store import standing as log
from shotseer.store.labels import LabelRecord
from shotseer.store.standing import Line, LogState

CODES = {Verdict.POSITIVE: 1, Verdict.NEGATIVE: 2, Verdict.SKIP: 3}
"""Verdicts as small numbers; 0 means that there is none."""


@dataclass(frozen=True, eq=False)
class Standing:
    """The verdicts of a label at one moment.

    ``lines`` holds the newest line per shot and annotator in order, withdrawals included;
    ``joined`` the verdict per shot.
    """

    state: LogState
    lines: dict[tuple[ShotId, int], Line]
    joined: Mapping[ShotId, Verdict]


def standing(parts: Parts, record: LabelRecord) -> Standing:
    """Return what stands of a label now. Only lines that are new since the last time are read."""
    key = ("standing", record.id, record.label.rule)
    known: Standing | None = parts.recent.peek(key)
    with parts.database.reading() as connection:
        state = log.state(connection, record.id)
        if known is not None and known.state == state:
            return known
        if known is not None and known.state.undo != state.undo:
            known = None
        after = 0 if known is None else known.state.seq
        fresh = log.short_lines(connection, record.id, after)
    lines = {} if known is None else dict(known.lines)
    for line in fresh:
        lines.pop((line.shot_id, line.annotator_id), None)  # A newer line goes to the end.
        lines[line.shot_id, line.annotator_id] = line
    votes = [(line.shot_id, line.verdict) for line in lines.values() if line.verdict is not None]
    made = Standing(state, lines, annotation_log.join(votes, record.label.rule))
    parts.recent.put(key, made)
    return made


def verdict_codes(opened: OpenSpace, stands: Standing) -> NDArray[np.uint8]:
    """Return ``(n_rows,)`` the verdict on each row's shot as a number; see `CODES`."""
    codes = np.zeros(len(opened.library), dtype=np.uint8)
    rows = opened.library.rows_of(list(stands.joined))
    here = rows >= 0
    given = np.array([CODES[verdict] for verdict in stands.joined.values()], dtype=np.uint8)
    codes[rows[here]] = given[here]
    return codes
