from __future__ import annotations

from tests.store.samples import add_video, video

from shotseer.core.video import VideoId
from shotseer.store import catalogue, videos
from shotseer.store.database import Database


def names(found: list[tuple[str, VideoId]]) -> list[str]:
    return [name for name, _ in found]


def test_pages_by_name(database: Database) -> None:
    with database.writing() as connection:
        for number in (3, 1, 2):
            add_video(connection, number)
        videos.save_file(connection, "/films/100%_old/a.mp4", video(2).id, 5, 1)
        first = catalogue.page(connection, "", None, 2)
        assert names(first) == ["video 1.mp4", "video 2.mp4"]
        assert names(catalogue.page(connection, "", first[-1], 2)) == ["video 3.mp4"]
        assert names(catalogue.page(connection, "100%_OLD", None, 9)) == ["video 2.mp4"]
        assert names(catalogue.page(connection, "0%_", None, 9)) == ["video 2.mp4"]
        assert names(catalogue.page(connection, video(3).id, None, 9)) == ["video 3.mp4"]
        assert catalogue.page(connection, "nothing", None, 9) == []
        assert catalogue.sizes(connection) == {0}
        assert (video(2).id, "/films/100%_old/a.mp4") in catalogue.names(connection)


def test_strips_show_each_video(database: Database) -> None:
    with database.writing() as connection:
        few = add_video(connection, 1, count=2)
        many = add_video(connection, 2, count=9)
        records = videos.list_videos(connection)
        found = catalogue.strips(connection, records, 3)
        assert found[few[0].video_id] == [shot.id for shot in few]
        assert found[many[0].video_id] == [many[place].id for place in (1, 4, 7)]
        assert catalogue.strips(connection, [], 3) == {}
