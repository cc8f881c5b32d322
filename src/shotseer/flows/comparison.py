"""Two versions of a label side by side, and the shots on which they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shotseer.core.arrays import Floats, Ints
from shotseer.core.classifier import ClassifierVersion, probability
from shotseer.core.evidence import Comparison, Difference, Movers
from shotseer.flows import scores, versions
from shotseer.flows.paging import next_place, read_place
from shotseer.flows.parts import OpenSpace, Parts, find_label, open_space
from shotseer.flows.standing import standing
from shotseer.learn import plain_words
from shotseer.store import annotation_log, classifiers
from shotseer.store.labels import LabelRecord


@dataclass(frozen=True, eq=False)
class _Changed:
    """The rows that two versions decide differently, the largest difference first."""

    rows: Ints
    to_positive: int


def compare(
    parts: Parts, label: str, first: int, second: int, k: int, after: str | None = None
) -> Comparison:
    """Compare two versions: quality, curves, and a page of the shots they decide differently.

    Args:
        parts: the workspace's parts.
        label: its name.
        first: the number of a version.
        second: the number of another.
        k: how many shots.
        after: the ``cursor`` of the page before.

    Raises:
        InputError: ``k`` or the cursor is out of range.
        NotFoundError: there is no such version.
        NotReadyError: one of them was built on other vectors.
    """
    place = read_place(after, k)
    record = find_label(parts, label)
    old, new = (scores.find_version(parts, record, number) for number in (first, second))
    opened = open_space(parts)
    changed = opened.recent.get(
        ("changed", old.id, new.id), lambda: _changed(parts, opened, old, new)
    )
    start = place.within(len(changed.rows))
    rows = changed.rows[start : start + k]
    return Comparison(
        first=old,
        second=new,
        first_curve=versions.curve(parts, old),
        second_curve=versions.curve(parts, new),
        changed=len(changed.rows),
        to_positive=changed.to_positive,
        to_negative=len(changed.rows) - changed.to_positive,
        shots=_differences(parts, opened, record, (old, new), rows),
        cursor=next_place(start + len(rows), len(changed.rows)),
    )


def movers(parts: Parts, label: str, k: int) -> Movers:
    """Return what changed since the version before the current one, and what moved most.

    Raises:
        NotReadyError: the label has not been built on the present vectors.
    """
    read_place(None, k)
    record = find_label(parts, label)
    now = scores.find_version(parts, record)
    with parts.database.reading() as connection:
        earlier = classifiers.previous_build(connection, record.id)
        newest = classifiers.newest_build(connection, record.id)
        old = None if earlier is None else classifiers.get_version(connection, earlier.version_id)
        assert newest is not None
        new = 0
        if earlier is not None:
            here, there = sorted((earlier.annotations_to, newest.annotations_to))
            new = annotation_log.count_after(connection, record.id, here)
            new -= annotation_log.count_after(connection, record.id, there)
            new = new if newest.annotations_to >= earlier.annotations_to else -new
    opened = open_space(parts)
    if old is None or old.space_id != opened.space.id:
        return Movers(
            f"Version {now.number} has none before it to compare with.", None, now.number, (), ()
        )
    changed = opened.recent.get(
        ("changed", old.id, now.id), lambda: _changed(parts, opened, old, now)
    )
    up, down = opened.recent.get(
        ("movers", old.id, now.id, k), lambda: _moved(parts, opened, old, now, k)
    )
    return Movers(
        sentence=plain_words.change(old, now, new, len(changed.rows), changed.to_positive),
        first=old.number,
        second=now.number,
        up=_differences(parts, opened, record, (old, now), up),
        down=_differences(parts, opened, record, (old, now), down),
    )


def _scores(
    parts: Parts, opened: OpenSpace, old: ClassifierVersion, new: ClassifierVersion
) -> tuple[Floats, Floats]:
    before, after = (probability(scores.logits(parts, opened, one)) for one in (old, new))
    return before, after


def _changed(
    parts: Parts, opened: OpenSpace, old: ClassifierVersion, new: ClassifierVersion
) -> _Changed:
    before, after = _scores(parts, opened, old, new)
    is_positive = after >= new.threshold
    rows = np.flatnonzero(((before >= old.threshold) != is_positive) & opened.library.present)
    order = np.argsort(-np.abs(after[rows] - before[rows]), kind="stable")
    return _Changed(rows[order], int(np.count_nonzero(is_positive[rows])))


def _moved(
    parts: Parts, opened: OpenSpace, old: ClassifierVersion, new: ClassifierVersion, k: int
) -> tuple[Ints, Ints]:
    """Return at most ``k`` rows whose score rose, and fell, most; largest change first."""
    before, after = _scores(parts, opened, old, new)
    change = np.where(opened.library.present, after - before, 0.0)
    count = min(k, len(change))
    both = []
    for direction in (-change, change):
        rows = np.argpartition(direction, count - 1)[:count]
        rows = rows[np.lexsort((rows, direction[rows]))]
        both.append(rows[direction[rows] < 0])
    return both[0], both[1]


def _differences(
    parts: Parts,
    opened: OpenSpace,
    record: LabelRecord,
    pair: tuple[ClassifierVersion, ClassifierVersion],
    rows: Ints,
) -> tuple[Difference, ...]:
    stands = standing(parts, record)
    before, after = (probability(scores.logits(parts, opened, one)[rows]).tolist() for one in pair)
    shots = [opened.library.shot_id(row) for row in rows.tolist()]
    return tuple(
        Difference(shot, one, other, stands.joined.get(shot))
        for shot, one, other in zip(shots, before, after, strict=True)
    )
