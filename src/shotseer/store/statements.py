"""Statements that both databases understand, in sizes that both accept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

T = TypeVar("T")

# SQLite takes 32,766 parameters in a statement, PostgreSQL 65,535.
CHUNK = 10_000
ADVISORY_KEY = 0x5307_5EE7
"""An arbitrary number that only shotseer locks."""


def chunks(items: Sequence[T], size: int = CHUNK) -> Iterator[Sequence[T]]:
    """Yield consecutive pieces of at most ``size`` items."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def one_at_a_time(connection: Connection) -> None:
    """Let one transaction at a time past this point, until it ends.

    SQLite's writing transactions do so from their start.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ADVISORY_KEY)))


def insert(connection: Connection, table: sa.Table) -> Any:
    """Return an insert that offers ``on_conflict_do_nothing`` and ``..._update``."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(table)


def insert_new(
    connection: Connection, table: sa.Table, row: Mapping[str, Any], *, unique: str
) -> bool:
    """Insert a row unless its ``unique`` column exists already; tell whether it was inserted."""
    statement = insert(connection, table).values(dict(row))
    statement = statement.on_conflict_do_nothing(index_elements=[unique])
    return connection.execute(statement.returning(table.c[unique])).first() is not None


def upsert(
    connection: Connection,
    table: sa.Table,
    *,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
    first: Mapping[str, Any] | None = None,
) -> None:
    """Insert a row, or update it where the key exists. ``first`` is only for a new row."""
    row = {**key, **values, **(first or {})}
    statement = insert(connection, table).values(row)
    connection.execute(statement.on_conflict_do_update(index_elements=list(key), set_=dict(values)))
