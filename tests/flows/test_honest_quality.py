"""Quality over the whole library, from real Builds and feeds of a made-up one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from tests.store.samples import unit_rows

from shotseer import (
    Feed,
    FeedItem,
    Judgement,
    NotFoundError,
    NotReadyError,
    Source,
    Verdict,
    Workspace,
)
from shotseer.flows import vectors
from shotseer.flows.parts import open_space
from shotseer.learn.honest import LibraryQuality
from shotseer.store.vector_file import ImportedVectors

FILMS, SHOTS = 20, 15
LABEL = "dog"


def add_films(workspace: Workspace, films: int) -> None:
    """Films of fifteen shots; about one shot in six lies along the text."""
    count = films * SHOTS
    starts = np.asarray(np.arange(count) % SHOTS * 2.0, dtype=np.float64)
    given = ImportedVectors(
        raw=unit_rows(FILMS * SHOTS * 2, 16)[:count],
        shot=None,
        video=tuple(f"film {i // SHOTS:02}.mov" for i in range(count)),
        start=starts,
        end=np.asarray(starts + 2),
        texts={"a dog": np.eye(1, 16, dtype=np.float32)[0]},
        digest="made up",
    )
    for _ in vectors.import_vectors(workspace.parts, given, "made up"):
        pass


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library", create=True, annotator="ada") as workspace:
        add_films(workspace, FILMS)
        workspace.create_label(LABEL, queries=["a dog"])
        workspace.build(LABEL)
        yield workspace


def is_dog(workspace: Workspace, items: Sequence[FeedItem]) -> list[bool]:
    opened = open_space(workspace.parts)
    rows = opened.library.rows_of([item.shot_id for item in items])
    dogs: list[bool] = (opened.rows.take(rows)[:, 0] > 0.25).tolist()
    return dogs


def judge(workspace: Workspace, page: Feed, without: Sequence[int] = ()) -> None:
    """Judge a page as the app does; ``without`` names ranks that get no answer."""
    judgements = [
        Judgement(
            item.shot_id,
            Verdict.POSITIVE if dog else Verdict.NEGATIVE,
            source=Source(page.kind),
            feed_id=page.id,
            rank=item.rank,
        )
        for item, dog in zip(page.items, is_dog(workspace, page.items), strict=True)
        if item.rank not in without
    ]
    workspace.annotate(LABEL, judgements)


def measured(workspace: Workspace) -> LibraryQuality:
    return workspace.quality(LABEL).library


def test_random_judgements_of_every_build_count(library: Workspace) -> None:
    judge(library, library.feed(LABEL, "random", k=20))
    assert (measured(library).drawn, measured(library).needed) == (20, 10)
    judge(library, library.feed(LABEL, "top-positive", k=30))
    library.build(LABEL)
    judge(library, library.feed(LABEL, "borderline", k=20))
    judge(library, library.feed(LABEL, "random", k=20))
    library.build(LABEL)
    found = library.quality(LABEL)
    quality = found.library
    assert (found.version.number, found.left_out) == (3, 0)
    assert (quality.shots, quality.judged, quality.drawn) == (300, 90, 40)
    assert (quality.passed_over, quality.needed) == (0, 0)
    scored = [pair for batch in library.score(LABEL) for pair in batch]
    called = np.array([score >= found.version.threshold for _, score in scored])
    opened = open_space(library.parts)
    rows = opened.library.rows_of([shot.id for shot, _ in scored])
    dogs = opened.rows.take(rows)[:, 0] > 0.25
    truths = {
        "precision": (called & dogs).sum() / called.sum(),
        "recall": (called & dogs).sum() / dogs.sum(),
        "prevalence": dogs.mean(),
    }
    for name, true in truths.items():
        metric = getattr(quality, name)
        # One range in twenty misses the truth; how often is measured elsewhere, over many draws.
        assert metric.low - 0.05 <= true <= metric.high + 0.05, name
        assert 0 < metric.high - metric.low < 0.8, name
    assert list(found.words) == ["judged", "library"]
    assert library.quality(LABEL, 1).version.number == 1


def test_it_does_not_wait_for_a_build(library: Workspace) -> None:
    judge(library, library.feed(LABEL, "random", k=35))
    found = library.quality(LABEL)
    assert found.version.evaluation.positives == 0
    assert found.library.drawn == 35
    assert found.library.prevalence is not None
    assert found.words["judged"].startswith("On the 0 shots that people chose to judge, nothing")


def test_a_shot_judged_elsewhere_before_is_no_draw(library: Workspace) -> None:
    judge(library, library.feed(LABEL, "top-positive", k=60))
    page = library.feed(LABEL, "random", k=100, include_judged=True)
    assert any(item.verdict is not None for item in page.items)
    fresh = [item for item in page.items if item.verdict is None]
    judge(library, page, without=[item.rank for item in page.items if item.verdict is not None])
    assert (measured(library).drawn, measured(library).passed_over) == (len(fresh), 0)


def test_what_is_passed_over_and_what_was_not_reached(library: Workspace) -> None:
    page = library.feed(LABEL, "random", k=60)
    judge(library, page, without=[3, 8, *range(41, 61)])
    library.annotate(
        LABEL,
        [Judgement(page.items[7].shot_id, Verdict.SKIP, Source.RANDOM, page.id, rank=8)],
    )
    found = library.quality(LABEL)
    assert (found.library.drawn, found.library.passed_over) == (38, 2)
    assert found.words["passed_over"].startswith("2 shots drawn at random got neither yes nor no")
    library.undo(LABEL)
    assert (measured(library).drawn, measured(library).passed_over) == (38, 2)


def test_what_another_feed_finds_later_was_passed_over_all_the_same(library: Workspace) -> None:
    page = library.feed(LABEL, "random", k=40)
    judge(library, page, without=[3])
    library.build(LABEL)
    third = page.items[2].shot_id
    library.annotate(LABEL, [Judgement(third, Verdict.POSITIVE, Source.SEARCH)])
    found = measured(library)
    assert (found.judged, found.drawn, found.passed_over) == (40, 39, 1)


def test_what_another_feed_offered_at_the_same_time_is_an_answer(library: Workspace) -> None:
    page = library.feed(LABEL, "random", k=40)
    judge(library, page, without=[3])
    library.annotate(LABEL, [Judgement(page.items[2].shot_id, Verdict.POSITIVE, Source.SEARCH)])
    assert (measured(library).drawn, measured(library).passed_over) == (40, 0)


def test_judgements_without_a_feed_are_put_down_to_the_one_that_offered(
    library: Workspace,
) -> None:
    page = library.feed(LABEL, "random", k=32)
    library.annotate(LABEL, [Judgement(item.shot_id, Verdict.NEGATIVE) for item in page.items])
    assert measured(library).drawn == 32


def test_the_library_may_change_a_little_but_not_a_lot(library: Workspace) -> None:
    judge(library, library.feed(LABEL, "random", k=60))
    library.remove_video("film 00.mov")
    after = library.quality(LABEL)
    assert (after.library.shots, after.left_out) == (285, 0)
    assert after.library.drawn == after.library.judged
    for films, left_out in ((21, 0), (40, 60)):
        add_films(library, films)
        found = library.quality(LABEL)
        assert (found.library.shots, found.left_out) == (films * SHOTS, left_out)
        assert found.library.drawn == 60 - left_out
    assert found.words["left_out"].startswith("60 random judgements could not be used")


def test_there_must_be_a_version(library: Workspace) -> None:
    library.create_label("cat", queries=["a dog"])
    with pytest.raises(NotReadyError, match="cat has not been built yet"):
        library.quality("cat")
    with pytest.raises(NotFoundError, match="no version 2"):
        library.quality(LABEL, 2)
