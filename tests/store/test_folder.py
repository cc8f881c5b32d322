from __future__ import annotations

import json
from pathlib import Path

import pytest

from shotseer.core.errors import InputError, NotFoundError, StoreError
from shotseer.store import folder, schema
from shotseer.store.database import Database, sqlite_url


def test_a_workspace_is_made_and_found_again(tmp_path: Path) -> None:
    made = folder.create(tmp_path / "a" / "library")
    assert folder.find(tmp_path / "a" / "library") == made


def test_missing_and_foreign_folders_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="does not exist"):
        folder.find(tmp_path / "nothing")
    with pytest.raises(NotFoundError, match="is not a shotseer workspace") as caught:
        folder.find(tmp_path)
    assert "ingest" in caught.value.hint


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "holiday.mp4").write_bytes(b"x")
    with pytest.raises(InputError, match="holds other files"):
        folder.create(tmp_path)
    with pytest.raises(InputError, match="cannot make a workspace"):
        folder.create(tmp_path / "holiday.mp4" / "library")
    assert [path.name for path in tmp_path.iterdir()] == ["holiday.mp4"]


def test_a_newer_or_damaged_workspace_is_refused(tmp_path: Path) -> None:
    made = folder.create(tmp_path)
    (tmp_path / folder.MARK).write_text(json.dumps({"workspace_id": "x", "format": 99}))
    with pytest.raises(StoreError, match="newer shotseer"):
        folder.find(made.root)
    (tmp_path / folder.MARK).write_text("{")
    with pytest.raises(StoreError, match="is damaged"):
        folder.find(made.root)


def test_a_database_belongs_to_one_folder(database_url: str, tmp_path: Path) -> None:
    ours, theirs = folder.create(tmp_path / "ours"), folder.create(tmp_path / "theirs")
    database = Database(database_url)
    schema.prepare(database, None)
    folder.tie(ours, database)
    folder.tie(ours, database)
    with pytest.raises(StoreError, match="belongs to another workspace"):
        folder.tie(theirs, database)
    database.close()


def test_sqlite_urls_take_any_path(tmp_path: Path) -> None:
    strange = tmp_path / "été #1?&%.db"
    database = Database(sqlite_url(strange))
    with database.reading():
        pass
    database.close()
    assert strange.exists()
