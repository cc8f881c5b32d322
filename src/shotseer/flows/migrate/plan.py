"""What changing the encoder will take, before anything is done."""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence

from sqlalchemy.engine import Connection

from shotseer.core.arrays import Image
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import ConflictError, MediaError, NotReadyError
from shotseer.core.migration import MigrationPlan
from shotseer.core.ports import Encoder
from shotseer.flows.migrate.embed import Todo, shots_to_do, survey
from shotseer.flows.migrate.in_use import in_use
from shotseer.flows.parts import Parts
from shotseer.flows.vectors import is_imported
from shotseer.media import cutting
from shotseer.store import counts, current

SHOTS_TRIED = 6
BYTES_A_ROW = 160
"""What the database keeps of a row, its index included."""


def plan(parts: Parts, encoder: Encoder, *, timed: bool = True) -> MigrationPlan:
    """Return what it will take to give every shot a vector of an encoder. Changes nothing.

    How long it takes is measured only if ``timed``.

    Raises:
        NotReadyError: nothing has been ingested yet.
        ConflictError: the library uses this encoder already.
    """
    space = encoder.space
    with parts.database.reading() as connection:
        old = space_to_leave(connection, space)
        shots = counts.counts(connection).shots
        labels = sum(len(label.versions()) for label in in_use(connection))
    todo, missing = survey(parts, space.id)
    count = sum(one.count for one in todo)
    seconds = sum(float(one.video.duration) for one in todo)
    speed = _measure(parts, encoder, todo) if timed else None
    return MigrationPlan(
        old=old,
        encoder=space.encoder,
        space=space,
        videos=len(todo),
        shots=count,
        hours=seconds / 3600,
        seconds=None if speed is None else speed[0] * seconds + speed[1] * count,
        labels=labels,
        bytes=count * (space.dimension * 4 + BYTES_A_ROW) + labels * shots * 4,
        free_bytes=shutil.disk_usage(parts.folder.root).free,
        missing=tuple(missing),
        notes=tuple(_notes(old, encoder)),
    )


def space_to_leave(connection: Connection, space: EmbeddingSpace) -> EmbeddingSpace:
    """Return the space in use, which another one is to follow.

    Raises:
        NotReadyError: nothing has been ingested yet.
        ConflictError: it is that one already.
    """
    old = current.get_space(connection)
    if old is None:
        raise NotReadyError(
            "this library has no vectors yet, so that there is nothing to change",
            hint="Add videos with the encoder that you want.",
            command=f"shotseer ingest FOLDER --encoder {space.encoder}",
        )
    if old.id == space.id:
        raise ConflictError(
            f"this library uses {space.encoder} already",
            hint="There is nothing to do. Choose another one to change to.",
            command="shotseer models list",
        )
    return old


def _notes(old: EmbeddingSpace, encoder: Encoder) -> list[str]:
    notes = list(getattr(encoder, "notes", ()))
    if not encoder.space.has_text:
        notes.append(
            "The new encoder reads no texts: searches by words end, and labels are learnt from "
            "verdicts alone."
        )
    if is_imported(old):
        notes.append(
            "The present vectors were made elsewhere: once they are discarded, they cannot be made "
            "again."
        )
    if old.encoder == encoder.space.encoder:
        notes.append("It is another edition of the encoder in use, with vectors of its own.")
    return notes


def _measure(parts: Parts, encoder: Encoder, todo: Sequence[Todo]) -> tuple[float, float] | None:
    """Return seconds of work for a second of video and for a shot, from one short trial.

    ``None`` where no file could be tried.
    """
    for one in sorted(todo, key=lambda one: one.video.duration):
        shots = shots_to_do(parts, one.video.id, encoder.space.id)[:SHOTS_TRIED]
        try:
            started = time.perf_counter()
            sampled = list(
                cutting.sample_shots(
                    one.file.path,
                    one.video,
                    shots,
                    frames_per_shot=parts.settings.frames,
                    image_size=encoder.image_size,
                )
            )
            decoding = time.perf_counter() - started
        except MediaError:
            continue
        pictures: list[Image] = [image for shot in sampled for image in shot.images]
        # The first picture pays for loading the model.
        encoder.embed_images(pictures[:1])
        started = time.perf_counter()
        encoder.embed_images(pictures)
        embedding = time.perf_counter() - started
        film = max(float(shots[-1].span.end - shots[0].span.start), 1e-3)
        return decoding / film, embedding / len(shots)
    return None
