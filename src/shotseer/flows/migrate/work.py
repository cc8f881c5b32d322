"""The work of changing the encoder: embed, rebuild and compare, turn, turn back."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from typing import TypeVar

from sqlalchemy.engine import Connection

from shotseer.core.classifier import ClassifierVersion
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import (
    ConflictError,
    InputError,
    NotFoundError,
    NotReadyError,
    PluginError,
    StoreError,
)
from shotseer.core.job import Progress
from shotseer.core.migration import LabelChange, LeftOut, MigrationPlan, MigrationStage
from shotseer.core.ports import Encoder
from shotseer.core.words import counted
from shotseer.flows import scores
from shotseer.flows.migrate import turn
from shotseer.flows.migrate.discard import discard, leftovers, sweep
from shotseer.flows.migrate.embed import CATCHING_UP, embed_missing, survey
from shotseer.flows.migrate.plan import plan, space_to_leave
from shotseer.flows.migrate.rebuild import rebuild
from shotseer.flows.migrate.state import (
    accepted_of,
    changes_of,
    known_story,
    open_story,
    plain_change,
    spaces_of,
    stage_of,
)
from shotseer.flows.parts import Parts, index_of, open_space
from shotseer.flows.recording import LOOK_SECONDS, Steps
from shotseer.store import classifiers, current, lease, migrations_log, spaces
from shotseer.store.migrations_log import JOB, Event, Story

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted: by whom, whether to go on without some videos, and to switch at the end."""

    by: str
    without_missing: bool = False
    switch: bool = False


def run(parts: Parts, encoder: Encoder, wish: Wish) -> Steps[None]:
    """Embed every shot with an encoder, rebuild the labels and compare; begin or go on.

    Raises:
        NotReadyError: nothing has been ingested yet.
        ConflictError: another change is under way, or the library uses the encoder already.
        InputError: videos have no file, and nobody said to go on without them.
        StoreError: there is too little room on the disk; what was finished is kept.
    """
    _refuse_two(parts)
    parts = _knowing(parts, encoder)
    if leftovers(parts):
        yield from with_lease(parts, lambda _: sweep(parts))
    _begin(parts, encoder, wish)
    left = yield from embed_missing(parts, encoder)
    with parts.database.reading() as connection:
        if spaces.row_count(connection, encoder.space.id) == 0:
            raise NotReadyError(
                f"no shot could be embedded with {encoder.space.encoder}",
                hint="Bring the files of the videos back, then run it again.",
                command="shotseer relink FOLDER",
            )
    yield from _compare(parts, left, wish)
    if wish.switch:
        yield from switch(parts, wish)


def check_free(connection: Connection, space: EmbeddingSpace) -> Story | None:
    """Return the change to a space that is under way already, ``None`` if a new one may begin.

    Raises:
        NotReadyError: nothing has been ingested yet.
        ConflictError: another change is under way, or the library uses the space already.
    """
    story = open_story(connection)
    if story is None or story.first.to_space == space.id:
        space_to_leave(connection, space)
        return story
    old, new = spaces_of(connection, story)
    if space.id == old.id and stage_of(story) is MigrationStage.SWITCHED:
        raise ConflictError(
            f"{space.encoder} is the encoder that this library just left",
            hint="Roll the change back: its vectors are still there.",
            command="shotseer migrate rollback",
        )
    raise not_over(story, (old, new))


def not_over(story: Story, spaces: tuple[EmbeddingSpace, EmbeddingSpace]) -> ConflictError:
    """Return what to tell who wants another change while one is under way."""
    old, new = spaces
    return ConflictError(
        f"the change of the encoder from {old.encoder} to {new.encoder} is not over "
        f"({stage_of(story)})",
        hint="One change at a time: finish it, or discard what you do not need.",
        command="shotseer migrate status",
    )


def at_work(job: int) -> ConflictError:
    """Return what to tell who wants to begin while a job is at it."""
    return ConflictError(
        f"a change of the encoder is being worked on (job {job})",
        hint="Wait until it is done, or end it.",
        command=f"shotseer jobs --cancel {job}",
    )


def _begin(parts: Parts, encoder: Encoder, wish: Wish) -> None:
    with parts.database.reading() as connection:
        story = check_free(connection, encoder.space)
    asked = plan(parts, encoder, timed=False)
    accepted = set() if story is None else accepted_of(story)
    refuse_missing(asked.missing, accepted, wish)
    refuse_full(asked)
    with parts.database.writing() as connection:
        story = check_free(connection, encoder.space)
        if story is None:
            old = space_to_leave(connection, encoder.space)
            spaces.save_space(connection, encoder.space)
            facts = {
                "shots": asked.shots,
                "accepted": [one.video_id for one in asked.missing],
            }
            ids = old.id, encoder.space.id
            name = uuid.uuid4().hex
            migrations_log.append(connection, name, Event.STARTED, ids, facts, wish.by)


def refuse_full(asked: MigrationPlan) -> None:
    """Refuse to begin what the disk has no room for."""
    if asked.bytes > asked.free_bytes:
        raise StoreError(
            f"the new vectors need about {asked.bytes / 1e6:,.0f} MB, and the disk has "
            f"{asked.free_bytes / 1e6:,.0f} MB left",
            hint="Free some space first; nothing was changed.",
        )


def refuse_missing(missing: Sequence[LeftOut], accepted: set[str], wish: Wish) -> None:
    """Refuse to leave videos out that nobody agreed to go on without."""
    lost = [one for one in missing if one.video_id not in accepted]
    if lost and not wish.without_missing:
        named = "; ".join(f"{one.name}: {one.reason}" for one in lost[:3])
        more = f"; and {len(lost) - 3:,} more" if len(lost) > 3 else ""
        raise InputError(
            f"{counted(len(lost), 'video')} would have no vector of the new encoder, so that no "
            f"search and no label would find its shots ({named}{more})",
            hint="Bring the files back, or say that you want to go on without these videos. Their "
            "verdicts are kept either way.",
            command="shotseer migrate --help  (--without-missing)",
        )


def _compare(parts: Parts, left: Sequence[LeftOut], wish: Wish) -> Steps[list[LabelChange]]:
    """Rebuild what is in use in the new space, note the comparison, and get ready to serve."""
    with parts.database.reading() as connection:
        story = known_story(connection)
        _, new = spaces_of(connection, story)
    opened = open_space(parts, new)
    changes = yield from rebuild(parts, opened, changes_of(story), wish.by)
    known = story.newest(Event.COMPARED)
    facts = {
        "labels": [plain_change(one) for one in changes],
        "left_out": [asdict(one) for one in left],
        "accepted": [one.video_id for one in left] if wish.without_missing else [],
    }
    is_news = known is None or {**known.facts, "accepted": []} != {**facts, "accepted": []}
    if is_news or story.last is not known:
        with parts.database.writing() as connection:
            ids = story.first.from_space, story.first.to_space
            name = story.first.migration
            migrations_log.append(connection, name, Event.COMPARED, ids, facts, wish.by)
    # Whoever searches first after the switch should not have to wait for it.
    index_of(parts, opened)
    return changes


def switch(parts: Parts, wish: Wish) -> Steps[None]:
    """Put the new space and the rebuilt versions to use, all at once; caught up before.

    Raises:
        NotFoundError: no change is under way.
        NotReadyError: it has not come so far.
        InputError: videos would be left out, and nobody said to go on without them.
        ConflictError: the vectors in use are neither the old nor the new ones.
    """
    _refuse_two(parts)
    with parts.database.reading() as connection:
        story = known_story(connection)
        old, new = spaces_of(connection, story)
        used = current.get_space(connection)
    if stage_of(story) is MigrationStage.SWITCHED:
        return
    if stage_of(story) is MigrationStage.EMBEDDING:
        raise NotReadyError(
            f"the vectors of {new.encoder} are not complete yet",
            hint="Let the change go on first; it goes on where it stopped.",
            command=f"shotseer migrate --encoder {new.encoder}",
        )
    if used is None or used.id != old.id:
        raise ConflictError(
            "this library got other vectors since the change of the encoder began",
            hint="Give the change up, and begin anew.",
            command="shotseer migrate discard --new",
        )
    # The long part without the lease, so that others can go on working.
    left = yield from _catch_up(parts, new)
    yield from _compare(parts, left, wish)
    yield from with_lease(parts, lambda holder: _turn(parts, wish, holder))


def _catch_up(
    parts: Parts, space: EmbeddingSpace, holder: str | None = None
) -> Steps[list[LeftOut]]:
    """Embed what a space lacks; its encoder is opened only where there is something to do."""
    todo, missing = survey(parts, space.id)
    if not todo:
        return missing
    return (yield from embed_missing(parts, parts.encoder(space), CATCHING_UP, holder))


def _turn(parts: Parts, wish: Wish, holder: str) -> Steps[None]:
    """Switch, while nobody can ingest or remove; a Build that ends meanwhile is rebuilt too."""
    while True:
        with parts.database.reading() as connection:
            story = known_story(connection)
            pair = spaces_of(connection, story)
        left = yield from _catch_up(parts, pair[1])
        refuse_missing(left, accepted_of(story), wish)
        changes = yield from _compare(parts, left, wish)
        opened = open_space(parts, pair[1])
        scores.fill(parts, opened, _candidates(parts, changes))
        with parts.database.writing() as connection:
            lease.check(connection, holder)
            if turn.switch(connection, story, pair, changes, wish.by):
                return


def _candidates(parts: Parts, changes: Sequence[LabelChange]) -> list[ClassifierVersion]:
    ids = [one.candidate_id for one in changes if one.candidate_id is not None]
    with parts.database.reading() as connection:
        return list(classifiers.get_versions(connection, ids).values()) if ids else []


def roll_back(parts: Parts, wish: Wish) -> Steps[None]:
    """Put the old space and its versions to use again at once, then catch up on newer videos.

    Raises:
        NotFoundError: no change is under way.
        NotReadyError: the new space is not in use.
    """
    _refuse_two(parts)
    yield from with_lease(parts, lambda holder: _turn_back(parts, wish, holder))


def _turn_back(parts: Parts, wish: Wish, holder: str) -> Steps[None]:
    with parts.database.writing() as connection:
        lease.check(connection, holder)
        story = known_story(connection)
        pair = spaces_of(connection, story)
        stage = stage_of(story)
        if stage is MigrationStage.SWITCHED:
            turn.roll_back(connection, story, pair, wish.by)
        elif stage is not MigrationStage.ROLLED_BACK:
            raise NotReadyError(
                f"{pair[1].encoder} is not in use, so that there is nothing to roll back",
                hint="To give the change up, delete the new vectors.",
                command="shotseer migrate discard --new",
            )
    yield Progress("Rolled back", 1, 1, pair[0].encoder)
    try:
        yield from _catch_up(parts, pair[0], holder)
    except (NotReadyError, NotFoundError, InputError, PluginError) as error:
        # The old encoder is not here any more, or knows no pictures: ingest will say so too.
        yield Progress(CATCHING_UP, 0, note=error.message)
    opened = open_space(parts)
    index_of(parts, opened)
    scores.fill_all(parts)


def give_up(parts: Parts, wish: Wish, *, new: bool) -> Steps[None]:
    """Delete the old vectors, or with ``new`` those of the new encoder; that ends the change.

    Raises:
        NotFoundError: no change is under way.
        ConflictError: these vectors are in use.
    """
    _refuse_two(parts)
    yield from with_lease(parts, lambda holder: discard(parts, holder, wish.by, new=new))


def with_lease(parts: Parts, work: Callable[[str], Steps[T]]) -> Steps[T]:
    """Do work that needs the workspace's lease; wait while another process holds it."""
    while True:
        with ExitStack() as stack:
            try:
                holder = stack.enter_context(lease.held(parts.database, JOB))
            except ConflictError as error:
                reason = error.message
            else:
                return (yield from work(holder))
        yield Progress("Waiting", 0, note=f"waits: {reason}")
        time.sleep(LOOK_SECONDS)


def _refuse_two(parts: Parts) -> None:
    with parts.database.reading() as connection:
        other = migrations_log.others_at_work(connection)
    if other is not None:
        raise at_work(other)


def _knowing(parts: Parts, encoder: Encoder) -> Parts:
    """Return the parts with an encoder that is open already, so that no model is loaded twice."""

    def of(space: EmbeddingSpace | None) -> Encoder:
        return encoder if space == encoder.space else parts.encoder(space)

    return replace(parts, encoder=of)
