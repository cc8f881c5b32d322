from __future__ import annotations

import sqlalchemy as sa
from tests.store import samples
from tests.store.samples import add_rows, add_video, video

from shotseer.store import fields, library, removal, spaces, tables, videos
from shotseer.store.database import Database
from shotseer.store.spaces import Segment
from shotseer.store.videos import Failure


def test_a_video_goes_with_everything_that_hangs_on_it(database: Database) -> None:
    gone, stays = video(1).id, video(2).id
    with database.writing() as connection:
        add_rows(connection, add_video(connection, 1))
        add_rows(connection, add_video(connection, 2), first_row=3)
        videos.save_file(connection, "/a.mp4", gone, 1, 1)
        videos.save_file(connection, "/b.mp4", stays, 1, 1)
        videos.save_failure(connection, Failure("/a.mp4", "broken", ""))
        videos.save_failure(connection, Failure("/c.mp4", "broken", ""))
        fields.replace(connection, {gone: {"camera": "A"}})
        before = library.revision(connection)
        assert removal.paths_of(connection, gone) == ["/a.mp4"]
        assert removal.rows_of(connection, samples.SPACE.id, gone) == [0, 1, 2]
        assert removal.rows_of(connection, samples.SPACE.id, stays) == [3, 4, 5]
        assert removal.unused_segments(connection, samples.SPACE.id) == []
        removal.delete_video(connection, gone)
        assert library.revision(connection) != before
        assert removal.unused_segments(connection, samples.SPACE.id) == [Segment(0, 3, 0)]
        assert [record.video.id for record in videos.list_videos(connection)] == [stays]
        assert [failure.path for failure in videos.failures(connection)] == ["/c.mp4"]
        assert fields.names(connection) == []
        left = sa.select(sa.func.count()).select_from(tables.embeddings)
        assert connection.execute(left).scalar() == 3


def test_a_segment_becomes_pieces(database: Database) -> None:
    with database.writing() as connection:
        add_rows(connection, add_video(connection, 1, count=6))
        pieces = [Segment(0, 2, 7), Segment(2, 3, 8), Segment(5, 1, 9)]
        removal.replace_segment(connection, samples.SPACE.id, pieces)
        assert spaces.segments(connection, samples.SPACE.id) == pieces
        assert spaces.row_count(connection, samples.SPACE.id) == 6
