"""Frozen datasets and classifier versions. Neither is ever changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from shotseer.core.classifier import ClassifierVersion, Diversity, Evaluation, Metric, Recipe
from shotseer.core.label import LabeledDataset
from shotseer.store import tables
from shotseer.store.statements import insert


@dataclass(frozen=True, slots=True)
class Build:
    """One press of Build: the version it gave, and the newest annotation it saw."""

    version_id: str
    annotations_to: int
    built_at: datetime


def save_datasets(
    connection: Connection, label_id: int, datasets: Sequence[LabeledDataset]
) -> None:
    """Keep some datasets; one that equals another is left as it is."""
    now = datetime.now(UTC)
    rows = [
        {
            "digest": dataset.digest,
            "label_id": label_id,
            "content": dataset.to_json(),
            "created_at": now,
        }
        for dataset in datasets
    ]
    statement = insert(connection, tables.datasets)
    connection.execute(statement.on_conflict_do_nothing(index_elements=["digest"]), rows)


def get_dataset(connection: Connection, digest: str) -> LabeledDataset | None:
    """Return a dataset by its digest."""
    data = tables.datasets.c
    found = connection.execute(sa.select(data.content).where(data.digest == digest)).scalar()
    return None if found is None else LabeledDataset.from_json(found)


def lock(connection: Connection, label_id: int) -> None:
    """Let one transaction at a time change a label or number its versions, until it ends."""
    label = tables.labels.c
    connection.execute(sa.select(label.id).where(label.id == label_id).with_for_update())


def next_number(connection: Connection, label_id: int) -> int:
    """Return the number of the label's next version; `lock` the label first."""
    version = tables.versions.c
    query = sa.select(sa.func.max(version.number)).where(version.label_id == label_id)
    return int(connection.execute(query).scalar() or 0) + 1


def save_versions(
    connection: Connection, label_id: int, versions: Sequence[ClassifierVersion]
) -> None:
    """Add some versions."""
    if not versions:
        return
    rows = [
        {
            "id": version.id,
            "label_id": label_id,
            "number": version.number,
            "dataset_digest": version.dataset_digest,
            "annotations_to": version.annotations_to,
            "space_id": version.space_id,
            "library_rows": version.library_rows,
            "library_digest": version.library_digest,
            "recipe": {**asdict(version.recipe), "params": dict(version.recipe.params)},
            "threshold": version.threshold,
            "is_calibrated": version.is_calibrated,
            "evaluation": asdict(version.evaluation),
            "notes": list(version.notes),
            "created_at": version.created_at,
            "created_by": version.created_by,
        }
        for version in versions
    ]
    connection.execute(sa.insert(tables.versions), rows)


def save_builds(
    connection: Connection, label_id: int, given: Sequence[tuple[str, int]], by: str
) -> None:
    """Note Builds, oldest first; the version of the last is in use from now on.

    ``given`` holds the id of each version, and the newest annotation that was seen.
    """
    now = datetime.now(UTC)
    rows = [
        {
            "label_id": label_id,
            "version_id": version_id,
            "annotations_to": annotations_to,
            "built_at": now,
            "built_by": by,
        }
        for version_id, annotations_to in given
    ]
    connection.execute(sa.insert(tables.builds), rows)


def newest_build(connection: Connection, label_id: int) -> Build | None:
    """Return the newest Build of a label."""
    build = tables.builds.c
    query = sa.select(build.version_id, build.annotations_to, build.built_at)
    query = query.where(build.label_id == label_id).order_by(build.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    return None if row is None else Build(*row)


def previous_build(connection: Connection, label_id: int) -> Build | None:
    """Return the newest Build of a label that gave another version than its newest Build."""
    build = tables.builds.c
    newest = newest_build(connection, label_id)
    query = (
        sa.select(build.version_id, build.annotations_to, build.built_at)
        .where(
            build.label_id == label_id,
            build.version_id != (None if newest is None else newest.version_id),
        )
        .order_by(build.seq.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Build(*row)


def newest_build_of(connection: Connection, version_id: str) -> Build:
    """Return the newest Build that gave a version.

    A candidate that was never put to use has none: then what is known of its making.
    """
    build, version = tables.builds.c, tables.versions.c
    query = sa.select(build.version_id, build.annotations_to, build.built_at)
    query = query.where(build.version_id == version_id).order_by(build.seq.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        made = sa.select(version.id, version.annotations_to, version.created_at)
        row = connection.execute(made.where(version.id == version_id)).one()
    return Build(*row)


def current(
    connection: Connection, label_ids: Sequence[int]
) -> dict[str, tuple[ClassifierVersion, Build]]:
    """Return the version in use of some labels by their names, with the Build that gave it."""
    build, version = tables.builds.c, tables.versions.c
    last = sa.select(sa.func.max(build.seq)).where(build.label_id.in_(label_ids))
    query = sa.select(build.version_id, build.annotations_to, build.built_at)
    query = query.where(build.seq.in_(last.group_by(build.label_id)))
    builds = {row.version_id: Build(*row) for row in connection.execute(query)}
    found = _select(connection, version.id.in_(list(builds)))
    return {one.label: (one, builds[one.id]) for one in found}


def count_versions(connection: Connection, label_ids: Sequence[int]) -> dict[int, int]:
    """Return how many versions some labels have."""
    version = tables.versions.c
    query = sa.select(version.label_id, sa.func.count()).where(version.label_id.in_(label_ids))
    found = connection.execute(query.group_by(version.label_id))
    return {label: count for label, count in found}


def find_version(connection: Connection, label_id: int, number: int) -> ClassifierVersion | None:
    """Return a version of a label by its number."""
    version = tables.versions.c
    condition = (version.label_id == label_id) & (version.number == number)
    return next(iter(_select(connection, condition)), None)


def version_ids(connection: Connection, label_id: int) -> list[str]:
    """Return the ids of a label's versions."""
    version = tables.versions.c
    return list(
        connection.execute(sa.select(version.id).where(version.label_id == label_id)).scalars()
    )


def list_versions(connection: Connection, label_id: int) -> list[ClassifierVersion]:
    """Return the versions of a label, oldest first."""
    return _select(connection, tables.versions.c.label_id == label_id)


def get_versions(connection: Connection, ids: Sequence[str]) -> dict[str, ClassifierVersion]:
    """Return some versions by their ids; unknown ones are left out."""
    return {one.id: one for one in _select(connection, tables.versions.c.id.in_(ids))}


def get_version(connection: Connection, version_id: str) -> ClassifierVersion | None:
    """Return a version by its id."""
    return next(iter(_select(connection, tables.versions.c.id == version_id)), None)


def _select(connection: Connection, condition: sa.ColumnElement[bool]) -> list[ClassifierVersion]:
    version, label = tables.versions.c, tables.labels.c
    query = (
        sa.select(tables.versions, label.name.label("label"))
        .join_from(tables.versions, tables.labels, label.id == version.label_id)
        .where(condition)
        .order_by(version.number)
    )
    return [_version(row) for row in connection.execute(query)]


def _version(row: Row[Any]) -> ClassifierVersion:
    return ClassifierVersion(
        id=row.id,
        label=row.label,
        number=row.number,
        dataset_digest=row.dataset_digest,
        annotations_to=row.annotations_to,
        space_id=row.space_id,
        library_rows=row.library_rows,
        library_digest=row.library_digest,
        recipe=Recipe(**row.recipe),
        threshold=row.threshold,
        is_calibrated=row.is_calibrated,
        evaluation=read_evaluation(row.evaluation),
        notes=tuple(row.notes),
        created_at=row.created_at,
        created_by=row.created_by,
    )


def read_evaluation(data: Mapping[str, Any]) -> Evaluation:
    """Read the JSON form of an evaluation, as `dataclasses.asdict` wrote it."""
    fields = dict(data)
    for name in ("average_precision", "precision", "recall"):
        fields[name] = None if fields[name] is None else Metric(**fields[name])
    diversity = fields["diversity"]
    fields["diversity"] = Diversity(
        diversity["score"], tuple(diversity["positives"]), tuple(diversity["negatives"])
    )
    fields["advice"] = tuple(fields["advice"])
    return Evaluation(**fields)
