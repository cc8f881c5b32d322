from __future__ import annotations

import sqlalchemy as sa
from tests.store.samples import add_video, video

from shotseer.core.video import VideoId
from shotseer.store import fields, tables
from shotseer.store.database import Database


def test_fields_are_set_replaced_and_removed(database: Database) -> None:
    first, second = video(1).id, video(2).id
    with database.writing() as connection:
        add_video(connection, 1)
        add_video(connection, 2)
        fields.replace(connection, {first: {"camera": "A", "day": "1"}, second: {"camera": "B"}})
        fields.replace(
            connection, {first: {"day": "", "camera": "C"}, VideoId("gone"): {"day": "2"}}
        )
        assert fields.names(connection) == ["camera"]
        assert fields.values(connection, "camera") == {first: "C", second: "B"}
        assert fields.values(connection, "day") == {}
        assert fields.all_of(connection, [second, "none"]) == {second: {"camera": "B"}}
        assert fields.all_of(connection, []) == {}


def test_fields_go_with_their_video(database: Database) -> None:
    with database.writing() as connection:
        add_video(connection)
        fields.replace(connection, {video().id: {"camera": "A"}})
        connection.execute(sa.delete(tables.videos))
        assert fields.names(connection) == []
