"""Which version of each label is in use. Rows are only appended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.deployment import Deployment
from shotseer.store import tables


def add(
    connection: Connection,
    label_id: int,
    version_id: str | None,
    *,
    threshold: float | None,
    note: str,
    by: str,
) -> None:
    """Note that a version was put to use; ``None`` takes the label out of use."""
    connection.execute(
        sa.insert(tables.deployments).values(
            label_id=label_id,
            version_id=version_id,
            threshold=threshold,
            note=note,
            at=datetime.now(UTC),
            by=by,
        )
    )


def history(connection: Connection, label_id: int) -> list[Deployment]:
    """Return every deployment of a label, newest first."""
    return _select(connection, tables.deployments.c.label_id == label_id)


def newest(connection: Connection, label_ids: Sequence[int]) -> dict[str, Deployment]:
    """Return the newest deployment of some labels by their names, withdrawals included."""
    row = tables.deployments.c
    last = sa.select(sa.func.max(row.seq)).where(row.label_id.in_(label_ids))
    found = _select(connection, row.seq.in_(last.group_by(row.label_id)))
    return {one.label: one for one in found}


def _select(connection: Connection, condition: sa.ColumnElement[bool]) -> list[Deployment]:
    row, version, label = tables.deployments.c, tables.versions.c, tables.labels.c
    query = (
        sa.select(
            label.name, version.number, row.version_id, row.threshold, row.note, row.at, row.by
        )
        .join_from(tables.deployments, tables.labels, label.id == row.label_id)
        .outerjoin(tables.versions, version.id == row.version_id)
        .where(condition)
        .order_by(row.seq.desc())
    )
    return [Deployment(*found) for found in connection.execute(query)]
