"""The clips of a release as videos without a file, and its rows as their shots."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

import numpy as np
from sqlalchemy.engine import Connection

from shotseer.core.arrays import Ints
from shotseer.core.errors import InputError
from shotseer.core.job import Progress
from shotseer.core.video import Shot, ShotId, TimeSpan, Video, shot_id
from shotseer.core.words import counted
from shotseer.datasets.videoannotator import ShotTable
from shotseer.flows import vectors
from shotseer.flows.parts import Parts
from shotseer.flows.recording import Steps
from shotseer.store import fields, lease, videos
from shotseer.store.videos import Cutting

RELEASE = "videoannotator"
SHOTS_AT_ONCE = 100_000
"""In a transaction. Each touches most pages of the table's indexes, so that few are faster."""


@dataclass(frozen=True, eq=False)
class Clips:
    """Where each row of a release belongs.

    Attributes:
        table: the shots as they were released.
        order: ``(n,)`` rows, clip by clip, each clip's by their start.
        ends: ``(clips,)`` where each clip ends in ``order``.
        positions: ``(n,)`` the place of each row in its clip.
    """

    table: ShotTable
    order: Ints
    ends: Ints
    positions: Ints

    @classmethod
    def of(cls, table: ShotTable) -> Clips:
        """Sort the rows of a release into clips.

        Raises:
            InputError: a shot has no length, or two of a clip begin together.
        """
        bad = np.flatnonzero((table.frames_out <= table.frames_in) | (table.fps <= 0))
        if len(bad):
            raise InputError(
                f"{counted(len(bad), 'shot has', 'shots have')} no length; "
                f"the first is {table.keys[bad[0]]!r}",
                hint="Unpack the data set again, or mend frame_in, frame_out and fps.",
            )
        numbers: dict[str, int] = {}
        clips = np.array([numbers.setdefault(i, len(numbers)) for i in table.yt_ids])
        starts = table.frames_in / table.fps
        order = np.lexsort((starts, clips))
        same = (np.diff(clips[order]) == 0) & (np.diff(starts[order]) == 0)
        if same.any():
            key = table.keys[order[int(same.argmax())]]
            raise InputError(
                f"another shot begins where {key!r} does",
                hint="Unpack the data set again, or keep one of them.",
            )
        sizes = np.bincount(clips, minlength=len(numbers))
        ends = np.cumsum(sizes)
        positions = np.empty(len(order), dtype=np.int64)
        positions[order] = np.arange(len(order)) - (ends - sizes)[clips[order]]
        return cls(table, order, ends, positions)

    def batches(self) -> Iterator[list[Ints]]:
        """Yield the rows of some clips at a time, clip by clip."""
        batch: list[Ints] = []
        first = 0
        for rows in np.split(self.order, self.ends[:-1]):
            batch.append(rows)
            if (first := first + len(rows)) >= SHOTS_AT_ONCE:
                yield batch
                batch, first = [], 0
        if batch:
            yield batch

    def shots(self, rows: Ints) -> list[Shot]:
        """Return the shots of some rows, in their order."""
        table = self.table
        ids = [_video_id(table.yt_ids[row]) for row in rows.tolist()]
        times = (column[rows].tolist() for column in (table.frames_in, table.frames_out, table.fps))
        return [
            Shot(shot_id(video_id, span), video_id, span, position)
            for video_id, span, position in zip(
                ids, map(_span, *times), self.positions[rows].tolist(), strict=True
            )
        ]

    def video(self, rows: Ints, shots: Sequence[Shot]) -> Video:
        """Return the video of a clip."""
        return vectors.video_without_file(
            self.table.yt_ids[rows[0]],
            max(shot.span.end for shot in shots),
            _exact(float(self.table.fps[rows[0]])),
            int(self.table.frames_out[rows].max()),
        )

    def name(self, rows: Ints) -> str:
        """Return a name by which a person knows a clip again."""
        return f"{self.table.titles[rows[0]]} [{self.table.yt_ids[rows[0]]}]".lstrip()

    def fields(self, rows: Ints) -> dict[str, str]:
        """Return what else is known of a clip, and where it can be seen."""
        first = int(rows[0])
        yt_id = self.table.yt_ids[first]
        seconds = int(self.table.frames_in[first] / self.table.fps[first])
        return {
            "title": self.table.titles[first],
            "genre": self.table.genres[first],
            "yt_id": yt_id,
            "link": f"https://youtu.be/{yt_id}?t={seconds}",
        }


@dataclass(frozen=True, slots=True)
class Placed:
    """The shot of each row of a release, and how much of it was new."""

    shots: Sequence[ShotId]
    new_videos: int
    new_shots: int


def write_clips(parts: Parts, clips: Clips, holder: str) -> Steps[Placed]:
    """Add the videos and shots that are not there yet.

    A clip is there with all its shots or not at all.
    """
    total = len(clips.order)
    ids: list[ShotId] = [ShotId("")] * total
    done = new_videos = new_shots = 0
    yield Progress("Adding shots", 0, total, unit="shots")
    for batch in clips.batches():
        shots = [clips.shots(rows) for rows in batch]
        for rows, some in zip(batch, shots, strict=True):
            for row, shot in zip(rows.tolist(), some, strict=True):
                ids[row] = shot.id
        with parts.database.writing() as connection:
            lease.check(connection, holder)
            known = videos.video_names(connection, [some[0].video_id for some in shots])
            fresh = [
                (rows, some)
                for rows, some in zip(batch, shots, strict=True)
                if some[0].video_id not in known
            ]
            _add(connection, clips, fresh)
        new_videos += len(fresh)
        new_shots += sum(len(some) for _, some in fresh)
        done += sum(map(len, batch))
        yield Progress("Adding shots", done, total, unit="shots")
    return Placed(ids, new_videos, new_shots)


def _add(
    connection: Connection, clips: Clips, fresh: Sequence[tuple[Ints, Sequence[Shot]]]
) -> None:
    if not fresh:
        return
    named = [(clips.video(rows, shots), clips.name(rows)) for rows, shots in fresh]
    videos.add_videos(connection, named)
    fields.add(connection, {shots[0].video_id: clips.fields(rows) for rows, shots in fresh})
    added = [shot for _, shots in fresh for shot in shots]
    videos.add_shots(connection, added, Cutting(RELEASE, {}))


_video_id = lru_cache(vectors.imported_video_id)


def _span(frame_in: int, frame_out: int, fps: float) -> TimeSpan:
    """Return an exact span: frames over the frame rate."""
    rate = _exact(fps)
    over, per_second = rate.denominator, rate.numerator
    return TimeSpan(Fraction(frame_in * over, per_second), Fraction(frame_out * over, per_second))


@cache
def _exact(fps: float) -> Fraction:
    """Return a frame rate as the fraction that its decimal digits say."""
    return Fraction(repr(fps))
