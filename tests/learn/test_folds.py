from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shotseer.learn.folds import make_folds

shots = st.lists(st.tuples(st.booleans(), st.integers(0, 12)), max_size=60)


@given(shots, st.integers(0, 3))
def test_every_fold_has_both_classes_and_no_video_is_split(
    judged: list[tuple[bool, int]], seed: int
) -> None:
    y = np.array([verdict for verdict, _ in judged], dtype=bool)
    groups = np.array([video for _, video in judged], dtype=np.int64)
    folds = make_folds(y, groups, seed)
    if min(y.sum(), (~y).sum()) < 2:
        assert folds is None
        return
    assert folds is not None
    assert 2 <= folds.count <= 5
    assert set(folds.assignments.tolist()) == set(range(folds.count))
    for fold in range(folds.count):
        here = y[folds.assignments == fold]
        assert here.any()
        assert not here.all()
    enough_videos = min(len(set(groups[y])), len(set(groups[~y]))) >= 2
    assert folds.grouped == enough_videos
    if folds.grouped:
        for video in set(groups.tolist()):
            assert len(set(folds.assignments[groups == video].tolist())) == 1


@given(shots, st.permutations(range(13)))
def test_the_numbers_of_the_videos_do_not_matter(
    judged: list[tuple[bool, int]], renamed: list[int]
) -> None:
    y = np.array([verdict for verdict, _ in judged], dtype=bool)
    groups = np.array([video for _, video in judged], dtype=np.int64)
    first, again = make_folds(y, groups), make_folds(y, np.array(renamed)[groups])
    assert (first is None) == (again is None)
    if first is not None and again is not None:
        assert first.assignments.tolist() == again.assignments.tolist()


@pytest.mark.parametrize(("positives", "negatives", "count"), [(2, 9, 2), (3, 3, 3), (40, 9, 5)])
def test_the_rarer_class_decides_how_many_folds(positives: int, negatives: int, count: int) -> None:
    y = np.arange(positives + negatives) < positives
    folds = make_folds(y, np.arange(len(y)))
    assert folds is not None
    assert folds.count == count
    sizes = np.bincount(folds.assignments)
    assert sizes.max() - sizes.min() <= 1


def test_one_video_is_split_by_shots() -> None:
    y = np.array([True, True, False, False, False])
    folds = make_folds(y, np.zeros(5, dtype=np.int64))
    assert folds is not None
    assert not folds.grouped


def test_the_seed_decides() -> None:
    y, groups = np.arange(60) % 3 == 0, np.arange(60) // 2
    same = [make_folds(y, groups, 1), make_folds(y, groups, 1), make_folds(y, groups, 2)]
    first, again, other = (folds.assignments.tolist() for folds in same if folds)
    assert first == again
    assert first != other
