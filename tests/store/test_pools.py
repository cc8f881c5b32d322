"""Draws that were made elsewhere: kept in their order, and never taken for something shown here."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa
from tests.store import samples

from shotseer.core.feed import FeedItem
from shotseer.core.label import Label
from shotseer.store import labels, offers, pools, tables
from shotseer.store.database import Database
from shotseer.store.pools import Pool


def test_a_pool_is_kept_once_in_its_order(database: Database) -> None:
    with database.writing() as connection:
        shots = [shot.id for shot in samples.add_video(connection, count=5)]
        labels.create_label(connection, Label("cat"))
        labels.create_label(connection, Label("dog"))
        cat, dog = (record.id for record in labels.list_labels(connection))
        drawn = Pool("a", (shots[3], shots[0], shots[4]), "space", 5, "digest")
        pools.add(connection, dog, drawn, 0.6)
        pools.add(connection, dog, replace(drawn, shots=(shots[1],)), 0.2)
    with database.reading() as connection:
        assert pools.of_label(connection, dog) == [drawn]
        assert pools.of_label(connection, cat) == []
        chances = connection.execute(sa.select(tables.offers.c.chance)).scalars().all()
        assert chances == [0.6, 0.6, 0.6]
        # No Build offered them.
        assert offers.random_offers(connection, dog) == []


def test_nothing_is_judged_because_of_a_pool(database: Database) -> None:
    with database.writing() as connection:
        shots = [shot.id for shot in samples.add_video(connection, count=2)]
        labels.create_label(connection, Label("dog"))
        (dog,) = (record.id for record in labels.list_labels(connection))
        offers.open_feed(connection, "search", feed_id="search", label_id=dog)
        offers.record(connection, "search", [FeedItem(shots[1], 7, 0.5, "", 1.0)], seen=True)
        pools.add(connection, dog, Pool("a", tuple(shots), "space", 2, "digest"), 1.0)
        newest = offers.newest_offers(connection, dog, shots)
    assert newest == {shots[1]: ("search", "search", 7, 0.5)}
