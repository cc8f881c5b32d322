"""What the annotators of a release said, as labels and lines of the annotation log.

A label's log tells its story as far as the release knows it: what the primary annotator said, in
the order of the checkpoints that it appears in; then the two others; then the pools that were
judged for comparison. The release does not say who judged those, so that they are nobody's in
particular: their annotator is called ``pools``.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shotseer.core.label import JoinRule, Judgement, Label, Source, Verdict
from shotseer.core.video import Shot, ShotId
from shotseer.datasets.videoannotator import Checkpoint, Pools, Release, VoteRecord, Votes
from shotseer.flows.import_release.clips import RELEASE
from shotseer.flows.parts import OpenSpace, Parts
from shotseer.store import annotation_log, labels, lease
from shotseer.store import pools as drawn_pools
from shotseer.store.labels import LabelRecord
from shotseer.store.pools import Pool

POOLS = "pools"
"""The annotator of the shots that were judged for comparison."""
RANDOM = "random pool"


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict of a release."""

    annotator: str
    key: str
    is_positive: bool
    note: str = ""
    rank: int | None = None

    def uid(self, label: str) -> str:
        """Return an id of its content, so that importing it again is not a second verdict."""
        said = "yes" if self.is_positive else "no"
        return _digest(RELEASE, label, self.annotator, self.key, said, self.note)


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that was said of a label, in order.

    ``ends`` says how many of the primary annotator's verdicts, which come first, each checkpoint
    had seen.
    """

    said: Sequence[Said]
    ends: Sequence[int]


def story(votes: Votes, pools: Pools, checkpoints: Sequence[Checkpoint]) -> Story:
    """Put what was said of a label in order."""
    seen: dict[str, int] = {}
    for number, checkpoint in enumerate(checkpoints):
        for key in (*checkpoint.positives, *checkpoint.negatives):
            seen.setdefault(key, number)
    never = len(checkpoints)
    records = sorted(votes.records, key=lambda record: seen.get(record.key, never))
    own = [Said(votes.primary, r.key, vote) for r in records if (vote := _own(r)) is not None]
    numbers = [seen.get(one.key, never) for one in own]
    ends = [bisect_right(numbers, last) for last in range(never)]
    others = [
        Said(name, record.key, vote)
        for record in records
        for name, vote in record.secondaries.items()
        if name != votes.primary
    ]
    judged = {record.key for record in records}
    return Story([*own, *others, *_pooled(pools, judged)], ends)


def _own(record: VoteRecord) -> bool | None:
    """Return what the primary annotator said: the majority, where that is all that is known."""
    if record.primary is None and not record.secondaries:
        return record.aggregate
    return record.primary


def _pooled(pools: Pools, judged: set[str]) -> Iterator[Said]:
    """Yield the verdicts on pooled shots that are not among ``judged``, each shot once."""
    judged = set(judged)
    for note, pool in (("zero-shot pool", pools.zero_shot), (RANDOM, pools.random)):
        for rank, (key, is_positive) in enumerate(pool, start=1):
            if key not in judged:
                judged.add(key)
                yield Said(POOLS, key, is_positive, note, rank)


def make_label(parts: Parts, release: Release, name: str) -> tuple[LabelRecord, bool]:
    """Return a label of a release, and whether it was made only now."""
    wanted = Label(name, rule=JoinRule.MAJORITY, queries=tuple(release.queries.get(name, ())))
    with parts.database.writing() as connection:
        known = labels.get_label(connection, name)
        if known is not None:
            return known, False
        labels.create_label(connection, wanted)
        made = labels.get_label(connection, name)
    assert made is not None
    return made, True


def random_pool(
    opened: OpenSpace, label: str, pools: Pools, shots: Mapping[str, Shot]
) -> Pool | None:
    """Return the shots of a release that were drawn from all of it; ``None`` where there are none.

    Among them are some that the annotators judged for another reason. Without those the others
    would be no fair sample.
    """
    drawn = tuple(shots[key].id for key in dict.fromkeys(key for key, _ in pools.random))
    if not drawn:
        return None
    library = opened.library
    return Pool(
        _digest(RELEASE, label, RANDOM), drawn, opened.space.id, len(opened.rows), library.digest
    )


def write_story(
    parts: Parts,
    record: LabelRecord,
    told: Story,
    pool: Pool | None,
    shots: Mapping[str, Shot],
    holder: str,
) -> int:
    """Append what was said of a label to the log, all or nothing, and return what was new.

    ``pool`` is kept with it, ``shots`` holds the shot of every key in it.
    """
    name = record.label.name
    given = [(one.annotator, _judgement(one, shots[one.key].id, name)) for one in told.said]
    batches = {annotator: _digest(RELEASE, name, annotator) for annotator, _ in given}
    by_id = {shot.id: shot for shot in shots.values()}
    with parts.database.writing() as connection:
        lease.check(connection, holder)
        if pool is not None:
            drawn_pools.add(connection, record.id, pool, len(pool.shots) / pool.library_rows)
        return annotation_log.append_many(connection, record.id, given, by_id, batches)


def _judgement(said: Said, shot_id: ShotId, label: str) -> Judgement:
    return Judgement(
        shot_id,
        Verdict.POSITIVE if said.is_positive else Verdict.NEGATIVE,
        Source.IMPORT,
        rank=said.rank,
        note=said.note,
        uid=said.uid(label),
    )


def _digest(*content: str) -> str:
    return hashlib.blake2b("\0".join(content).encode(), digest_size=16).hexdigest()
