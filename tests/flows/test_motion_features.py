"""Motion beside the vectors: measured at ingest, seen by Builds, in no search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shotseer import Judgement, Verdict, Workspace, motion
from shotseer.flows import features, scores
from shotseer.flows.parts import find_label, open_space
from shotseer.store import spaces

SHOTS = 32


def judge(workspace: Workspace) -> None:
    workspace.create_label("first", queries=["a circle"])
    workspace.annotate(
        "first",
        [
            Judgement(shot.id, Verdict.POSITIVE if shot.position < 2 else Verdict.NEGATIVE)
            for film in range(4)
            for shot in workspace.shots(f"film {film}")[:4]
        ],
    )


def described(workspace: Workspace) -> int:
    with workspace.parts.database.reading() as connection:
        return SHOTS - len(spaces.shots_without_vectors(connection, motion.SPACE.id))


def test_every_shot_is_described_in_the_pass_that_cuts_it(workspace: Workspace) -> None:
    opened = open_space(workspace.parts)
    assert opened.motion is not None
    assert described(workspace) == SHOTS
    assert opened.motion.places.tolist() == list(range(SHOTS))
    found = opened.motion.rows.take(np.arange(SHOTS))
    assert np.isfinite(found).all()
    assert np.abs(found).max() <= 3
    # Every scene lasts a second.
    assert np.unique(found[:, motion.NAMES.index("length")]).size == 1


def test_a_build_sees_motion_and_scores_with_it(workspace: Workspace) -> None:
    judge(workspace)
    version = workspace.build("first")
    opened = open_space(workspace.parts)
    head = scores.head(workspace.parts, version)
    assert head.weight.shape == (512 + len(motion.NAMES),)
    assert np.abs(head.weight[512:]).max() > 0
    assert opened.motion is not None
    rows = np.arange(SHOTS)
    vectors, moves = opened.rows.take(rows), opened.motion.rows.take(rows)
    by_hand = vectors @ head.weight[:512] + head.bias
    by_hand += moves @ head.weight[512:] * np.float32(motion.WEIGHT)
    np.testing.assert_allclose(
        scores.logits(workspace.parts, opened, version), by_hand, rtol=1e-4, atol=1e-4
    )
    np.testing.assert_allclose(
        features.logits(opened, head, rows[5:9]), by_hand[5:9], rtol=1e-4, atol=1e-4
    )


def test_the_paper_recipe_sees_vectors_alone(workspace: Workspace) -> None:
    judge(workspace)
    version = workspace.build("first", recipe="paper")
    assert scores.head(workspace.parts, version).weight.shape == (512,)
    newer = workspace.build("first")
    opened = open_space(workspace.parts)
    with_motion, without = (scores.head(workspace.parts, one) for one in (newer, version))
    both = np.concatenate(
        list(scores.products(workspace.parts, opened, [with_motion, without])), axis=1
    )
    np.testing.assert_allclose(
        both[1], without.logits(opened.rows.take(np.arange(SHOTS))), rtol=1e-4, atol=1e-4
    )


def test_searches_do_not_see_it(workspace: Workspace, films: Path) -> None:
    with_motion = [(hit.shot_id, hit.score) for hit in workspace.search("a circle", k=SHOTS).hits]
    cache = workspace.settings.cache
    root = workspace.folder.root.parent / "still"
    with Workspace.open(root, create=True, cache=cache, motion=False, previews=False) as still:
        still.ingest([films])
        assert described(still) == 0
        assert open_space(still.parts).motion is None
        found = [(hit.shot_id, hit.score) for hit in still.search("a circle", k=SHOTS).hits]
    assert found == with_motion


def test_videos_of_before_are_described_when_they_are_ingested_again(
    tmp_path: Path, workspace: Workspace, films: Path
) -> None:
    opened = open_space(workspace.parts)
    assert opened.motion is not None
    at_once = opened.motion.rows.take(opened.motion.places)
    cache = workspace.settings.cache
    root = tmp_path / "older"
    with Workspace.open(root, create=True, cache=cache, motion=False, previews=False) as older:
        older.ingest([films])
        judge(older)
        first = older.build("first")
        assert scores.head(older.parts, first).weight.shape == (512,)
    with Workspace.open(root, cache=cache, previews=False) as older:
        older.ingest([films])
        assert described(older) == SHOTS
        later = open_space(older.parts)
        assert later.motion is not None
        np.testing.assert_array_equal(later.motion.rows.take(later.motion.places), at_once)
        # What was built before is as it was; the next Build sees motion.
        record = find_label(older.parts, "first")
        assert scores.find_version(older.parts, record) == first
        assert len(scores.logits(older.parts, later, first)) == SHOTS
        second = older.build("first")
        assert second.number == 2
        assert scores.head(older.parts, second).weight.shape == (512 + len(motion.NAMES),)


def test_a_file_that_changed_since_is_left_undescribed(
    tmp_path: Path, films: Path, model_cache: Path
) -> None:
    film = tmp_path / "film 0.mp4"
    film.write_bytes((films / "film 0.mp4").read_bytes())
    root = tmp_path / "older"
    with Workspace.open(
        root, create=True, cache=str(model_cache), motion=False, previews=False
    ) as older:
        older.ingest([film])
    film.write_bytes(film.read_bytes()[:2000])
    with Workspace.open(root, cache=str(model_cache), previews=False) as older:
        summary = older.ingest([film])
        assert len(summary.failures) == 1
        assert open_space(older.parts).motion is None


def test_a_removed_video_takes_its_descriptors_along(workspace: Workspace) -> None:
    (video,) = [record.video for record in workspace.videos() if record.name == "film 1.mp4"]
    workspace.remove_video(video.id)
    opened = open_space(workspace.parts)
    assert opened.motion is not None
    assert (opened.motion.places >= 0).sum() == SHOTS - 8
    gone = opened.motion.rows.take(np.flatnonzero(~np.isin(np.arange(SHOTS), opened.motion.places)))
    assert not gone.any()


@pytest.mark.parametrize("suffix", [".onnx", ".json"])
def test_an_exported_classifier_says_what_it_sees(
    workspace: Workspace, tmp_path: Path, suffix: str
) -> None:
    judge(workspace)
    workspace.build("first")
    path = tmp_path / f"first{suffix}"
    workspace.export_classifier("first", path)
    assert b"pan" in path.read_bytes()
