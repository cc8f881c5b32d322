from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from tests.flows.conftest import scenes

from shotseer import FeedKind, Judgement, NotFoundError, NotReadyError, Verdict, Workspace
from shotseer.core.classifier import probability
from shotseer.flows import build, features, scores
from shotseer.flows.parts import find_label, open_space
from shotseer.store import artefacts, tables

YES, NO = Verdict.POSITIVE, Verdict.NEGATIVE


def is_circle(position: int, film: int) -> bool:
    return scenes(film)[position].shape == "circle"


def judge_films(workspace: Workspace, films: list[int], label: str = "circle") -> None:
    """Judge every shot of some films by what was drawn."""
    for film in films:
        workspace.annotate(
            label,
            [
                Judgement(shot.id, YES if is_circle(shot.position, film) else NO)
                for shot in workspace.shots(f"film {film}")
            ],
        )


@pytest.fixture
def circle(workspace: Workspace) -> str:
    workspace.create_label("circle", description="A circle.", queries=["a ball", "a round thing"])
    return "circle"


def test_it_builds_from_text_alone(workspace: Workspace, circle: str) -> None:
    version = workspace.build(circle)
    assert (version.number, version.is_calibrated) == (1, False)
    assert version.evaluation.average_precision is None
    assert version.notes
    opened = open_space(workspace.parts)
    encoder = workspace.parts.encoder(opened.space)
    text = encoder.embed_texts(["a ball", "a round thing"]).mean(axis=0)
    similarity = opened.rows.take(np.arange(32)) @ text
    column = scores.logits(workspace.parts, opened, version)
    np.testing.assert_array_equal(np.argsort(-column), np.argsort(-similarity))


def test_it_learns_what_was_judged(workspace: Workspace, circle: str) -> None:
    judge_films(workspace, [0, 1, 2])
    version = workspace.build(circle)
    circles = sum(is_circle(position, film) for film in range(3) for position in range(8))
    assert (version.evaluation.positives, version.evaluation.negatives) == (circles, 24 - circles)
    assert version.evaluation.videos == 3
    assert version.evaluation.average_precision is not None
    assert version.evaluation.average_precision.low <= version.evaluation.average_precision.value
    assert 0 < version.evaluation.diversity.score < 1
    found = {shot.id: (shot, score) for batch in workspace.score(circle) for shot, score in batch}
    assert len(found) == 32
    unseen = [found[shot.id] for shot in workspace.shots("film 3")]
    yes = [score for shot, score in unseen if is_circle(shot.position, 3)]
    no = [score for shot, score in unseen if not is_circle(shot.position, 3)]
    assert np.mean(yes) > np.mean(no)


@pytest.mark.parametrize(
    ("yes", "no", "text"), [(1, 0, True), (1, 0, False), (0, 1, True), (0, 3, False), (1, 1, False)]
)
def test_it_is_sane_with_few_verdicts(workspace: Workspace, yes: int, no: int, text: bool) -> None:
    workspace.create_label("x", queries=["a ball"] if text else [])
    shots = workspace.shots()
    judged = [Judgement(shot.id, YES) for shot in shots[:yes]]
    judged += [Judgement(shot.id, NO) for shot in shots[yes : yes + no]]
    workspace.annotate("x", judged)
    version = workspace.build("x")
    assert not version.is_calibrated
    assert version.notes
    values = [score for batch in workspace.score("x") for _, score in batch]
    assert np.isfinite(values).all()
    assert len(set(np.round(values, 9))) > 20, "scores tell shots apart"
    if yes:
        first = dict((shot.id, score) for batch in workspace.score("x") for shot, score in batch)[
            shots[0].id
        ]
        assert first > np.median(values)


def test_neither_text_nor_verdict_is_not_ready(workspace: Workspace) -> None:
    workspace.create_label("x")
    with pytest.raises(NotReadyError, match="neither a text nor a verdict") as caught:
        workspace.build("x")
    assert "label edit x" in caught.value.command
    with pytest.raises(NotReadyError, match="has not been built"):
        workspace.feed("x", "random")
    with pytest.raises(NotFoundError, match="'y'"):
        workspace.build("y")


def test_the_paper_recipe_needs_both_answers(workspace: Workspace, circle: str) -> None:
    shots = workspace.shots()
    workspace.annotate(circle, [Judgement(shot.id, YES) for shot in shots[:6]])
    with pytest.raises(NotReadyError, match="negative"):
        workspace.build(circle, recipe="paper")
    judge_films(workspace, [1, 2])
    version = workspace.build(circle, recipe="paper")
    assert version.recipe.estimator == "paper"


def test_the_same_verdicts_give_the_same_bytes(
    workspace: Workspace, circle: str, tmp_path: Path, model_cache: Path
) -> None:
    judge_films(workspace, [0, 1])
    shutil.copytree(workspace.folder.root, tmp_path / "copy")
    version = workspace.build(circle)
    again = workspace.build(circle)
    assert (again.id, again.number) == (version.id, 1), "an equal Build is recognised"
    with Workspace.open(tmp_path / "copy", cache=str(model_cache)) as other:
        twin = other.build(circle)
        assert twin.id == version.id
        for suffix in (".json", ".safetensors"):
            ours = workspace.folder.versions / f"{version.id}{suffix}"
            theirs = other.folder.versions / f"{version.id}{suffix}"
            assert ours.read_bytes() == theirs.read_bytes()
    assert workspace.build(circle, seed=1).number == 2


def test_feeds_hold_what_they_are_named_for(workspace: Workspace, circle: str) -> None:
    judge_films(workspace, [0, 1])
    version = workspace.build(circle)
    values = {shot.id: score for batch in workspace.score(circle) for shot, score in batch}
    judged = {shot.id for film in (0, 1) for shot in workspace.shots(f"film {film}")}
    unjudged = set(values) - judged
    for kind in FeedKind:
        feed = workspace.feed(circle, kind, k=99)
        assert {item.shot_id for item in feed.items} == unjudged, kind
        assert (feed.left, feed.cursor) == (16, None)
        assert feed.version_id == version.id
        assert all(item.reason for item in feed.items)
        for item in feed.items:
            assert item.score == pytest.approx(values[item.shot_id], abs=1e-5)
    best = workspace.feed(circle, FeedKind.TOP_POSITIVE, k=1).items[0]
    assert best.score == pytest.approx(max(values[shot] for shot in unjudged), abs=1e-5)
    worst = workspace.feed(circle, FeedKind.TOP_NEGATIVE, k=1).items[0]
    assert worst.score == pytest.approx(min(values[shot] for shot in unjudged), abs=1e-5)
    edge = np.log(version.threshold / (1 - version.threshold))
    distance = {s: abs(np.log(values[s] / (1 - values[s])) - edge) for s in unjudged}
    middle = workspace.feed(circle, FeedKind.BORDERLINE, k=1).items[0]
    assert distance[middle.shot_id] == pytest.approx(min(distance.values()), abs=1e-4)
    random = workspace.feed(circle, FeedKind.RANDOM, k=4)
    assert {item.chance for item in random.items} == {4 / len(unjudged)}


def test_what_is_judged_leaves_the_feeds(workspace: Workspace, circle: str) -> None:
    workspace.build(circle)
    before = workspace.feed(circle, FeedKind.RANDOM, k=10)
    judged = before.items[0].shot_id
    workspace.annotate(circle, [Judgement(judged, Verdict.SKIP)])
    for kind in FeedKind:
        assert judged not in {item.shot_id for item in workspace.feed(circle, kind, k=99).items}
    after = workspace.feed(circle, FeedKind.RANDOM, k=9)
    assert [i.shot_id for i in after.items] == [i.shot_id for i in before.items[1:]], (
        "the rest keeps its order"
    )
    (item,) = workspace.review(circle)
    assert (item.annotation.source, item.annotation.rank) == ("random", 1)
    with workspace.parts.database.reading() as connection:
        feeds = connection.execute(sa.select(tables.feeds.c.kind)).scalars().all()
    assert sorted(feeds) == sorted(FeedKind)


def test_pages_follow_each_other(workspace: Workspace, circle: str) -> None:
    workspace.build(circle)
    for kind in FeedKind:
        whole = [item.shot_id for item in workspace.feed(circle, kind, k=32).items]
        first = workspace.feed(circle, kind, k=5)
        second = workspace.feed(circle, kind, k=5, after=first.cursor)
        assert [i.shot_id for i in (*first.items, *second.items)] == whole[:10], kind
        assert (first.left, second.left, second.total) == (32, 32, 32)
        assert second.items[0].rank == 6


def test_review_ranks_likely_mistakes(workspace: Workspace, circle: str) -> None:
    judge_films(workspace, [0, 1, 2, 3])
    wrong = workspace.shots("film 0")[0]
    assert is_circle(0, 0)
    workspace.annotate(circle, [Judgement(wrong.id, NO)])
    workspace.build(circle)
    items = workspace.review(circle, order="suspicious")
    suspicions = [item.suspicion for item in items]
    assert suspicions == sorted(suspicions, reverse=True)
    assert all(item.probability is not None for item in items)


def test_a_new_film_is_scored_by_the_old_version(
    workspace: Workspace, circle: str, tmp_path: Path
) -> None:
    from tests.world import write_video

    judge_films(workspace, [0, 1])
    version = workspace.build(circle)
    write_video(tmp_path / "film 9.mp4", scenes(9), size=(160, 90))
    workspace.ingest([tmp_path / "film 9.mp4"])
    found = [shot for batch in workspace.score(circle) for shot, _ in batch]
    assert len(found) == 40
    opened = open_space(workspace.parts)
    head = artefacts.load(workspace.folder.versions, version.id).head
    column = scores.logits(workspace.parts, opened, version)
    np.testing.assert_allclose(
        column, features.logits(opened, head, np.arange(40)), rtol=1e-4, atol=1e-4
    )


def test_older_versions_can_still_be_scored(workspace: Workspace, circle: str) -> None:
    first = workspace.build(circle)
    values = [score for batch in workspace.score(circle) for _, score in batch]
    judge_films(workspace, [0, 1])
    workspace.build(circle)
    assert scores.column_path(workspace.parts, first.id).exists(), "the one before is kept"
    workspace.build(circle, seed=1)
    assert not scores.column_path(workspace.parts, first.id).exists()
    again = [score for batch in workspace.score(circle, version=1) for _, score in batch]
    np.testing.assert_allclose(again, values, atol=1e-6)
    with pytest.raises(NotFoundError, match="no version 7"):
        list(workspace.score(circle, version=7))


def test_onnx_gives_the_same_scores(workspace: Workspace, circle: str, tmp_path: Path) -> None:
    import json

    import onnxruntime

    judge_films(workspace, [0, 1, 2])
    version = workspace.build(circle)
    workspace.export_classifier(circle, tmp_path / "circle.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "circle.onnx"))
    opened = open_space(workspace.parts)
    rows = features.take(opened, np.arange(32), with_motion=True)
    (name,) = [i.name for i in session.get_inputs()]
    names = [output.name for output in session.get_outputs()]
    outputs = dict(zip(names, session.run(None, {name: rows}), strict=True))
    expected = probability(scores.logits(workspace.parts, opened, version))
    np.testing.assert_allclose(outputs["probability"], expected, atol=1e-6)
    workspace.export_classifier(circle, tmp_path / "circle.json")
    card = json.loads((tmp_path / "circle.json").read_text())
    logits = rows @ np.array(card["weight"], dtype=np.float32) + card["bias"]
    np.testing.assert_allclose(probability(logits), expected, atol=1e-6)
    assert card["space"]["encoder"] == "lite"


def test_a_judged_shot_without_a_vector_is_left_out(workspace: Workspace, circle: str) -> None:
    judge_films(workspace, [0, 1])
    with workspace.parts.database.writing() as connection:
        shot = workspace.shots("film 0")[0]
        connection.execute(
            sa.delete(tables.embeddings).where(tables.embeddings.c.shot_id == shot.id)
        )
        from shotseer.store import library

        library.changed(connection)
    record = find_label(workspace.parts, circle)
    snapshot = build.take_snapshot(workspace.parts, open_space(workspace.parts), record)
    assert len(snapshot.rows) == 15
    version = workspace.build(circle)
    assert any(note.startswith("1 judged shot has no vector") for note in version.notes)


def test_an_equal_build_makes_its_version_current_again(workspace: Workspace, circle: str) -> None:
    judge_films(workspace, [0])
    first = workspace.build(circle)
    judge_films(workspace, [1])
    second = workspace.build(circle)
    assert (first.number, second.number) == (1, 2)
    workspace.undo(circle)
    again = workspace.build(circle)
    assert again.id == first.id
    assert workspace.feed(circle, "random").version_id == first.id
    assert workspace.label(circle).new_judgements == 0
    assert len(workspace.versions(circle)) == 2


@pytest.mark.parametrize("kind", FeedKind)
def test_a_feed_keeps_the_order_of_its_build(
    workspace: Workspace, circle: str, tmp_path: Path, kind: FeedKind
) -> None:
    from tests.world import write_video

    judge_films(workspace, [0])
    workspace.build(circle)
    before = [item.shot_id for item in workspace.feed(circle, kind, k=99).items]
    judged = before[1:4]
    workspace.annotate(circle, [Judgement(shot, NO) for shot in judged])
    write_video(tmp_path / "film 9.mp4", scenes(9), size=(160, 90))
    workspace.ingest([tmp_path / "film 9.mp4"])
    after = workspace.feed(circle, kind, k=99)
    assert [item.shot_id for item in after.items] == [s for s in before if s not in judged]
    assert after.items[1].rank == 5, "a shot keeps its place in the feed"


def test_the_order_of_ingest_does_not_show_in_a_version(
    tmp_path: Path, films: Path, model_cache: Path
) -> None:
    ids = []
    paths = sorted(films.glob("*.mp4"))
    for name, order in (("a", paths), ("b", paths[::-1])):
        with Workspace.open(
            tmp_path / name, create=True, cache=str(model_cache), previews=False
        ) as workspace:
            for path in order:
                workspace.ingest(path)
            workspace.create_label("circle", queries=["a ball"])
            judge_films(workspace, [0, 1, 2])
            ids.append(workspace.build("circle").id)
    assert ids[0] == ids[1]


def test_the_papers_scores_are_scikit_learns(workspace: Workspace, circle: str) -> None:
    from sklearn.linear_model import LogisticRegressionCV
    from sklearn.model_selection import StratifiedKFold

    judge_films(workspace, [0, 1, 2])
    version = workspace.build(circle, recipe="paper")
    assert not version.is_calibrated
    opened = open_space(workspace.parts)
    record = find_label(workspace.parts, circle)
    snapshot = build.take_snapshot(workspace.parts, opened, record)
    model = LogisticRegressionCV(
        cv=StratifiedKFold(5, shuffle=True, random_state=0),
        scoring="average_precision",
        max_iter=1000,
        l1_ratios=(0.0,),
        use_legacy_attributes=False,
    ).fit(opened.rows.take(snapshot.rows), snapshot.y)
    expected = model.predict_proba(opened.rows.take(np.arange(32)))[:, 1]
    found = probability(scores.logits(workspace.parts, opened, version))
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_a_saved_query_means_what_the_search_means(workspace: Workspace) -> None:
    workspace.create_label("x", queries=["a ball, not a red square"])
    workspace.build("x")
    searched = [hit.shot_id for hit in workspace.search("a ball, not a red square", k=32).hits]
    values = {shot.id: value for batch in workspace.score("x") for shot, value in batch}
    assert searched == sorted(values, key=lambda shot: -values[shot])
