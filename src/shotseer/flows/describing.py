"""How shots move: descriptors beside the vectors, in rows of their own.

They belong to the shots and not to an encoder: a change of encoder keeps them. New videos are
described in the pass that cuts them; what was ingested before is read through once more.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

import numpy as np
from sqlalchemy.engine import Connection

from shotseer import motion
from shotseer.core.arrays import Matrix
from shotseer.core.errors import MediaError
from shotseer.core.job import Progress
from shotseer.core.video import Shot, ShotId
from shotseer.flows import scan, scores
from shotseer.flows.parts import Parts
from shotseer.flows.scan import FoundVideo
from shotseer.media import cutting
from shotseer.store import lease, shards, spaces, videos
from shotseer.store.spaces import Segment


def append(parts: Parts, descriptors: Matrix) -> Segment:
    """Write descriptors behind those that are there; `show` makes them visible."""
    space = motion.SPACE
    with parts.database.reading() as connection:
        first_row = spaces.row_count(connection, space.id)
    folder = parts.folder.vectors(space.id)
    crc32 = shards.append(folder, space.dimension, first_row, descriptors)
    return Segment(first_row, len(descriptors), crc32)


def show(connection: Connection, segment: Segment, shots: Sequence[ShotId]) -> None:
    """Make freshly written descriptors visible, in the transaction that also holds their shots."""
    spaces.save_space(connection, motion.SPACE)
    spaces.save_rows(connection, motion.SPACE.id, segment, shots)


def describe(
    parts: Parts, found: Sequence[FoundVideo], holder: str
) -> Generator[Progress, None, None]:
    """Describe the shots of known videos that were not described yet.

    A video that cannot be read any more is left as it is: ingest has said so already.

    Raises:
        StoreError: the disk is full; what was finished is kept.
    """
    todo = [(video, shots) for video in found if (shots := _undescribed(parts, video))]
    total = float(sum(video.video.duration for video, _ in todo))
    done = 0.0
    for video, shots in todo:
        name = scan.show_path(video.path)
        yield Progress("Describing motion", done, total, name, "seconds")
        measured = cutting.measure_shots(video.path, video.video, shots, motion.MotionMeter())
        try:
            descriptors = np.stack(list(measured))
        except MediaError:
            continue
        finally:
            done += float(video.video.duration)
        segment = append(parts, descriptors)
        with parts.database.writing() as connection:
            lease.check(connection, holder)
            show(connection, segment, [shot.id for shot in shots])
        yield Progress("Describing motion", done, total, name, "seconds")
    if todo:
        # Scores of these shots did not know of their motion.
        scores.forget_all(parts)


def _undescribed(parts: Parts, video: FoundVideo) -> list[Shot]:
    with parts.database.reading() as connection:
        ids = spaces.shots_without_vectors(connection, motion.SPACE.id, video.video.id)
        missing = set(ids)
        known = videos.shots_of(connection, [video.video.id]) if missing else []
    return [shot for shot in known if shot.id in missing]
