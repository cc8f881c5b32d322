"""How a change of the encoder stands: a query over what happened to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from shotseer.core.classifier import Metric
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import NotFoundError
from shotseer.core.migration import Happened, LabelChange, LeftOut, Migration, MigrationStage
from shotseer.flows import jobs as job_flow
from shotseer.flows.migrate.embed import survey
from shotseer.flows.parts import Parts
from shotseer.store import counts, migrations_log, spaces
from shotseer.store.migrations_log import Event, Story

STAGES = {
    Event.STARTED: MigrationStage.EMBEDDING,
    Event.COMPARED: MigrationStage.READY,
    Event.SWITCHED: MigrationStage.SWITCHED,
    Event.ROLLED_BACK: MigrationStage.ROLLED_BACK,
}
ADVICE = {
    MigrationStage.EMBEDDING: (
        "It goes on where it stopped; the old vectors serve meanwhile.",
        "shotseer migrate --encoder {new}",
    ),
    MigrationStage.READY: (
        "Look at the labels, then switch, or give the new vectors up.",
        "shotseer migrate switch",
    ),
    MigrationStage.SWITCHED: (
        "The new vectors are in use. Roll back, or discard the old ones once you are sure.",
        "shotseer migrate rollback",
    ),
    MigrationStage.ROLLED_BACK: (
        "The old vectors are in use again. Switch once more, or give the new ones up.",
        "shotseer migrate discard --new",
    ),
}
WORKING = "A job works on it; the vectors in use serve meanwhile."


def open_story(connection: Connection) -> Story | None:
    """Return the change of the encoder that is not over, if any."""
    story = migrations_log.newest(connection)
    return None if story is None or story.is_over else story


def known_story(connection: Connection) -> Story:
    """Return the change of the encoder that is not over.

    Raises:
        NotFoundError: there is none.
    """
    story = open_story(connection)
    if story is None:
        raise NotFoundError(
            "no change of the encoder is under way",
            hint="Begin one.",
            command="shotseer migrate --encoder NAME",
        )
    return story


def stage_of(story: Story) -> MigrationStage:
    """Return how far a change is that is not over."""
    return STAGES[story.last.event]


def spaces_of(connection: Connection, story: Story) -> tuple[EmbeddingSpace, EmbeddingSpace]:
    """Return the space that is left and the one to come."""
    old = spaces.find(connection, story.first.from_space)
    new = spaces.find(connection, story.first.to_space)
    assert old is not None
    assert new is not None
    return old, new


def changes_of(story: Story) -> list[LabelChange]:
    """Return what became of each version in use, as it was compared last."""
    entry = story.newest(Event.COMPARED)
    return [] if entry is None else [_change(row) for row in entry.facts["labels"]]


def left_out_of(story: Story) -> list[LeftOut]:
    """Return the videos that could not be embedded when that was tried last."""
    entry = story.newest(Event.COMPARED)
    return [] if entry is None else [LeftOut(**row) for row in entry.facts["left_out"]]


def accepted_of(story: Story) -> set[str]:
    """Return the videos that somebody agreed to go on without."""
    return {video for entry in story.entries for video in entry.facts.get("accepted", ())}


def plain_change(change: LabelChange) -> dict[str, Any]:
    """Return a change as JSON data; `changes_of` reads it back."""
    return {**asdict(change), "roles": list(change.roles)}


def _change(row: Mapping[str, Any]) -> LabelChange:
    metrics = {
        name: None if row[name] is None else Metric(**row[name])
        for name in ("before", "after", "difference")
    }
    return LabelChange(**{**row, **metrics, "roles": tuple(row["roles"])})


def migration(parts: Parts) -> Migration | None:
    """Return how the change of the encoder stands, ``None`` where none is under way."""
    with parts.database.reading() as connection:
        story = open_story(connection)
        if story is None:
            return None
        old, new = spaces_of(connection, story)
        shots = counts.counts(connection).shots
    unfinished = job_flow.list_jobs(parts, 1000, unfinished=True)
    work = [job for job in unfinished if job.kind == migrations_log.JOB]
    stage = stage_of(story)
    waiting = old if stage is MigrationStage.SWITCHED else new
    todo, missing = survey(parts, waiting.id, thoroughly=False)
    left = sum(one.count for one in todo) + sum(one.shots for one in missing)
    waits = {one.video.id for one in todo}
    unreadable = [one for one in left_out_of(story) if one.video_id in waits]
    behind = _behind(parts, old) if stage is MigrationStage.ROLLED_BACK else []
    advice, command = ADVICE[stage]
    return Migration(
        id=story.first.migration,
        stage=stage,
        old=old,
        new=new,
        shots=shots,
        embedded=shots - left,
        left_out=(*missing, *unreadable, *behind),
        labels=tuple(changes_of(story)),
        job=work[0].id if work else None,
        job_note=work[0].note if work else "",
        old_bytes=_bytes(parts.folder.vectors(old.id)),
        new_bytes=_bytes(parts.folder.vectors(new.id)),
        history=tuple(Happened(one.event, one.at, one.by) for one in story.entries),
        advice=WORKING if work else advice,
        command="shotseer jobs" if work else command.format(new=new.encoder),
    )


def _behind(parts: Parts, old: EmbeddingSpace) -> list[LeftOut]:
    """Return the videos that came after the switch and have no vector of the encoder of before."""
    todo, missing = survey(parts, old.id, thoroughly=False)
    reason = f"it has no vector of {old.encoder}, which is in use again"
    hint = "Ingest it again; that says what is in the way."
    waiting = [LeftOut(one.video.id, one.name, one.count, reason, hint) for one in todo]
    return [*waiting, *(replace(one, reason=f"{reason}; {one.reason}") for one in missing)]


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
