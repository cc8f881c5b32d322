from __future__ import annotations

import math
from itertools import pairwise

import pytest
from tests.flows.test_build import is_circle

from shotseer import FeedKind, Judgement, NotFoundError, NotReadyError, Verdict, Workspace
from shotseer.core.label import Source
from shotseer.flows import next_source

YES, NO = Verdict.POSITIVE, Verdict.NEGATIVE
FILMS = {0: Source.SEARCH, 1: Source.BORDERLINE, 2: Source.RANDOM}


def judge(workspace: Workspace, film: int, source: Source) -> None:
    workspace.annotate(
        "circle",
        [
            Judgement(shot.id, YES if is_circle(shot.position, film) else NO, source)
            for shot in workspace.shots(f"film {film}")
        ],
    )


@pytest.fixture
def circle(workspace: Workspace) -> Workspace:
    """Give a library with a label that was built after each of three films."""
    workspace.create_label("circle", description="A circle.", queries=["a ball"])
    for film, source in FILMS.items():
        judge(workspace, film, source)
        workspace.build("circle")
    return workspace


def test_it_says_what_each_source_taught(circle: Workspace) -> None:
    hint = circle.next_source("circle")
    assert hint.version == 3
    taught = {one.source: one for one in hint.sources}
    # Before the first film there was no version to be surprised.
    assert taught[Source.SEARCH].verdicts == 0
    for film, source in list(FILMS.items())[1:]:
        assert taught[source].verdicts == 8
        assert taught[source].positives == sum(is_circle(position, film) for position in range(8))
    assert hint.advice.text
    assert hint.advice.feed is not None or hint.advice.searches


def test_what_was_taught_is_by_the_versions_before_and_after(circle: Workspace) -> None:
    taught = {one.source: one for one in circle.next_source("circle").sources}
    film_2 = {shot.id: shot for shot in circle.shots("film 2")}
    before = {
        shot.id: value
        for batch in circle.score("circle", version=2)
        for shot, value in batch
        if shot.id in film_2
    }
    after = {
        item.annotation.shot_id: item.probability
        for item in circle.review("circle")
        if item.annotation.shot_id in film_2
    }
    gains = []
    for shot_id, shot in film_2.items():
        said, then = before[shot_id], after[shot_id]
        assert then is not None
        right = [
            min(max(p if is_circle(shot.position, 2) else 1 - p, 0.01), 0.99) for p in (said, then)
        ]
        gains.append(math.log(right[1] / right[0]))
    assert taught[Source.RANDOM].taught == pytest.approx(sum(gains) / 8, abs=1e-5)


def test_with_few_verdicts_it_is_the_usual_advice(workspace: Workspace) -> None:
    workspace.create_label("circle", queries=["a ball"])
    with pytest.raises(NotReadyError, match="not been built"):
        workspace.next_source("circle")
    with pytest.raises(NotFoundError, match="no label"):
        workspace.next_source("square")
    workspace.build("circle")
    hint = workspace.next_source("circle")
    assert not hint.is_learnt
    assert hint.advice.text.startswith("Find a first positive")
    assert hint.advice.searches == ("a ball", "circle")


def test_versions_that_are_compared_are_some_verdicts_apart(workspace: Workspace) -> None:
    workspace.create_label("circle", queries=["a ball"])
    sizes = []
    for film, source in FILMS.items():
        for shot in workspace.shots(f"film {film}"):
            verdict = YES if is_circle(shot.position, film) else NO
            workspace.annotate("circle", [Judgement(shot.id, verdict, source)])
            sizes.append(workspace.build("circle").evaluation.positives)
    versions = workspace.versions("circle")
    chain = next_source._chain(versions, versions[-1])
    counts = [one.evaluation.positives + one.evaluation.negatives for one in reversed(chain)]
    assert counts[-1] == 24
    assert all(after - before == next_source.STRIDE for before, after in pairwise(counts))
    assert sum(one.verdicts for one in workspace.next_source("circle").sources) > 8


def test_an_older_version_is_told_by_what_came_before_it(circle: Workspace) -> None:
    circle.restore("circle", 2)
    hint = circle.next_source("circle")
    assert hint.version == 2
    taught = {one.source: one.verdicts for one in hint.sources}
    assert (taught[Source.BORDERLINE], taught[Source.RANDOM]) == (8, 0)
    assert hint.advice.feed in (None, *FeedKind)
