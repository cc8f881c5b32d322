"""The folder of a workspace: what lies where, and how it knows that it is one.

workspace.json   identity; must agree with the database
settings.toml    settings of this workspace
shotseer.db      the facts (unless they are in PostgreSQL)
versions/        classifier versions: the weights and what is known of them
vectors/         one folder of shards per embedding space        can be made again
scores/          the scores of current versions                  can be made again
posters/ previews/ proxies/                                      can be made again
uploads/         videos received over the web: sources like any other
cache/           copies made for speed                           may be deleted at any time
backups/         copies of the database made before upgrades
"""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shotseer.core.errors import InputError, NotFoundError, StoreError
from shotseer.core.video import ShotId, VideoId
from shotseer.store import tables
from shotseer.store.database import Database
from shotseer.store.statements import insert

MARK = "workspace.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths of a workspace."""

    root: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.root / "shotseer.db"

    @property
    def versions(self) -> Path:
        """Classifier versions."""
        return self.root / "versions"

    @property
    def scores(self) -> Path:
        """Score columns."""
        return self.root / "scores"

    @property
    def cache(self) -> Path:
        """Copies made for speed."""
        return self.root / "cache"

    @property
    def backups(self) -> Path:
        """Copies of the database."""
        return self.root / "backups"

    def vectors(self, space_id: str) -> Path:
        """The shards of a space."""
        return self.root / "vectors" / space_id

    def poster(self, shot_id: ShotId) -> Path:
        """The still picture of a shot."""
        return self.root / "posters" / shot_id[:2] / f"{shot_id}.jpg"

    def preview(self, shot_id: ShotId) -> Path:
        """The looping clip of a shot."""
        return self.root / "previews" / shot_id[:2] / f"{shot_id}.mp4"

    def proxy(self, video_id: VideoId) -> Path:
        """The copy of a video that a browser can play."""
        return self.root / "proxies" / f"{video_id}.mp4"

    @property
    def uploads(self) -> Path:
        """Videos received over the web."""
        return self.root / "uploads"


def create(root: Path) -> Folder:
    """Make a new workspace in an empty or missing folder.

    Raises:
        InputError: the folder holds something else, or cannot be written.
    """
    try:
        root.mkdir(parents=True, exist_ok=True)
        others = [path for path in root.iterdir() if not path.name.startswith(f".{MARK}")]
        if others and not (root / MARK).exists():
            raise InputError(
                f"{root} holds other files and is not a workspace",
                hint="Name a new or empty folder with --workspace.",
            )
        mark = json.dumps({"workspace_id": uuid.uuid4().hex, "format": FORMAT})
        mine = root / f".{MARK}.{uuid.uuid4().hex}"
        mine.write_text(mark + "\n", encoding="utf-8")
        try:
            # A link is made whole or not at all, and never over another process's mark.
            with contextlib.suppress(FileExistsError):
                os.link(mine, root / MARK)
        finally:
            mine.unlink()
    except OSError as error:
        raise InputError(
            f"cannot make a workspace in {root}: {error.strerror}",
            hint="Name a folder that you may write to with --workspace.",
        ) from error
    return Folder(root)


def discard(folder: Folder) -> None:
    """Take back a workspace that was just made and could not be used."""
    for path in (folder.root / MARK, *folder.root.glob("shotseer.db*")):
        path.unlink(missing_ok=True)


def find(root: Path) -> Folder:
    """Return an existing workspace.

    Raises:
        NotFoundError: the folder does not exist, or is not a workspace.
        StoreError: it was made by a newer shotseer.
    """
    mark = root / MARK
    if not mark.is_file():
        what = "is not a shotseer workspace" if root.exists() else "does not exist"
        raise NotFoundError(
            f"{root} {what}",
            hint=f"Make one by adding videos: shotseer --workspace {root} ingest FOLDER",
        )
    if int(_read_mark(mark).get("format", 0)) > FORMAT:
        raise StoreError(
            f"{root} was made by a newer shotseer",
            hint="Update shotseer: pip install --upgrade shotseer",
        )
    return Folder(root)


def tie(folder: Folder, database: Database) -> None:
    """Make sure that a database belongs to a folder; a new database is tied to it.

    Raises:
        StoreError: the database belongs to another workspace.
    """
    ours = str(_read_mark(folder.root / MARK)["workspace_id"])
    key = tables.meta.c
    with database.reading() as connection:
        query = sa.select(key.value).where(key.key == "workspace_id")
        theirs = connection.execute(query).scalar()
    if theirs is None:
        _refuse_empty(folder, database)
        with database.writing() as connection:
            row = insert(connection, tables.meta).values(key="workspace_id", value=ours)
            connection.execute(row.on_conflict_do_nothing(index_elements=["key"]))
            theirs = connection.execute(query).scalar()
    if theirs != ours:
        raise StoreError(
            f"the database belongs to another workspace than {folder.root}",
            hint="Name the folder that it was made with, or an empty database.",
        )


def _refuse_empty(folder: Folder, database: Database) -> None:
    """Refuse an empty database for a folder that has content: its facts are somewhere else."""
    elsewhere = not database.is_sqlite and folder.database.exists()
    if elsewhere or (folder.root / "vectors").exists() or folder.versions.exists():
        raise StoreError(
            f"the database is empty, and the workspace {folder.root} is not",
            hint="Leave out --database and SHOTSEER_DATABASE, or name the database it was made "
            "with.",
        )


def _read_mark(path: Path) -> dict[str, Any]:
    try:
        mark = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(mark, dict) and "workspace_id" in mark:
            return mark
    except ValueError:
        pass
    raise StoreError(
        f"{path} is damaged", hint="Restore it from a backup; it holds the workspace's id."
    )
