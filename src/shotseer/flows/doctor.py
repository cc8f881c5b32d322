"""Doctor: looks for damage in a workspace, says what to do, and mends what can be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa

from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import StoreError
from shotseer.core.words import counted
from shotseer.flows import remove
from shotseer.flows.parts import Parts
from shotseer.flows.videos import list_failures
from shotseer.store import (
    artefacts,
    classifiers,
    current,
    labels,
    lease,
    removal,
    shards,
    spaces,
    videos,
)
from shotseer.store.shards import Shards
from shotseer.store.spaces import Segment


class Level(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, and what to do about it."""

    level: Level
    subject: str
    text: str
    hint: str = ""


def check_workspace(parts: Parts, *, repair: bool = False) -> list[Finding]:
    """Check the database, the vectors, the versions and the files of a workspace.

    With ``repair``, damaged vectors are taken out of use, so that the next ingest makes them
    again.

    Raises:
        ConflictError: ``repair``, and another process is writing to this workspace.
    """
    if repair:
        with lease.held(parts.database, "repair"):
            return list(_findings(parts, repair=True))
    return list(_findings(parts, repair=False))


def _findings(parts: Parts, *, repair: bool) -> Iterator[Finding]:
    yield _database(parts)
    with parts.database.reading() as connection:
        # What was discarded is remembered, for the versions that were built on it.
        known = [
            space
            for space in spaces.list_spaces(connection)
            if spaces.row_count(connection, space.id)
        ]
        used = current.get_space(connection)
    for space in known:
        yield _vectors(parts, space, repair=repair)
    if repair:
        remove.blank_unused(parts)
    if used is not None:
        yield from _missing_vectors(parts, used)
    yield from _versions(parts)
    yield from _files(parts)


def _database(parts: Parts) -> Finding:
    name = parts.database.engine.dialect.name
    statement = "PRAGMA integrity_check" if parts.database.is_sqlite else "SELECT 'ok'"
    try:
        with parts.database.reading() as connection:
            result = str(connection.execute(sa.text(statement)).scalar())
    except StoreError as error:
        return Finding(Level.ERROR, "database", error.message, error.hint)
    if result == "ok":
        return Finding(Level.OK, "database", f"{name}, consistent")
    hint = "Restore the newest copy from the workspace's backups folder."
    return Finding(Level.ERROR, "database", f"{name}: {result}", hint)


def _vectors(parts: Parts, space: EmbeddingSpace, *, repair: bool) -> Finding:
    subject = f"vectors of {space.encoder}"
    folder = parts.folder.vectors(space.id)
    with parts.database.reading() as connection:
        segments = spaces.segments(connection, space.id)
        # Rows that no shot has are about to be overwritten, or have been in part.
        unused = removal.unused_segments(connection, space.id)
        count = spaces.row_count(connection, space.id)
    if repair:
        shards.pad(folder, space.dimension, count)
    try:
        rows = Shards(folder, space.dimension, count)
    except StoreError as error:
        return Finding(Level.ERROR, subject, error.message, error.hint)
    damaged = [
        segment
        for segment in segments
        if segment not in unused
        and rows.checksum(segment.first_row, segment.row_count) != segment.crc32
    ]
    if not damaged:
        return Finding(Level.OK, subject, f"{counted(count, 'row')}, every checksum right")
    hurt = sum(segment.row_count for segment in damaged)
    if not repair:
        hint = "Run: shotseer doctor --repair, then shotseer ingest; no verdict is lost."
        return Finding(Level.ERROR, subject, f"{hurt:,} of {counted(count, 'row')} damaged", hint)
    for segment in damaged:
        with parts.database.writing() as connection:
            spaces.drop_rows(connection, space.id, segment)
        crc32 = shards.blank(folder, space.dimension, segment.first_row, segment.row_count)
        with parts.database.writing() as connection:
            blanked = Segment(segment.first_row, segment.row_count, crc32)
            spaces.replace_checksum(connection, space.id, blanked)
    hint = "Run shotseer ingest on their videos to make them again."
    return Finding(Level.WARNING, subject, f"{counted(hurt, 'damaged row')} taken out of use", hint)


def _missing_vectors(parts: Parts, space: EmbeddingSpace) -> Iterator[Finding]:
    with parts.database.reading() as connection:
        missing = spaces.shots_without_vectors(connection, space.id)
    if missing:
        hint = "Run shotseer ingest on their videos."
        shots = counted(len(missing), "shot has", "shots have")
        text = f"{shots} no vector: nothing finds or scores what has none"
        yield Finding(Level.WARNING, "shots", text, hint)


def _versions(parts: Parts) -> Iterator[Finding]:
    count = 0
    with parts.database.reading() as connection:
        records = labels.list_labels(connection)
        versions = [v for r in records for v in classifiers.list_versions(connection, r.id)]
    for version in versions:
        try:
            artefacts.load(parts.folder.versions, version.id)
            count += 1
        except StoreError as error:
            name = f"version {version.number} of {version.label}"
            yield Finding(Level.ERROR, name, error.message, error.hint)
    if count:
        yield Finding(Level.OK, "classifier versions", f"{count:,} readable")


def _files(parts: Parts) -> Iterator[Finding]:
    with parts.database.reading() as connection:
        records = videos.list_videos(connection)
    for record in records:
        if record.paths and not any(Path(path).exists() for path in record.paths):
            text = f"its file is gone: {record.paths[0]}"
            hint = "Name the folder that it was moved to: shotseer relink FOLDER"
            yield Finding(Level.WARNING, f"video {record.name}", text, hint)
    for failure in list_failures(parts):
        yield Finding(Level.WARNING, failure.path, failure.reason, failure.hint)
    shots = sum(record.shot_count for record in records)
    text = f"{counted(len(records), 'video')}, {counted(shots, 'shot')}"
    yield Finding(Level.OK, "library", text)
