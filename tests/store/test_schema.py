from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from shotseer.core.errors import InputError, StoreError
from shotseer.store import jobs, schema, tables
from shotseer.store.database import Database, sqlite_url


def test_head_is_the_newest_migration() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(schema._config()).get_current_head() == schema.HEAD


def test_migrations_make_exactly_the_tables(database: Database) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_preparing_twice_changes_nothing(database: Database) -> None:
    schema.prepare(database, None)
    with database.reading() as connection:
        assert connection.execute(sa.text("SELECT version_num FROM alembic_version")).all() == [
            (schema.HEAD,)
        ]


def test_a_newer_schema_is_refused(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer shotseer") as caught:
        schema.prepare(database, None)
    assert "Update shotseer" in caught.value.hint


def test_an_upgrade_first_copies_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(sqlite_url(tmp_path / "shotseer.db"))
    schema.prepare(database, tmp_path / "backups")
    assert not (tmp_path / "backups").exists()
    monkeypatch.setattr(schema, "HEAD", "0000-pretend-next")
    schema.prepare(database, tmp_path / "backups")
    database.close()
    (copy,) = (tmp_path / "backups").iterdir()
    old = Database(sqlite_url(copy))
    with old.reading() as connection:
        assert sa.inspect(connection).has_table("annotations")
    old.close()


def test_rows_of_the_first_schema_survive_the_upgrade(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic import command

    monkeypatch.setattr(schema, "HEAD", "0001")
    upgrade = command.upgrade
    monkeypatch.setattr(command, "upgrade", lambda config, _: upgrade(config, "0001"))
    database = Database(database_url)
    schema.prepare(database, None)
    with database.writing() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO jobs (id, kind, state, owner, stage, done, note, started_at) VALUES "
                "(7, 'ingest', 'done', 'me', '', 0, '', '2026-01-02T03:04:05.000000+00:00')"
            )
        )
    monkeypatch.undo()
    schema.prepare(database, None)
    with database.reading() as connection:
        (job,) = jobs.list_jobs(connection)
    database.close()
    assert (job.id, job.request, job.wanted, job.unit, job.result) == (7, {}, "run", "", None)


@pytest.mark.parametrize(
    ("url", "message"),
    [("mysql://host/db", "cannot use a mysql database"), ("nonsense", "not a database URL")],
)
def test_other_databases_are_refused(url: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Database(url)


def test_sqlite_is_set_up_to_lose_nothing(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "a b%20'ü.db"))
    with database.reading() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    database.close()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }
    assert (tmp_path / "a b%20'ü.db").exists()


def test_a_file_that_is_no_database_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "shotseer.db"
    path.write_bytes(b"this is a text file and not a database at all" * 50)
    database = Database(sqlite_url(path))
    with pytest.raises(StoreError, match="not a database") as caught:
        schema.prepare(database, None)
    assert "backup" in caught.value.hint
    database.close()


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    def write_and_fail() -> None:
        with database.writing() as connection:
            connection.execute(sa.insert(tables.meta).values(key="a", value="b"))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with database.reading() as connection:
        assert connection.execute(sa.select(tables.meta)).all() == []


@pytest.mark.parametrize("value", ["a\0b", "9" * 30])
def test_what_postgresql_cannot_take_is_said(postgres_url: str, value: str) -> None:
    database = Database(postgres_url)
    statement = sa.text(
        "SELECT CAST(:value AS bigint)" if value.isdigit() else "SELECT CAST(:value AS text)"
    )
    with (
        pytest.raises(InputError, match="cannot take a value"),
        database.reading() as connection,
    ):
        connection.execute(statement, {"value": value})
    database.close()
