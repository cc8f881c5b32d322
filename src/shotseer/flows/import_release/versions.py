"""The checkpoints of a release as classifier versions.

Each is built as the annotators' own tool did it: by the published recipe, on what the primary
annotator had said by then. Where that was too little for it, the default recipe takes its place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from shotseer.core.arrays import Vector
from shotseer.core.classifier import Examples, Recipe
from shotseer.core.label import Verdict
from shotseer.core.ports import Executor
from shotseer.core.video import ShotId
from shotseer.datasets.videoannotator import Checkpoint, Pools, Release
from shotseer.flows import build, groups
from shotseer.flows.build import BACKGROUND, Learnt, Snapshot
from shotseer.flows.import_release.verdicts import Story, story
from shotseer.flows.parts import OpenSpace, Parts, find_label
from shotseer.learn import training
from shotseer.learn.paper_checkpoints import Checkpoints, train_paper
from shotseer.learn.threads import one_thread
from shotseer.learn.training import Trained
from shotseer.store import annotation_log, artefacts, lease
from shotseer.store.labels import LabelRecord

PAPER, DEFAULT, SEED = "paper", "default", 0


@dataclass(frozen=True, eq=False)
class _Work:
    """The checkpoints of a label, ready to be fitted; ``given.verdicts`` are of ``snapshots``."""

    record: LabelRecord
    primary: str
    snapshots: Sequence[Snapshot]
    given: Checkpoints


def build_versions(
    parts: Parts,
    opened: OpenSpace,
    release: Release,
    shots: Sequence[ShotId],
    names: Iterable[str],
    executor: Executor,
    holder: str,
) -> Generator[tuple[str, int], None, None]:
    """Give some labels the versions of their checkpoints, and yield how many each got.

    The versions of a label are there together or not at all. Close the iterator where it is not
    read to its end.

    Args:
        parts: the workspace's parts.
        opened: the vectors of the release.
        release: the data set.
        shots: the shot of each of its rows.
        names: labels without a version; taken a little ahead of the results. A label's verdicts
            are in the log when its name is given.
        executor: fits the checkpoints of several labels at once.
        holder: of the lease.
    """
    ahead: deque[_Work] = deque()

    def work() -> Iterator[Checkpoints]:
        for name in names:
            ahead.append(_prepare(parts, opened, release, shots, name))
            yield ahead[-1].given

    for fitted in executor.map(train_paper, work()):
        one = ahead.popleft()
        with one_thread():
            learnt = _learn(parts, opened, one, fitted)
        _keep(parts, opened, one, learnt, holder)
        yield one.record.label.name, len(learnt)


def _prepare(
    parts: Parts, opened: OpenSpace, release: Release, shots: Sequence[ShotId], name: str
) -> _Work:
    record = find_label(parts, name)
    votes, checkpoints = release.votes(name), release.checkpoints(name)
    # What the pools tell comes after everything that a checkpoint knew.
    seen = _lines_seen(parts, name, story(votes, Pools((), ()), checkpoints))
    snapshots = [
        build.snapshot_of(opened, record, _verdicts(release, shots, checkpoint), line)
        for checkpoint, line in zip(checkpoints, seen, strict=True)
    ]
    library = opened.library
    rows = np.unique(np.concatenate([snapshot.rows for snapshot in snapshots]))
    judged = np.zeros(len(library), dtype=bool)
    judged[rows] = True
    unjudged = library.by_shot[~judged[library.by_shot]]
    given = Checkpoints(
        X=opened.rows.take(rows),
        groups=library.video_ranks[library.videos[rows]],
        background=groups.sample(opened, unjudged, BACKGROUND, SEED),
        verdicts=[(np.searchsorted(rows, one.rows), one.y) for one in snapshots],
    )
    return _Work(record, votes.primary, snapshots, given)


def _verdicts(
    release: Release, shots: Sequence[ShotId], checkpoint: Checkpoint
) -> dict[ShotId, Verdict]:
    table = release.shots
    return {
        shots[row]: verdict
        for verdict, keys in (
            (Verdict.POSITIVE, checkpoint.positives),
            (Verdict.NEGATIVE, checkpoint.negatives),
        )
        for row in table.rows_of(keys).tolist()
    }


def _lines_seen(parts: Parts, label: str, told: Story) -> list[int]:
    """Return the newest line of the log that each checkpoint knew, 0 where it knew none."""
    uids = [one.uid(label) for one in told.said[: max(told.ends)]]
    with parts.database.reading() as connection:
        places = annotation_log.places(connection, uids)
    lines = np.maximum.accumulate([0, *(places.get(uid, 0) for uid in uids)])
    return [int(lines[end]) for end in told.ends]


def _learn(
    parts: Parts, opened: OpenSpace, work: _Work, fitted: Sequence[Trained | None]
) -> list[Learnt]:
    text, texts = build.label_vector(parts, opened, work.record.label)
    count = len(work.snapshots)
    learnt = []
    for number, (snapshot, trained) in enumerate(zip(work.snapshots, fitted, strict=True), start=1):
        name, note = PAPER, f"Checkpoint {number} of {count} of the imported data set."
        if trained is None:
            name, note = DEFAULT, f"{note} It has too few verdicts for the paper recipe."
            trained = training.train(parts.estimator(name, {}), _examples(work, number - 1, text))
        recipe = Recipe(name, dict(parts.estimator(name, {}).params), SEED)
        noted = replace(trained, notes=(note, *trained.notes))
        learnt.append(build.learn(parts, opened, snapshot, texts, recipe, noted, sync=False))
    return learnt


def _examples(work: _Work, number: int, text: Vector | None) -> Examples:
    given = work.given
    rows, y = given.verdicts[number]
    return Examples(given.X[rows], y, given.groups[rows], given.background, text, SEED)


def _keep(
    parts: Parts, opened: OpenSpace, work: _Work, learnt: Sequence[Learnt], holder: str
) -> None:
    artefacts.sync_all(parts.folder.versions, [one.version_id for one in learnt])
    with parts.database.writing() as connection:
        lease.check(connection, holder)
        build.keep_all(connection, opened, learnt, work.primary)
