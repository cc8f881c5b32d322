"""Following a label: what other tabs and other people judged meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from shotseer.core.errors import InputError
from shotseer.core.label import Verdict
from shotseer.core.video import ShotId
from shotseer.flows.parts import Parts, find_label
from shotseer.store import annotation_log
from shotseer.store import standing as log
from shotseer.store.standing import LogState

FARTHEST = 10**17
"""Beyond any log, and still a moment that a calendar knows."""


@dataclass(frozen=True, slots=True)
class Change:
    """A shot that was judged or undone, and its joined verdict now; ``None`` if none is left."""

    shot_id: ShotId
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed behind a position, and the ``position`` to ask from the next time.

    ``more`` says that asking again brings more at once.
    """

    shots: tuple[Change, ...]
    position: str
    more: bool


def changes(parts: Parts, label: str, after: str | None = None, k: int = 500) -> Changes:
    """Return the shots of a label that were judged or undone since a position, undos included.

    Without a position nothing is returned but the position of now.

    Raises:
        InputError: the position was not given by this function, or ``k`` is below 1.
    """
    if k < 1:
        raise InputError(f"cannot return {k} changes", hint="Ask for 1 or more.")
    record = find_label(parts, label)
    with parts.database.reading() as connection:
        if after is None:
            return Changes((), _write(log.state(connection, record.id)), False)
        since = _read(after)
        shots, reached = log.touched(connection, record.id, since, k)
        touched = list(dict.fromkeys(shots))
        votes = log.verdicts_of(connection, record.id, touched)
    joined = annotation_log.join(votes, record.label.rule)
    found = tuple(Change(shot, joined.get(shot)) for shot in touched)
    return Changes(found, _write(reached), len(shots) >= k)


def _write(state: LogState) -> str:
    return f"{state.seq}-{state.undo}"


def _read(text: str) -> LogState:
    try:
        seq, undo = (int(digits) for digits in text.split("-"))
        if seq > FARTHEST or undo > FARTHEST:
            raise ValueError
        return LogState(seq, undo)
    except ValueError:
        raise InputError(
            f"{text!r} is not a position in the log",
            hint="Give the position of the last answer, or none for a start.",
        ) from None
