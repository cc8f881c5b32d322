from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from shotseer.core.errors import InputError
from shotseer.datasets import synthetic
from shotseer.datasets.label_groups import ALL_LABELS
from shotseer.datasets.published import AVE_LABELS, LABELS
from shotseer.datasets.videoannotator import Release
from shotseer.learn.hash_split import in_validation


def test_it_has_the_documented_form(made_up: Path) -> None:
    release = Release.open(made_up)
    shots = release.shots
    assert len(shots) == 600
    assert release.embeddings.shape == (600, 512)
    assert release.embeddings.dtype == np.float32
    assert len(set(shots.yt_ids)) == 40
    assert {len(one) for one in shots.yt_ids} == {11}
    assert [one.rsplit("|", 1)[0] for one in shots.keys] == list(shots.yt_ids)
    assert list(shots.yt_ids) != sorted(shots.yt_ids)
    np.testing.assert_allclose(shots.starts, shots.frames_in / shots.fps)
    assert set(shots.clusters.tolist()) == set(range(10))
    assert release.labels == ("aerial", "day", "smoking")
    assert set(release.texts) == {"aerial", "day", "smoking", "fast-motion"}
    assert [len(release.votes(label).records) for label in release.labels] == [160, 200, 120]
    assert [release.ave(label) is None for label in release.labels] == [False, True, True]
    assert release.queries["day"] == ("day", "a video of day")
    assert "SYNTHETIC" in (made_up / "README.txt").read_text(encoding="utf-8").splitlines()[0]


@pytest.mark.parametrize("label", ["aerial", "day", "smoking"])
def test_both_splits_have_positives_on_both_sides(made_up: Path, label: str) -> None:
    records = Release.open(made_up).votes(label).records
    keys = [record.key for record in records if record.aggregate]
    for seed in (0, 1):
        assert set(in_validation(keys, seed).tolist()) == {True, False}


@pytest.mark.parametrize("label", ["aerial", "day", "smoking"])
def test_pools_follow_the_text_and_agree_with_the_votes(made_up: Path, label: str) -> None:
    release = Release.open(made_up)
    pools = release.pools(label)
    assert (len(pools.zero_shot), len(pools.random)) == (200, 200)
    majority = {record.key: record.aggregate for record in release.votes(label).records}
    for key, value in pools.zero_shot + pools.random:
        assert majority.get(key, value) == value
    vectors = release.embeddings / np.linalg.norm(release.embeddings, axis=1, keepdims=True)
    best = np.argsort(-(vectors @ release.texts[label]))[:200]
    assert [key for key, _ in pools.zero_shot] == [release.shots.keys[row] for row in best]


@pytest.mark.parametrize("label", ["aerial", "day", "smoking"])
def test_checkpoints_grow_and_two_verdicts_are_put_right(made_up: Path, label: str) -> None:
    release = Release.open(made_up)
    checkpoints = release.checkpoints(label)
    sizes = [len(one.positives) + len(one.negatives) for one in checkpoints]
    assert len(sizes) == 6
    assert sizes == sorted(set(sizes))
    flips = 0
    for before, after in pairwise(checkpoints):
        flips += len(set(before.positives) & set(after.negatives))
        flips += len(set(before.negatives) & set(after.positives))
    assert flips == 2
    said = {record.key: record.primary for record in release.votes(label).records}
    assert all(said[key] for key in checkpoints[-1].positives)
    assert not any(said[key] for key in checkpoints[-1].negatives)


def test_three_people_vote_and_one_errs_more(made_up: Path) -> None:
    records = Release.open(made_up).votes("day").records
    for record in records:
        said = [record.primary, *record.secondaries.values()]
        assert record.positive_count == sum(bool(one) for one in said)
        assert record.aggregate == (record.positive_count >= 2)
    errors = {
        name: sum(record.secondaries[name] != record.aggregate for record in records)
        for name in ("A", "C")
    }
    assert errors["C"] > 2 * errors["A"] > 0


def test_the_same_seed_makes_the_same_set(made_up: Path, tmp_path: Path) -> None:
    synthetic.make(tmp_path / "same", shots=600, seed=0)
    synthetic.make(tmp_path / "other", shots=600, seed=1)
    for path in (path for path in made_up.rglob("*") if path.is_file()):
        name = path.relative_to(made_up)
        assert (tmp_path / "same" / name).read_bytes() == path.read_bytes()
        if name.name != "queries.json":
            assert (tmp_path / "other" / name).read_bytes() != path.read_bytes()


def test_a_large_one_has_all_labels(tmp_path: Path) -> None:
    synthetic.make(tmp_path / "large", shots=20_000)
    release = Release.open(tmp_path / "large")
    assert release.labels == tuple(sorted(ALL_LABELS))
    for label in release.labels:
        assert len(release.votes(label).records) == LABELS[label].votes
        assert len(release.pools(label).random) == 1000
        assert (release.ave(label) is not None) == (label in AVE_LABELS)
    assert len(release.checkpoints("zoom")) == 20
    assert len(AVE_LABELS) == 19


def test_too_few_shots_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="149 shots are too few"):
        synthetic.make(tmp_path / "none", shots=149)
    synthetic.make(tmp_path / "least", shots=150)
    assert len(Release.open(tmp_path / "least").shots) == 150
