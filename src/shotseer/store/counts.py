"""How much there is of everything."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.store import tables


@dataclass(frozen=True, slots=True)
class Counts:
    """Numbers of videos, shots and labels; ``seconds`` of video in all."""

    videos: int
    shots: int
    labels: int
    seconds: float


def counts(connection: Connection) -> Counts:
    """Count what there is."""

    def count(table: sa.Table) -> int:
        return int(connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one())

    seconds = connection.execute(sa.select(sa.func.sum(tables.videos.c.duration_seconds))).scalar()
    return Counts(
        count(tables.videos), count(tables.shots), count(tables.labels), float(seconds or 0.0)
    )
