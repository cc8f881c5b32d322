"""Deleting the vectors that are not in use, once somebody says so."""

from __future__ import annotations

import shutil
from collections.abc import Generator

from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import ConflictError
from shotseer.core.job import Progress
from shotseer.core.migration import MigrationStage
from shotseer.flows import scores
from shotseer.flows.migrate.state import known_story, spaces_of, stage_of
from shotseer.flows.parts import Parts
from shotseer.store import classifiers, current, labels, lease, migrations_log, spaces
from shotseer.store.migrations_log import Event

STAGE = "Deleting vectors"
ROWS_AT_ONCE = 50_000


def discard(
    parts: Parts, holder: str, by: str, *, new: bool
) -> Generator[Progress, None, EmbeddingSpace]:
    """Delete the vectors of one of the two spaces of a change of the encoder, and end it.

    Once they are out of sight, whatever stops the rest, `sweep` does it.

    Args:
        parts: the workspace's parts.
        holder: of the lease.
        by: who wants it.
        new: those of the new encoder, which gives the change up; else the old ones.

    Raises:
        NotFoundError: no change is under way.
        ConflictError: these vectors are in use.
    """
    with parts.database.writing() as connection:
        lease.check(connection, holder)
        story = known_story(connection)
        old, other = spaces_of(connection, story)
        doomed = other if new else old
        used = current.get_space(connection)
        if used is not None and used.id == doomed.id:
            raise _in_use(doomed, is_switched=stage_of(story) is MigrationStage.SWITCHED)
        spaces.hide_rows(connection, doomed.id)
        facts = {"space": doomed.id, "encoder": doomed.encoder}
        ids = old.id, other.id
        migrations_log.append(connection, story.first.migration, Event.DISCARDED, ids, facts, by)
    yield from sweep(parts)
    return doomed


def sweep(parts: Parts) -> Generator[Progress, None, None]:
    """Finish what was discarded: rows, files of vectors, scores and copies made for speed."""
    for space_id in leftovers(parts):
        folder = parts.folder.vectors(space_id)
        done = 0
        while _forget_rows(parts, space_id):
            done += ROWS_AT_ONCE
            yield Progress(STAGE, done, unit="rows")
        if folder.exists():
            _forget_scores(parts, space_id)
            for path in parts.folder.cache.glob(f"*-{space_id}-*"):
                path.unlink(missing_ok=True)
            shutil.rmtree(folder, ignore_errors=True)
            yield Progress(STAGE, done, note=space_id, unit="rows")


def leftovers(parts: Parts) -> list[str]:
    """Return the ids of discarded spaces of which something is left."""
    with parts.database.reading() as connection:
        used = current.get_space(connection)
        return [
            space_id
            for space_id in migrations_log.discarded(connection)
            # One that was imported once more is there again.
            if spaces.row_count(connection, space_id) == 0
            and (used is None or used.id != space_id)
            and (parts.folder.vectors(space_id).exists() or spaces.has_rows(connection, space_id))
        ]


def _forget_rows(parts: Parts, space_id: str) -> bool:
    with parts.database.writing() as connection:
        return spaces.forget_rows(connection, space_id, ROWS_AT_ONCE)


def _forget_scores(parts: Parts, space_id: str) -> None:
    with parts.database.reading() as connection:
        for record in labels.list_labels(connection):
            for version in classifiers.list_versions(connection, record.id):
                if version.space_id == space_id:
                    scores.column_path(parts, version.id).unlink(missing_ok=True)


def _in_use(space: EmbeddingSpace, *, is_switched: bool) -> ConflictError:
    if is_switched:
        return ConflictError(
            f"the vectors of {space.encoder} are in use and cannot be deleted",
            hint="To give the new vectors up, roll back first.",
            command="shotseer migrate rollback",
        )
    return ConflictError(
        f"the vectors of {space.encoder} are in use and cannot be deleted",
        hint="Switch first; or give the change up, which deletes the new vectors.",
        command="shotseer migrate discard --new",
    )
