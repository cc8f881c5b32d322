from __future__ import annotations

from tests.store import samples
from tests.store.test_deployments import version

from shotseer.core.feed import FeedItem
from shotseer.core.label import Judgement, Label, LabeledDataset, Source, Verdict
from shotseer.store import annotation_log, classifiers, labels, offers, spaces
from shotseer.store.database import Database

YES, NO = Verdict.POSITIVE, Verdict.NEGATIVE


def test_what_was_drawn_at_random(database: Database) -> None:
    with database.writing() as connection:
        spaces.save_space(connection, samples.SPACE)
        shots = [shot.id for shot in samples.add_video(connection, count=5)]
        labels.create_label(connection, Label("dog"))
        (dog,) = (record.id for record in labels.list_labels(connection))
        dataset = LabeledDataset("dog", (), ())
        classifiers.save_datasets(connection, dog, [dataset])
        classifiers.save_versions(connection, dog, [version("dog", 1, dataset.digest)])
        assert offers.build_moments(connection, dog) == []
        classifiers.save_builds(connection, dog, [("dog1", 1)], "ada")
        for kind in ("random", "borderline", "suggested"):
            offers.open_feed(connection, kind, feed_id=kind, label_id=dog, version_id="dog1")
        offers.open_feed(connection, "search", feed_id="search", label_id=dog)

        def offer(feed: str, shot: int, rank: int, chance: float, *, seen: bool = True) -> None:
            item = FeedItem(shots[shot], rank, 0.5, "", chance)
            offers.record(connection, feed, [item], seen=seen)

        offer("random", 0, 1, 0.4)
        offer("random", 1, 2, 1.0)
        offer("random", 2, 3, 0.6, seen=False)
        offer("borderline", 0, 1, 1.0)
        offer("suggested", 3, 7, 0.2)
        offer("suggested", 4, 8, 1.0)
        offer("search", 4, 1, 1.0)
    with database.reading() as connection:
        found = offers.random_offers(connection, dog)
        assert len(offers.build_moments(connection, dog)) == 1
    assert [(one.feed_id, one.shot_id, one.rank) for one in found] == [
        ("random", shots[0], 1),
        ("random", shots[1], 2),
        ("suggested", shots[3], 7),
    ]
    assert {one.version_id for one in found} == {"dog1"}
    assert {one.space_id for one in found} == {samples.SPACE.id}
    assert [one.at for one in found] == sorted(one.at for one in found)


def test_how_shots_came_to_be_judged(database: Database) -> None:
    with database.writing() as connection:
        cut = samples.add_video(connection, count=4)
        known = {shot.id: shot for shot in cut}
        labels.create_label(connection, Label("dog"))
        (dog,) = (record.id for record in labels.list_labels(connection))

        def say(shot: int, verdict: Verdict | None, source: Source, batch: str) -> None:
            judgement = Judgement(cut[shot].id, verdict, source, "f", rank=shot + 1)
            annotation_log.append(connection, dog, "ada", [judgement], known, batch=batch)

        say(0, YES, Source.RANDOM, "a")
        say(0, NO, Source.REVIEW, "b")
        say(1, NO, Source.RANDOM, "c")
        say(1, YES, Source.BORDERLINE, "d")
        say(2, None, Source.REVIEW, "e")
        say(3, NO, Source.RANDOM, "g")
        for _ in range(4):
            annotation_log.undo(connection, "ada", dog)
        say(1, YES, Source.BORDERLINE, "h")
        say(3, YES, Source.SEARCH, "i")
    with database.reading() as connection:
        found = offers.origins(connection, dog)
    assert {shot: (one.source, one.feed_id, one.rank) for shot, one in found.items()} == {
        cut[0].id: ("random", "f", 1),
        cut[1].id: ("borderline", "f", 2),
        cut[3].id: ("search", "f", 4),
    }
