"""Bringing a database to this version's tables, with a copy of the file made first."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.errors import StoreError
from shotseer.store.database import Database
from shotseer.store.statements import one_at_a_time

HEAD = "0003"
"""The newest migration. A test compares it with the migrations folder."""


def prepare(database: Database, backups: Path | None) -> None:
    """Create or upgrade the tables, if they are not at `HEAD` already.

    Before an upgrade of an SQLite file a copy of it goes into ``backups``.

    Raises:
        StoreError: the database is from a newer shotseer.
    """
    with database.reading() as connection:
        found = _revision(connection)
    if found == HEAD:
        return
    if found is not None and found not in known_revisions():
        raise StoreError(
            f"this workspace was made by a newer shotseer (schema {found}; this one knows {HEAD})",
            hint="Update shotseer: pip install --upgrade shotseer",
        )
    if found is not None and database.is_sqlite and backups is not None:
        _back_up(Path(str(database.engine.url.database)), backups, found)
    with database.writing() as connection:
        one_at_a_time(connection)
        # Another process may have done it while this one waited for the lock.
        if _revision(connection) != HEAD:
            _upgrade(connection)


def known_revisions() -> set[str]:
    """Return every revision that this version has a step for."""
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}


def _revision(connection: Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    location = str(Path(__file__).with_name("migrations"))
    config.set_main_option("script_location", location.replace("%", "%%"))
    return config


def _back_up(file: Path, backups: Path, revision: str) -> None:
    backups.mkdir(parents=True, exist_ok=True)
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    copy = sqlite3.connect(backups / f"{file.stem}-schema-{revision}-{stamp}.db")
    source = sqlite3.connect(file)
    try:
        with copy:
            source.backup(copy)
    finally:
        source.close()
        copy.close()
