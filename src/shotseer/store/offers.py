"""What was offered to whom: every search and feed, and each shot it showed.

No honest estimate from judgements is possible without knowing how a shot came to be judged.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from shotseer.core.feed import FeedItem, Hit
from shotseer.core.video import ShotId
from shotseer.store import tables
from shotseer.store.statements import chunks, insert

RECENT = timedelta(hours=12)
UNSCORED = 0.0


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """A search, feed or selection as it was opened."""

    id: str
    kind: str
    label: str | None
    version_id: str | None
    query: Mapping[str, Any] | None


def get_feed(connection: Connection, feed_id: str) -> FeedRecord | None:
    """Return a search, feed or selection by its id."""
    feed, label = tables.feeds.c, tables.labels.c
    query = (
        sa.select(feed.id, feed.kind, label.name, feed.version_id, feed.query)
        .outerjoin_from(tables.feeds, tables.labels, label.id == feed.label_id)
        .where(feed.id == feed_id)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else FeedRecord(*row)


def open_feed(
    connection: Connection,
    kind: str,
    *,
    feed_id: str | None = None,
    label_id: int | None = None,
    version_id: str | None = None,
    query: Mapping[str, Any] | None = None,
    annotations_to: int = 0,
) -> str:
    """Record a search or a feed and return its id. A feed of that id is left as it is."""
    feed_id = feed_id or uuid.uuid4().hex
    statement = insert(connection, tables.feeds).values(
        id=feed_id,
        kind=kind,
        label_id=label_id,
        version_id=version_id,
        query=None if query is None else dict(query),
        annotations_to=annotations_to,
        created_at=datetime.now(UTC),
    )
    connection.execute(statement.on_conflict_do_nothing(index_elements=["id"]))
    return feed_id


def record(
    connection: Connection,
    feed_id: str,
    items: Sequence[FeedItem | Hit],
    *,
    seen: bool,
) -> None:
    """Log that a feed offered some shots; a shot it offered before keeps its first line."""
    if not items:
        return
    now = datetime.now(UTC)
    rows = [
        {
            "feed_id": feed_id,
            "shot_id": item.shot_id,
            "rank": item.rank,
            "score": UNSCORED if item.score is None else item.score,
            "chance": item.chance if isinstance(item, FeedItem) else 1.0,
            "offered_at": now,
            "seen_at": now if seen else None,
        }
        for item in items
    ]
    statement = insert(connection, tables.offers).on_conflict_do_nothing(
        index_elements=["feed_id", "shot_id"]
    )
    connection.execute(statement, rows)


def newest_offers(
    connection: Connection, label_id: int, shot_ids: Sequence[str]
) -> dict[ShotId, tuple[str, str, int, float]]:
    """Return feed id, kind, rank and score of the newest offer of some shots for a label.

    Only offers for this label count, and none of another day: a shot was hardly judged because of
    them.
    """
    offer, feed = tables.offers.c, tables.feeds.c
    query = (
        sa.select(offer.shot_id, feed.id, feed.kind, offer.rank, offer.score)
        .join_from(tables.offers, tables.feeds, feed.id == offer.feed_id)
        .where(
            feed.label_id == label_id,
            offer.offered_at > datetime.now(UTC) - RECENT,
        )
        .order_by(offer.offered_at)
    )
    return {
        ShotId(shot): (feed_id, kind, rank, score)
        for some in chunks(shot_ids)
        for shot, feed_id, kind, rank, score in connection.execute(
            query.where(offer.shot_id.in_(some))
        )
    }
