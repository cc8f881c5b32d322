from __future__ import annotations

from pathlib import Path

import numpy as np
import sqlalchemy as sa
from tests.store import samples

from shotseer.store import current, library, spaces, tables, videos
from shotseer.store.database import Database
from shotseer.store.spaces import Segment
from shotseer.store.videos import Cutting, Failure


def test_rows_know_their_shots(database: Database, tmp_path: Path) -> None:
    with database.writing() as connection:
        first = samples.add_video(connection, 1)
        second = samples.add_video(connection, 2, count=2)
        samples.add_rows(connection, [*second, *first])
    with database.reading() as connection:
        assert spaces.row_count(connection, samples.SPACE.id) == 5
        found = library.load(connection, samples.SPACE.id, 5, tmp_path)
        again = library.load(connection, samples.SPACE.id, 5, tmp_path)
    assert [found.shot_id(row) for row in range(5)] == [shot.id for shot in [*second, *first]]
    assert found.count == 5
    assert found.digest == again.digest
    assert found.starts.tolist() == [0.0, 4.5, 0.0, 3.0, 6.0]
    assert found.positions.tolist() == [0, 1, 0, 1, 2]
    assert [found.video_ids[code][-1] for code in found.videos] == ["2", "2", "1", "1", "1"]
    assert found.rows_of([first[2].id, second[0].id]).tolist() == [4, 0]
    assert found.rows_of([first[0].id]).tolist() == [2]
    unknown = samples.shots(samples.video(9))
    assert found.rows_of([unknown[0].id]).tolist() == [-1]
    assert found.rows_of([unknown[0].id, first[0].id]).tolist() == [-1, 2]


def test_a_removed_shot_leaves_an_empty_row(database: Database, tmp_path: Path) -> None:
    with database.writing() as connection:
        cut = samples.add_video(connection, 1)
        samples.add_rows(connection, cut)
    with database.reading() as connection:
        before = library.load(connection, samples.SPACE.id, 3, tmp_path)
    with database.writing() as connection:
        videos.replace_shots(connection, cut[0].video_id, Cutting("fixed", {}), cut[1:])
        library.changed(connection)
    with database.reading() as connection:
        after = library.load(connection, samples.SPACE.id, 3, tmp_path)
    assert before.present.tolist() == [True, True, True]
    assert after.present.tolist() == [False, True, True]
    assert after.rows_of([cut[0].id, cut[1].id]).tolist() == [-1, 1]
    assert after.digest != before.digest
    assert len(list(tmp_path.glob("*.npy"))) == 1, "older copies are removed"


def test_a_damaged_copy_is_made_again(database: Database, tmp_path: Path) -> None:
    with database.writing() as connection:
        samples.add_rows(connection, samples.add_video(connection, 1))
    with database.reading() as connection:
        whole = library.load(connection, samples.SPACE.id, 3, tmp_path)
        (copy,) = tmp_path.glob("*.npy")
        copy.write_bytes(b"not an array")
        again = library.load(connection, samples.SPACE.id, 3, tmp_path)
    assert np.array_equal(again.shots, whole.shots)


def test_appended_rows_are_read_alone(database: Database, tmp_path: Path) -> None:
    with database.writing() as connection:
        samples.add_rows(connection, samples.add_video(connection, 3))
    with database.reading() as connection:
        library.load(connection, samples.SPACE.id, 3, tmp_path / "grown")
    (copy,) = (tmp_path / "grown").glob("*.npy")
    marked = np.load(copy)
    marked["start"][0] += 100
    np.save(copy, marked)
    with database.writing() as connection:
        second = samples.add_video(connection, 1)
        samples.add_rows(connection, second, first_row=3)
    with database.reading() as connection:
        grown = library.load(connection, samples.SPACE.id, 6, tmp_path / "grown")
        fresh = library.load(connection, samples.SPACE.id, 6, tmp_path / "fresh")
    assert grown.starts.tolist() == [100.0, 103.0, 106.0, 0.0, 3.0, 6.0], "the copy is extended"
    assert grown.ends.tolist() == fresh.ends.tolist() == [3.0, 6.0, 9.0, 3.0, 6.0, 9.0]
    assert grown.video_ids == fresh.video_ids
    assert grown.by_shot.tolist() == fresh.by_shot.tolist()
    assert (grown.shots.tolist(), grown.videos.tolist()) == (
        fresh.shots.tolist(),
        fresh.videos.tolist(),
    )
    assert grown.digest == fresh.digest
    assert grown.rows_of([second[1].id]).tolist() == [4]


def test_a_copy_from_before_a_change_is_not_extended(database: Database, tmp_path: Path) -> None:
    with database.writing() as connection:
        cut = samples.add_video(connection, 1)
        samples.add_rows(connection, cut)
    with database.reading() as connection:
        library.load(connection, samples.SPACE.id, 3, tmp_path)
    with database.writing() as connection:
        videos.replace_shots(connection, cut[0].video_id, Cutting("fixed", {}), cut[1:])
        samples.add_rows(connection, samples.add_video(connection, 2, count=1), first_row=3)
    with database.reading() as connection:
        after = library.load(connection, samples.SPACE.id, 4, tmp_path)
    assert after.present.tolist() == [False, True, True, True]
    assert after.count == 3


def test_shots_without_vectors(database: Database) -> None:
    with database.writing() as connection:
        cut = samples.add_video(connection, 1)
        samples.add_rows(connection, cut[:1])
    with database.reading() as connection:
        missing = spaces.shots_without_vectors(connection, samples.SPACE.id)
    assert missing == [shot.id for shot in cut[1:]]


def test_dropping_a_segment_takes_its_shots_out(database: Database) -> None:
    with database.writing() as connection:
        cut = samples.add_video(connection, 1)
        samples.add_rows(connection, cut[:2])
        samples.add_rows(connection, cut[2:], first_row=2)
        assert spaces.drop_rows(connection, samples.SPACE.id, Segment(0, 2, 0)) == 2
        spaces.replace_checksum(connection, samples.SPACE.id, Segment(0, 2, 77))
    with database.reading() as connection:
        assert spaces.segments(connection, samples.SPACE.id) == [
            Segment(0, 2, 77),
            Segment(2, 1, 0),
        ]
        assert spaces.row_count(connection, samples.SPACE.id) == 3


def test_the_space_in_use(database: Database) -> None:
    with database.reading() as connection:
        assert current.get_space(connection) is None
    with database.writing() as connection:
        current.set_space(connection, samples.SPACE)
        current.set_space(connection, samples.SPACE)
    with database.reading() as connection:
        assert current.get_space(connection) == samples.SPACE


def test_videos_and_their_files(database: Database) -> None:
    made = samples.video(1)
    with database.writing() as connection:
        videos.save_failure(connection, Failure("/a.mp4", "broken", "mend it"))
        samples.add_video(connection, 1)
        videos.save_file(connection, "/a.mp4", made.id, 10, 20)
        videos.save_file(connection, "/b 'ü\n.mp4", made.id, 10, 20)
    with database.reading() as connection:
        (record,) = videos.list_videos(connection)
        assert record.video == made
        assert set(record.paths) == {"/a.mp4", "/b 'ü\n.mp4"}
        assert (record.shot_count, record.part_count, record.detector) == (3, 3, "adaptive")
        assert videos.failures(connection) == [], "a file that works now has not failed"
        assert videos.known_file(connection, "/a.mp4", 10, 20) == made.id
        assert videos.known_file(connection, "/a.mp4", 10, 21) is None
        assert videos.match_videos(connection, "'ü") == [made.id]
        assert videos.match_videos(connection, "VIDEO 1") == [made.id]
        assert videos.match_videos(connection, "%") == []


def test_a_removed_video_takes_its_shots_along(database: Database) -> None:
    with database.writing() as connection:
        cut = samples.add_video(connection, 1)
        samples.add_rows(connection, cut)
        connection.execute(sa.delete(tables.videos))
    with database.reading() as connection:
        assert videos.shots_of(connection) == []
        assert connection.execute(sa.select(tables.embeddings)).all() == []


def test_shots_are_found_by_their_first_digits(database: Database) -> None:
    with database.writing() as connection:
        cut = samples.add_video(connection, 1)
    with database.reading() as connection:
        assert videos.match_shots(connection, cut[0].id[:9]) == [cut[0].id]
        assert len(videos.match_shots(connection, "")) == 3
