"""Changes of the encoder as jobs of the job table: what is asked for, and how it is run."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from shotseer.core.job import JobState
from shotseer.core.migration import Migration
from shotseer.core.ports import Encoder
from shotseer.flows import jobs as job_flow
from shotseer.flows.annotate import clean_name
from shotseer.flows.migrate import work
from shotseer.flows.migrate.state import known_story, migration, open_story, spaces_of
from shotseer.flows.migrate.work import Wish
from shotseer.flows.parts import Parts
from shotseer.flows.recording import Steps, Ticket, recorded
from shotseer.store.migrations_log import JOB


class Action(StrEnum):
    """What can be done about the encoder."""

    RUN = "run"
    SWITCH = "switch"
    ROLL_BACK = "roll back"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody wants done; everything that is needed to do it, or to go on with it.

    Attributes:
        action: what.
        by: who.
        encoder: the encoder to come, by its full name; for `Action.RUN`.
        without_missing: go on without the videos that cannot be embedded.
        switch: switch when the comparison is there; for `Action.RUN`.
        new: the vectors of the new encoder are meant; for `Action.DISCARD`.
    """

    action: Action
    by: str
    encoder: str = ""
    without_missing: bool = False
    switch: bool = False
    new: bool = False

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Request:
        """Read the JSON form that the job table keeps."""
        return cls(**{**plain, "action": Action(plain["action"])})

    def plain(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**asdict(self), "action": str(self.action)}


def steps(
    parts: Parts, asked: Request, encoder: Callable[[str], Encoder], job: int | None = None
) -> Steps[Migration | None]:
    """Do what is asked for, recorded as a job; closing it cancels, and running it again resumes.

    Args:
        parts: the workspace's parts.
        asked: what to do.
        encoder: opens an encoder by its full name.
        job: the waiting job that this is, if any.

    Raises:
        ConflictError: another change is under way, or another process works on this one.
        CancelledError: somebody asked the job to end; what was finished is kept.
    """
    subject = asked.encoder or str(asked.action)
    ticket = Ticket(JOB, subject, asked.plain(), job)
    clean_name(asked.by)
    owner = f"{JOB} {os.getpid()}"
    done = _steps(parts, asked, encoder)
    yield from recorded(parts.database, ticket, owner, done, lambda _: _result(parts))
    return migration(parts)


def check(parts: Parts, asked: Request, encoder: str) -> None:
    """Refuse at once what could not begin; what needs the encoder itself is seen by the job.

    Args:
        parts: the workspace's parts.
        asked: what to do. The same as what is queued already is joined, and refused nothing.
        encoder: the full name of the encoder to come, if it is about one.

    Raises:
        ConflictError: another change, or another job on this one, is under way.
        NotFoundError: no change is under way.
    """
    unfinished = job_flow.list_jobs(parts, 1000, unfinished=True)
    with parts.database.reading() as connection:
        story = open_story(connection)
        if asked.action is not Action.RUN:
            story = known_story(connection)
        pair = None if story is None else spaces_of(connection, story)
    for job in unfinished:
        is_same = job.request == asked.plain() and job.state is JobState.QUEUED
        if job.kind == JOB and not is_same:
            raise work.at_work(job.id)
    if story is None or pair is None or asked.action is not Action.RUN:
        return
    if pair[1].encoder != encoder:
        raise work.not_over(story, pair)


def _steps(parts: Parts, asked: Request, encoder: Callable[[str], Encoder]) -> Steps[None]:
    wish = Wish(asked.by, asked.without_missing, asked.switch)
    if asked.action is Action.RUN:
        yield from work.run(parts, encoder(asked.encoder), wish)
    elif asked.action is Action.SWITCH:
        yield from work.switch(parts, wish)
    elif asked.action is Action.ROLL_BACK:
        yield from work.roll_back(parts, wish)
    else:
        yield from work.give_up(parts, wish, new=asked.new)


def _result(parts: Parts) -> Mapping[str, Any]:
    found = migration(parts)
    if found is None:
        return {"stage": "over"}
    return {"stage": str(found.stage), "shots": found.shots, "embedded": found.embedded}
