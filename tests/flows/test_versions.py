from __future__ import annotations

import math

import numpy as np
import pytest
from tests.flows.test_build import judge_films

from shotseer import InputError, Judgement, NotFoundError, NotReadyError, Verdict, Workspace
from shotseer.core.classifier import probability
from shotseer.flows import scores, versions
from shotseer.flows.parts import open_space

YES, NO = Verdict.POSITIVE, Verdict.NEGATIVE


@pytest.fixture
def circle(workspace: Workspace) -> str:
    """Three versions: from words alone, from one film, from three."""
    workspace.create_label("circle", description="A circle.", queries=["a ball"])
    workspace.build("circle")
    judge_films(workspace, [0])
    workspace.build("circle")
    judge_films(workspace, [1, 2])
    workspace.build("circle")
    return "circle"


def test_curves_are_what_was_said_out_of_fold(workspace: Workspace, circle: str) -> None:
    found = workspace.curves(circle, 3)
    assert sum(found.library.counts) == 32
    quality = workspace.version(circle, 3).evaluation
    assert sum(found.positives.counts) == quality.positives
    assert sum(found.negatives.counts) == quality.negatives
    assert sum(one.count for one in found.reliability) == 24
    recalls = [point.recall for point in found.precision_recall]
    assert recalls == sorted(recalls)
    assert recalls[-1] == 1.0
    words_alone = workspace.curves(circle, 1)
    assert (words_alone.precision_recall, words_alone.reliability) == ((), ())
    assert sum(words_alone.library.counts) == 32
    with pytest.raises(NotFoundError, match="no version 9"):
        workspace.curves(circle, 9)


def test_two_versions_side_by_side(workspace: Workspace, circle: str) -> None:
    opened = open_space(workspace.parts)
    first, second = workspace.version(circle, 1), workspace.version(circle, 3)
    before, after = (
        probability(scores.logits(workspace.parts, opened, one)) for one in (first, second)
    )
    sides = (before >= first.threshold) != (after >= second.threshold)
    found = workspace.compare(circle, 1, 3, k=1000)
    assert (found.first.number, found.second.number) == (1, 3)
    assert found.changed == np.count_nonzero(sides) == len(found.shots)
    assert found.changed > 1
    assert found.to_positive + found.to_negative == found.changed
    assert (found.first_curve, found.second_curve) == (
        (),
        workspace.curves(circle, 3).precision_recall,
    )
    gaps = [abs(one.after - one.before) for one in found.shots]
    assert gaps == sorted(gaps, reverse=True)
    verdicts = workspace.verdicts(circle, [one.shot_id for one in found.shots])
    assert {one.shot_id: one.verdict for one in found.shots if one.verdict} == verdicts
    page = workspace.compare(circle, 1, 3, k=1)
    rest = workspace.compare(circle, 1, 3, k=1000, after=page.cursor)
    assert (*page.shots, *rest.shots) == found.shots
    assert rest.cursor is None
    same = workspace.compare(circle, 2, 2)
    assert (same.changed, same.shots) == (0, ())
    with pytest.raises(InputError, match="not the place"):
        workspace.compare(circle, 1, 2, after="x")


def test_what_moved_since_the_version_before(workspace: Workspace, circle: str) -> None:
    found = workspace.movers(circle, k=3)
    assert (found.first, found.second) == (2, 3)
    assert found.sentence.startswith("Since version 2: 16 new judgements; average precision ")
    assert all(one.after > one.before for one in found.up)
    assert all(one.after < one.before for one in found.down)
    assert len(found.up) <= 3
    assert len(found.down) <= 3
    gaps = [abs(one.after - one.before) for one in found.shots]
    assert gaps == sorted(gaps, reverse=True)
    workspace.restore(circle, 1)
    back = workspace.movers(circle, k=3)
    assert back.sentence.startswith("Since version 3: 24 fewer judgements; average precision can")


def test_the_first_version_has_nothing_to_compare_with(workspace: Workspace) -> None:
    workspace.create_label("x", queries=["a ball"])
    with pytest.raises(NotReadyError, match="has not been built"):
        workspace.movers("x")
    workspace.build("x")
    found = workspace.movers("x")
    assert (found.sentence, found.shots) == (
        "Version 1 has none before it to compare with.",
        (),
    )


def test_an_older_version_can_be_current_again(workspace: Workspace, circle: str) -> None:
    feed = workspace.feed(circle, "borderline", k=3)
    workspace.restore(circle, 1)
    status = workspace.label(circle)
    assert (status.current_version, status.versions, status.new_judgements) == (1, 3, 24)
    assert workspace.feed(circle, "borderline", k=3).version == 1
    assert workspace.feed_page(feed.id, k=3).version == 3
    workspace.restore(circle, 3)
    assert workspace.label(circle).new_judgements == 0
    assert workspace.feed(circle, "borderline", k=3).items == feed.items
    assert workspace.restore(circle, 3).number == 3, "doing it again changes nothing"
    workspace.annotate(circle, [Judgement(feed.items[0].shot_id, NO)])
    assert workspace.label(circle).new_judgements == 1
    with pytest.raises(NotFoundError, match="no version 7"):
        workspace.restore(circle, 7)


def test_columns_of_three_versions_are_kept(workspace: Workspace, circle: str) -> None:
    workspace.deploy(circle, 1)
    workspace.build(circle, seed=1)
    workspace.build(circle, seed=2)
    there = [
        scores.column_path(workspace.parts, one.id).exists() for one in workspace.versions(circle)
    ]
    # The deployed one, the one before, and the one in use.
    assert there == [True, False, False, True, True]


def test_the_learning_curve(workspace: Workspace, circle: str) -> None:
    points = workspace.learning_curve(circle)
    assert [(one.number, one.judgements) for one in points] == [(1, 0), (2, 8), (3, 24)]
    assert points[0].average_precision is None
    diversities = [one.diversity for one in points]
    assert diversities == sorted(diversities)


def test_deployments_are_appended(workspace: Workspace, circle: str) -> None:
    assert workspace.deployed(circle) is None
    with pytest.raises(NotFoundError, match="no version of circle is deployed"):
        workspace.deploy(circle, None)
    workspace.deploy(circle, 2, note="a try", threshold=0.8)
    workspace.deploy(circle, 3, by="bob")
    found = workspace.deployed(circle)
    assert found is not None
    assert (found.number, found.threshold, found.by) == (3, None, "bob")
    assert workspace.label(circle).deployed_version == 3
    assert workspace.deploy(circle, None, note="too many false").number is None
    assert workspace.deployed(circle) is None
    assert workspace.label(circle).deployed_version is None
    assert [(one.number, one.threshold, one.note) for one in workspace.deployments(circle)] == [
        (None, None, "too many false"),
        (3, None, ""),
        (2, 0.8, "a try"),
    ]
    for threshold in (-0.1, 1.5, math.nan):
        with pytest.raises(InputError, match="cannot be a threshold"):
            workspace.deploy(circle, 2, threshold=threshold)
    with pytest.raises(NotFoundError, match="no version 8"):
        workspace.deploy(circle, 8)


def test_the_state_its_advice_and_its_words(workspace: Workspace, circle: str) -> None:
    workspace.deploy(circle, 2)
    state = workspace.version_state(circle)
    assert (state.current, state.deployed) == (3, 2)
    version = workspace.version(circle)
    advice = versions.advice(state, version)
    assert [one.text for one in advice] == list(version.evaluation.advice)
    first = versions.advice(state, workspace.version(circle, 1))[0]
    assert first.searches == ("a ball", "A circle.")
    assert list(versions.plain_words(version)) == [
        "average_precision",
        "precision",
        "recall",
        "calibration",
        "diversity",
        "intervals",
    ]


def test_the_card(workspace: Workspace, circle: str) -> None:
    shot = workspace.shots("film 0")[0]
    workspace.annotate(circle, [Judgement(shot.id, YES)], by="bob")
    version = workspace.build(circle)
    workspace.deploy(circle, version.number)
    data = workspace.card_data(circle)
    assert data["verdicts"]["bob"] == {"positive": 1}
    assert sum(data["verdicts"]["ada"].values()) == 24
    assert (data["version"], data["question"], data["deployed"]) == (3, "A circle.", True)
    assert data["encoder"]["encoder"] == "lite"
    assert data["library"]["shots"] == 32
    text = workspace.card(circle)
    assert text.startswith("# circle, version 3\n\nA circle.\n")
    for heading in ("## Quality", "## Learnt from", "## Made of", "## Limits"):
        assert f"\n{heading}\n" in text
    assert "- bob: 1 positive\n" in text
    assert "- Texts: “a ball”" in text
    assert workspace.card(circle, 1).startswith("# circle, version 1\n")
    assert workspace.card_data(circle, 1)["verdicts"] == {}


def test_how_labels_stand_follows_every_change(workspace: Workspace, circle: str) -> None:
    workspace.create_label("bare")
    both = workspace.labels()
    assert [one.label.name for one in both] == ["bare", "circle"]
    assert (both[0].current_version, both[0].quality, both[0].diversity) == (None, None, None)
    assert both[1] == workspace.label(circle)
    assert both[1].quality == workspace.version(circle).evaluation.average_precision
    assert both[1].diversity == workspace.version(circle).evaluation.diversity.score
    shot = workspace.shots("film 3")[0]
    before = both[1].positives
    workspace.annotate(circle, [Judgement(shot.id, YES)])
    assert workspace.label(circle).positives == before + 1
    workspace.undo(circle)
    assert workspace.label(circle).positives == before
    workspace.annotate("bare", [Judgement(shot.id, NO)])
    assert [one.negatives for one in workspace.labels()] == [1, both[1].negatives]


def test_queries_can_be_removed_and_replaced(workspace: Workspace) -> None:
    workspace.create_label("x", description="d", queries=["a", "b"])
    assert workspace.remove_query("x", "a").queries == ("b",)
    with pytest.raises(NotFoundError, match="no query 'a'"):
        workspace.remove_query("x", "a")
    changed = workspace.change_label("x", queries=["c", "b", "c"], guidelines="g")
    assert (set(changed.queries), changed.description, changed.guidelines) == ({"b", "c"}, "d", "g")
    assert workspace.change_label("x", queries=[]).queries == ()
    assert workspace.change_label("x", description="").description == ""
