"""The data set of Video Annotator as a workspace: what each of its parts becomes."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa
from tests.flows import releases

from shotseer import FeedKind, Judgement, Label, Verdict, Workspace
from shotseer.core.label import JoinRule, Source
from shotseer.core.video import ShotId
from shotseer.flows import groups
from shotseer.flows.doctor import Level
from shotseer.flows.parts import find_label, open_space
from shotseer.learn.paper_fit import fit_paper
from shotseer.store import annotation_log, artefacts, classifiers, tables


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "data"
    releases.make(folder)
    return folder


@pytest.fixture
def imported(release: Path, tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path / "library", create=True, annotator="ada") as workspace:
        done = workspace.import_videoannotator(release)
        assert (done.videos, done.shots, done.labels) == (4, 24, 2)
        assert (done.verdicts, done.versions) == (58, 4)
        yield workspace


def shot_of(workspace: Workspace, clip: int, shot: int) -> ShotId:
    found = workspace.shots(f"[{releases.CLIPS[clip]}]")
    return found[shot].id


def test_a_clip_is_a_video_that_a_person_knows_again(imported: Workspace) -> None:
    videos = imported.videos()
    assert [video.name for video in videos] == [
        "Frankie, Again - Dinner [HnnBvemHrWA]",
        "Rain - The Call [mDViU8OSRkA]",
        "Rain - The Chase [gOJJm_cSRds]",
        "[egB-SG97EcI]",
    ]
    first = videos[0]
    assert first.paths == ()
    assert first.video.frame_rate == Fraction(23974427, 1000000)
    assert first.video.duration == Fraction(240_000_000, 23974427)
    assert first.video.frame_count == 240
    names = {video.name: video.video.id for video in videos}
    with imported.parts.database.reading() as connection:
        rows = connection.execute(sa.select(tables.video_fields)).all()
    fields = {(row.video_id, row.name): row.value for row in rows}
    dinner, call = names[first.name], names["Rain - The Call [mDViU8OSRkA]"]
    assert fields[dinner, "title"] == "Frankie, Again - Dinner"
    assert fields[dinner, "genre"] == "Comedy"
    assert fields[dinner, "yt_id"] == "HnnBvemHrWA"
    assert fields[dinner, "link"] == "https://youtu.be/HnnBvemHrWA?t=0"
    assert (call, "genre") not in fields


def test_spans_are_exact(imported: Workspace) -> None:
    shots = imported.shots("Dinner")
    assert [shot.position for shot in shots] == [0, 1, 2, 3, 4, 5]
    assert shots[2].span.start == Fraction(80_000_000, 23974427)
    assert shots[2].span.end == Fraction(120_000_000, 23974427)


def test_vectors_are_kept_as_they_came_and_searched_by_label(imported: Workspace) -> None:
    opened = open_space(imported.parts)
    given = releases.embeddings()
    raw = np.fromfile(imported.folder.vectors(opened.space.id) / "raw" / "00000.f32", "<f4")
    np.testing.assert_array_equal(raw.reshape(-1, 4), given)
    units = given / np.linalg.norm(given, axis=1, keepdims=True)
    np.testing.assert_allclose(opened.rows.take(np.arange(24)), units, rtol=1e-6)
    hits = imported.search("day", k=12).hits
    looking_up = {shot_of(imported, clip, shot) for clip in (0, 1) for shot in range(6)}
    assert {hit.shot_id for hit in hits} == looking_up
    assert imported.search("fast-motion", k=1).hits, "a text of no label can be searched too"


def test_labels_and_what_the_three_said(imported: Workspace) -> None:
    found = {one.label.name: one for one in imported.labels()}
    assert found["day"].label == Label(
        "day", rule=JoinRule.MAJORITY, queries=("sun", "a bright sky")
    )
    # 8 by votes and 2 by pools; 8 by votes, one against the primary annotator, and 1 by pools.
    assert (found["day"].positives, found["day"].negatives) == (10, 9)
    assert (found["car-chase"].positives, found["car-chase"].negatives) == (2, 1)
    with imported.parts.database.reading() as connection:
        lines = annotation_log.log(connection, find_label(imported.parts, "day").id)
    assert len(lines) == 51
    assert all(line.source is Source.IMPORT for line in lines)
    counts = {name: sum(line.annotator == name for line in lines) for name in "ABC"}
    assert counts == {"A": 16, "B": 16, "C": 16}
    pooled = [(line.shot_id, line.note, line.rank) for line in lines if line.annotator == "pools"]
    assert pooled == [
        (shot_of(imported, 0, 5), "zero-shot pool", 2),
        (shot_of(imported, 1, 5), "zero-shot pool", 3),
        (shot_of(imported, 3, 5), "random pool", 2),
    ]
    overruled = [line for line in lines if line.shot_id == shot_of(imported, 3, 3)]
    assert [(line.annotator, line.verdict) for line in overruled] == [
        ("B", Verdict.POSITIVE),
        ("A", Verdict.NEGATIVE),
        ("C", Verdict.NEGATIVE),
    ]
    assert overruled[0].span.start == Fraction(120_000_000, 23976037)


def test_a_version_for_each_checkpoint(imported: Workspace) -> None:
    versions = imported.versions("day")
    assert [version.number for version in versions] == [1, 2, 3]
    assert [version.recipe.estimator for version in versions] == ["default", "paper", "paper"]
    assert [version.created_by for version in versions] == ["B", "B", "B"]
    assert versions[0].notes[0] == (
        "Checkpoint 1 of 3 of the imported data set. It has too few verdicts for the paper recipe."
    )
    assert versions[2].notes[0] == "Checkpoint 3 of 3 of the imported data set."
    with imported.parts.database.reading() as connection:
        datasets = [
            classifiers.get_dataset(connection, version.dataset_digest) for version in versions
        ]
    assert datasets[0] is not None
    assert set(datasets[0].positives) == {shot_of(imported, 0, 0), shot_of(imported, 2, 0)}
    assert datasets[0].negatives == (shot_of(imported, 2, 1),)
    assert [len(dataset) for dataset in datasets if dataset] == [3, 12, 16]
    # As it was then: the primary annotator has changed this verdict since.
    assert datasets[2] is not None
    assert shot_of(imported, 3, 3) in datasets[2].negatives
    # Lines 1 to 7 are of car-chase; the first checkpoint saw three of the 16 by B.
    assert [version.annotations_to for version in versions] == [10, 19, 23]


def test_a_version_is_the_published_classifier_on_its_dataset(imported: Workspace) -> None:
    version = imported.version("day")
    opened = open_space(imported.parts)
    with imported.parts.database.reading() as connection:
        dataset = classifiers.get_dataset(connection, version.dataset_digest)
    assert dataset is not None
    rows = opened.library.rows_of((*dataset.positives, *dataset.negatives))
    fitted = fit_paper(opened.rows.take(rows), np.arange(16) < 8)
    head = artefacts.load(imported.folder.versions, version.id).head
    np.testing.assert_array_equal(head.weight, fitted.head.weight)
    assert head.bias == fitted.head.bias
    assert version.evaluation.positives == version.evaluation.negatives == 8
    assert version.evaluation.videos == 4
    assert version.evaluation.grouped
    assert version.evaluation.average_precision is not None
    assert version.evaluation.average_precision.value == 1.0


def test_the_newest_is_in_use_with_its_feeds(imported: Workspace) -> None:
    assert imported.version("day").number == 3
    state = imported.version_state("day")
    assert (state.current, state.deployed) == (3, None)
    scored = sorted(path.stem for path in imported.folder.scores.glob("*.npy"))
    newest = sorted(imported.version(name).id for name in ("day", "car-chase"))
    assert scored == newest
    judged = {shot_of(imported, clip, shot) for clip in range(4) for shot in range(4)}
    judged |= {shot_of(imported, *place) for place in ((0, 5), (1, 5), (3, 5))}
    for kind in FeedKind:
        feed = imported.feed("day", kind)
        assert {item.shot_id for item in feed.items}.isdisjoint(judged)
        assert feed.left == 5
    assert imported.feed("day", "top-positive").items[0].shot_id in {
        shot_of(imported, clip, shot) for clip in (0, 1) for shot in (4, 5)
    }
    # What the others said, and the pools, came after it.
    assert imported.label("day").new_judgements == 35
    assert imported.restore("day", 1).number == 1
    assert len(imported.learning_curve("day")) == 3


def test_the_loop_goes_on(imported: Workspace) -> None:
    shot = imported.feed("day", "random").items[0].shot_id
    imported.annotate("day", [Judgement(shot, Verdict.POSITIVE)])
    version = imported.build("day")
    assert version.number == 4
    assert version.evaluation.positives + version.evaluation.negatives == 20
    assert all(row.level is not Level.ERROR for row in imported.doctor())


def test_the_clusters_are_the_released_ones(imported: Workspace) -> None:
    opened = open_space(imported.parts)
    centroids = groups.centroids(imported.parts, opened)
    units = opened.rows.take(np.arange(24))
    members = np.arange(24) % 10 == 3
    np.testing.assert_allclose(centroids[3], units[members].mean(axis=0), rtol=1e-5)


def test_clips_can_be_filtered_by_what_is_known_of_them(imported: Workspace) -> None:
    hits = imported.search("day", where='genre = "Action"', k=24).hits
    assert {hit.shot_id for hit in hits} == {shot_of(imported, 2, shot) for shot in range(6)}
