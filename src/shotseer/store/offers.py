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

from shotseer.core.feed import FeedItem, FeedKind, Hit
from shotseer.core.video import ShotId
from shotseer.store import tables
from shotseer.store.pools import POOL, UNSCORED
from shotseer.store.statements import chunks, insert

RECENT = timedelta(hours=12)


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
    them. What was drawn elsewhere was never shown here.
    """
    offer, feed = tables.offers.c, tables.feeds.c
    query = (
        sa.select(offer.shot_id, feed.id, feed.kind, offer.rank, offer.score)
        .join_from(tables.offers, tables.feeds, feed.id == offer.feed_id)
        .where(
            feed.label_id == label_id,
            feed.kind != POOL,
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


@dataclass(frozen=True, slots=True)
class RandomOffer:
    """A shot that a Build drew uniformly from those unjudged, and a person saw.

    ``space_id``, ``library_rows`` and ``library_digest`` say which shots the Build could draw from.
    """

    feed_id: str
    kind: str
    shot_id: ShotId
    rank: int
    at: datetime
    version_id: str
    space_id: str
    library_rows: int
    library_digest: str


@dataclass(frozen=True, slots=True)
class Origin:
    """When and where a shot was first judged; ``rank`` is its place in the feed."""

    at: datetime
    source: str
    feed_id: str | None
    rank: int | None


def is_random(
    kind: sa.ColumnElement[str], chance: sa.ColumnElement[float]
) -> sa.ColumnElement[bool]:
    """Return whether an offer was drawn uniformly, rather than chosen by scores.

    All of the random feed is; so is what other feeds mix in, which they offer with the chance
    that a draw gave it. What scores choose is offered for certain.
    """
    return (kind == FeedKind.RANDOM) | (chance < 1)


def random_offers(connection: Connection, label_id: int) -> list[RandomOffer]:
    """Return what was drawn at random for a label and seen, oldest first."""
    offer, feed, version = tables.offers.c, tables.feeds.c, tables.versions.c
    query = (
        sa.select(
            feed.id,
            feed.kind,
            offer.shot_id,
            offer.rank,
            offer.offered_at,
            version.id,
            version.space_id,
            version.library_rows,
            version.library_digest,
        )
        .join_from(tables.offers, tables.feeds, feed.id == offer.feed_id)
        .join(tables.versions, version.id == feed.version_id)
        .where(
            feed.label_id == label_id,
            offer.seen_at.is_not(None),
            is_random(feed.kind, offer.chance),
        )
        .order_by(offer.offered_at, feed.id, offer.rank)
    )
    return [RandomOffer(*row) for row in connection.execute(query)]


def origins(connection: Connection, label_id: int) -> dict[ShotId, Origin]:
    """Return how each shot of a label came to be judged: by its first line that stands."""
    line, taken = tables.annotations.c, tables.undos.c
    query = (
        sa.select(line.shot_id, line.at, line.source, line.feed_id, line.rank)
        .where(
            line.label_id == label_id,
            line.verdict.is_not(None),
            ~sa.exists().where(taken.batch == line.batch),
        )
        .order_by(line.seq)
    )
    first: dict[ShotId, Origin] = {}
    for shot, *facts in connection.execute(query):
        if shot not in first:
            first[ShotId(shot)] = Origin(*facts)
    return first


def build_moments(connection: Connection, label_id: int) -> list[datetime]:
    """Return when a label was built, oldest first."""
    build = tables.builds.c
    query = sa.select(build.built_at).where(build.label_id == label_id).order_by(build.built_at)
    return list(connection.execute(query).scalars())
