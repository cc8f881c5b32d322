"""The database behind a workspace: SQLite in its folder, or PostgreSQL by URL.

Reading and writing are plain transactions. A writing transaction on SQLite takes its lock at the
start, so that two processes queue up instead of failing half-way.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    NoSuchModuleError,
    OperationalError,
)

from shotseer.core.errors import InputError, PluginError, StoreError

BUSY_TIMEOUT_MS = 30_000
OVERFLOW = 80
"""Connections beyond the first five: a server has 40 threads, and a use case may need two."""


class Database:
    """An engine, and the two kinds of transaction.

    Args:
        url: an SQLAlchemy URL; ``sqlite:///...`` or ``postgresql://...``.

    Raises:
        InputError: the URL is malformed or names another kind of database.
        PluginError: the PostgreSQL driver is not installed.
    """

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self.is_sqlite = self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection that sees one state of the database."""
        with _explained(self.engine), self.engine.connect() as connection:
            if not self.is_sqlite:
                # SQLite's transactions see one state anyway.
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection whose changes are kept together, or not at all."""
        with (
            _explained(self.engine),
            self.engine.connect().execution_options(shotseer_write=True) as connection,
            connection.begin(),
        ):
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def sqlite_url(path: Path) -> str:
    """Return the URL of an SQLite file, whatever characters its path holds."""
    return sa.URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "postgresql":
            engine = sa.create_engine(
                parsed.set(drivername="postgresql+psycopg"), max_overflow=OVERFLOW
            )
        elif backend == "sqlite":
            engine = sa.create_engine(parsed, max_overflow=OVERFLOW)
            _set_up_sqlite(engine)
        else:
            raise InputError(
                f"cannot use a {backend} database",
                hint="Give a URL that starts with postgresql:// or leave it out for SQLite.",
            )
    except (ArgumentError, NoSuchModuleError) as error:
        raise InputError(
            f"not a database URL: {error}", hint="Example: postgresql://user@host/shotseer"
        ) from error
    except ModuleNotFoundError as error:
        raise PluginError(
            f"PostgreSQL needs the package {error.name}",
            hint='Install it: pip install "shotseer[postgres]"',
        ) from error
    return engine


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver must not begin transactions by itself: `begin` below does.
        connection.isolation_level = None
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("shotseer_write", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _explained(engine: Engine) -> Iterator[None]:
    """Turn what the database says of itself and of values into errors that people can act on."""
    try:
        yield
    except DataError as error:
        # PostgreSQL takes no NUL in a text; SQLite takes it.
        raise InputError(
            f"the database cannot take a value: {str(error.orig).strip()}",
            hint="Leave control characters out of texts, and use smaller numbers.",
        ) from error
    except DatabaseError as error:
        where = engine.url.render_as_string(hide_password=True)
        reason = str(error.orig).strip()
        for sign, hint in _REMEDIES.items():
            if sign in reason:
                raise StoreError(f"the database {where} failed: {reason}", hint=hint) from error
        if isinstance(error, OperationalError):
            raise StoreError(
                f"the database {where} failed: {reason}",
                hint="Check the disk and the server, and run the same command again.",
            ) from error
        raise


_REMEDIES = {
    "database or disk is full": "Free some disk space and run the same command again.",
    "database is locked": "Another process writes for a long time; try again when it is done.",
    "malformed": "Restore the newest copy from the workspace's backups folder.",
    "file is not a database": "Restore the newest copy from the workspace's backups folder.",
    "readonly database": "Make the workspace folder and its files writable.",
    "unable to open": "Check that the workspace folder exists and can be written to.",
    "connection failed": "Check that the database server runs and that the URL is right.",
    "connection refused": "Check that the database server runs and that the URL is right.",
}
