"""The labels of a release: what was said of each, and the versions that were built of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from shotseer.core.job import Progress
from shotseer.core.ports import Executor
from shotseer.core.video import ShotId
from shotseer.datasets.videoannotator import Release
from shotseer.flows import scores
from shotseer.flows.import_release import verdicts
from shotseer.flows.import_release.clips import Clips
from shotseer.flows.import_release.versions import build_versions
from shotseer.flows.parts import OpenSpace, Parts
from shotseer.flows.recording import Steps
from shotseer.store import classifiers, labels


@dataclass(slots=True)
class ImportedLabels:
    """What came in that was not there before."""

    labels: int = 0
    verdicts: int = 0
    versions: int = 0


def import_labels(
    parts: Parts,
    opened: OpenSpace,
    release: Release,
    clips: Clips,
    shots: Sequence[ShotId],
    executor: Executor,
    holder: str,
) -> Steps[ImportedLabels]:
    """Bring in the labels with their verdicts, and build what has no version yet.

    While the executor fits the versions of some labels, the verdicts of the next are written. All
    of a label's verdicts come in together, and so do its versions. Only the newest versions are
    scored, all in one pass: the scores of the others are computed when somebody asks for them.

    Args:
        parts: the workspace's parts.
        opened: the vectors of the release.
        release: the data set.
        clips: where its rows belong.
        shots: the shot of each of its rows.
        executor: fits the checkpoints of several labels at once.
        holder: of the lease.
    """
    stage, total = "Importing labels", len(release.labels)
    found = ImportedLabels()

    def written(names: Sequence[str]) -> Iterator[str]:
        for name in names:
            _write_verdicts(parts, opened, release, clips, name, holder, found)
            yield name

    yield Progress(stage, 0, total, unit="labels")
    built = _with_versions(parts, release.labels)
    for done, name in enumerate(written(built), start=1):
        yield Progress(stage, done, total, name, "labels")
    waiting = [name for name in release.labels if name not in built]
    results = build_versions(parts, opened, release, shots, written(waiting), executor, holder)
    with closing(results):
        for done, (name, count) in enumerate(results, start=len(built) + 1):
            found.versions += count
            yield Progress(stage, done, total, name, "labels")
    scores.fill_all(parts)
    return found


def _with_versions(parts: Parts, names: Sequence[str]) -> list[str]:
    with parts.database.reading() as connection:
        ids = {record.label.name: record.id for record in labels.list_labels(connection)}
        counts = classifiers.count_versions(connection, list(ids.values()))
    return [name for name in names if counts.get(ids.get(name, 0))]


def _write_verdicts(
    parts: Parts,
    opened: OpenSpace,
    release: Release,
    clips: Clips,
    name: str,
    holder: str,
    found: ImportedLabels,
) -> None:
    record, is_new = verdicts.make_label(parts, release, name)
    pools = release.pools(name)
    told = verdicts.story(release.votes(name), pools, release.checkpoints(name))
    keys = list(dict.fromkeys(one.key for one in told.said))
    shots = dict(zip(keys, clips.shots(release.shots.rows_of(keys)), strict=True))
    pool = verdicts.random_pool(opened, name, pools, shots)
    found.labels += is_new
    found.verdicts += verdicts.write_story(parts, record, told, pool, shots, holder)
