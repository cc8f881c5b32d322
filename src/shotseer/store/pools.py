"""Shots that somebody drew uniformly from a whole library and judged, before it was opened here.

No Build offered them, so that no feed of a version can say so; they are kept beside those.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.video import ShotId
from shotseer.store import tables
from shotseer.store.statements import insert_new

POOL = "pool"
"""What feeds has as the kind of such a draw."""
UNSCORED = 0.0


@dataclass(frozen=True, slots=True)
class Pool:
    """A draw from a whole library, in its order.

    ``space_id``, ``library_rows`` and ``library_digest`` say which library that was.
    """

    id: str
    shots: tuple[ShotId, ...]
    space_id: str
    library_rows: int
    library_digest: str


def add(connection: Connection, label_id: int, pool: Pool, chance: float) -> None:
    """Keep what was drawn for a label, each shot with the same chance; once for each id."""
    now = datetime.now(UTC)
    feed = {
        "id": pool.id,
        "kind": POOL,
        "label_id": label_id,
        "version_id": None,
        "query": {
            "space_id": pool.space_id,
            "library_rows": pool.library_rows,
            "library_digest": pool.library_digest,
        },
        "annotations_to": 0,
        "created_at": now,
    }
    if not insert_new(connection, tables.feeds, feed, unique="id") or not pool.shots:
        return
    rows = [
        {
            "feed_id": pool.id,
            "shot_id": shot,
            "rank": rank,
            "score": UNSCORED,
            "chance": chance,
            "offered_at": now,
            "seen_at": now,
        }
        for rank, shot in enumerate(pool.shots, start=1)
    ]
    connection.execute(sa.insert(tables.offers), rows)


def of_label(connection: Connection, label_id: int) -> list[Pool]:
    """Return what was drawn for a label."""
    feed, offer = tables.feeds.c, tables.offers.c
    mine = (feed.label_id == label_id) & (feed.kind == POOL)
    feeds = sa.select(feed.id, feed.query).where(mine).order_by(feed.created_at, feed.id)
    found = []
    for pool_id, library in connection.execute(feeds):
        query = sa.select(offer.shot_id).where(offer.feed_id == pool_id).order_by(offer.rank)
        shots = tuple(map(ShotId, connection.execute(query).scalars()))
        found.append(Pool(pool_id, shots, **library))
    return found
