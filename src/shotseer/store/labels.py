"""Labels, their saved queries, and annotators."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.errors import ConflictError
from shotseer.core.label import JoinRule, Label
from shotseer.store import tables
from shotseer.store.statements import insert, insert_new


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """A label with its key in the database."""

    id: int
    label: Label
    created_at: datetime


def create_label(connection: Connection, label: Label) -> None:
    """Add a label.

    Raises:
        ConflictError: a label of this name exists.
    """
    row = {
        "name": label.name,
        "description": label.description,
        "guidelines": label.guidelines,
        "rule": label.rule,
        "created_at": datetime.now(UTC),
    }
    if not insert_new(connection, tables.labels, row, unique="name"):
        raise ConflictError(
            f"there is a label {label.name!r} already",
            hint="Open that one, or choose another name.",
            command=f"shotseer label show {shlex.quote(label.name)}",
        )
    record = get_label(connection, label.name)
    assert record is not None
    add_queries(connection, record.id, label.queries)


def update_label(connection: Connection, label_id: int, label: Label) -> None:
    """Replace the description, guidelines and rule of a label, and add its queries."""
    connection.execute(
        sa.update(tables.labels)
        .where(tables.labels.c.id == label_id)
        .values(description=label.description, guidelines=label.guidelines, rule=label.rule)
    )
    add_queries(connection, label_id, label.queries)


def add_queries(connection: Connection, label_id: int, queries: Iterable[str]) -> None:
    """Save queries with a label; known ones are left as they are."""
    for text in queries:
        statement = insert(connection, tables.queries).values(
            label_id=label_id, text=text, added_at=datetime.now(UTC)
        )
        connection.execute(statement.on_conflict_do_nothing(index_elements=["label_id", "text"]))


def remove_queries(connection: Connection, label_id: int, queries: Iterable[str]) -> None:
    """Take saved queries away from a label."""
    query = tables.queries.c
    for text in queries:
        connection.execute(
            sa.delete(tables.queries).where(query.label_id == label_id, query.text == text)
        )


def remove_label(connection: Connection, label_id: int, name: str) -> None:
    """Remove a label of which nothing hangs: neither a line of the log nor a version.

    Raises:
        ConflictError: it was judged or built; facts are never removed.
    """
    for table in (tables.annotations, tables.builds, tables.versions):
        if connection.execute(sa.select(sa.exists().where(table.c.label_id == label_id))).scalar():
            raise ConflictError(
                f"{name} was judged or built, and what people said is never removed",
                hint="Only a label without verdicts and versions can be removed.",
            )
    connection.execute(sa.delete(tables.labels).where(tables.labels.c.id == label_id))


def get_label(connection: Connection, name: str) -> LabelRecord | None:
    """Return a label by its name."""
    return next(iter(_labels(connection, sa.true() & (tables.labels.c.name == name))), None)


def list_labels(connection: Connection) -> list[LabelRecord]:
    """Return every label, by name."""
    return _labels(connection, sa.true())


def _labels(connection: Connection, condition: sa.ColumnElement[bool]) -> list[LabelRecord]:
    label, query = tables.labels.c, tables.queries.c
    texts: dict[int, list[str]] = {}
    for row in connection.execute(sa.select(query.label_id, query.text).order_by(query.id)):
        texts.setdefault(row.label_id, []).append(row.text)
    rows = connection.execute(sa.select(tables.labels).where(condition).order_by(label.name))
    return [
        LabelRecord(
            row.id,
            Label(
                row.name,
                row.description,
                row.guidelines,
                JoinRule(row.rule),
                tuple(texts.get(row.id, ())),
            ),
            row.created_at,
        )
        for row in rows
    ]


def annotator_id(connection: Connection, name: str) -> int:
    """Return the key of an annotator, who is added when first heard of."""
    annotator = tables.annotators.c
    query = sa.select(annotator.id).where(annotator.name == name)
    found = connection.execute(query).scalar()
    if found is None:
        row = {"name": name, "created_at": datetime.now(UTC)}
        insert_new(connection, tables.annotators, row, unique="name")
        found = connection.execute(query).scalar_one()
    return int(found)
