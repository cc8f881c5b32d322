"""The rules of the released code, on shots that lie on a line.

The classifier is trained on positives at one end and negatives at the other, so that it ranks the
test shots from that end on: each average precision can be worked out by hand.
"""

from __future__ import annotations

import numpy as np
import pytest
from tests.experiments.exp1_data import keys, label_data

from shotseer.experiments import compatible
from shotseer.experiments.cells import Cell
from shotseer.experiments.label_data import LabelData
from shotseer.experiments.resamples import Measure, average_precisions, random_ranking

TEST = keys(6, held_out=True)
TRAIN = keys(120, held_out=False)
UP, DOWN = TRAIN[:60], TRAIN[60:]
PLACES = {
    **{key: 1.0 + index / 100 for index, key in enumerate(UP)},
    **{key: -1.0 - index / 100 for index, key in enumerate(DOWN)},
    **dict(zip(TEST, [0.6, 0.5, 0.4, -0.4, -0.5, -0.6], strict=True)),
}
POSITIVE_TESTS = {TEST[1], TEST[2]}
"""From the top they are second and third, from the bottom fourth and fifth."""
FROM_TOP = (1 / 2 + 2 / 3) / 2
FROM_BOTTOM = (1 / 4 + 2 / 5) / 2


def votes() -> list[tuple[str, bool]]:
    known = [(key, key in POSITIVE_TESTS) for key in TEST]
    return [*known, (UP[0], True), (DOWN[0], False)]


def right(size: int) -> tuple[list[str], list[str]]:
    """A checkpoint that ranks from the top."""
    return UP[: size // 2], DOWN[: size - size // 2]


def wrong(size: int) -> tuple[list[str], list[str]]:
    """A checkpoint that ranks from the bottom."""
    return DOWN[: size // 2], UP[: size - size // 2]


def cells(data: LabelData, method: str, track: str = "compatible") -> list[Cell]:
    return [
        cell
        for cell in compatible.cells_of(data)
        if (cell.method, cell.track, cell.scoring) == (method, track, "average_precision")
    ]


def measured(ranked_from_top: bool) -> Measure:
    """The five resamples of the test set: positives first, each class by key."""
    order = sorted(POSITIVE_TESTS) + sorted(set(TEST) - POSITIVE_TESTS)
    scores = np.array([PLACES[key] for key in order])
    y = np.array([key in POSITIVE_TESTS for key in order])
    values = average_precisions(scores if ranked_from_top else -scores, y)
    assert values[0] == pytest.approx(FROM_TOP if ranked_from_top else FROM_BOTTOM)
    return Measure.of(values)


def test_va_is_the_best_checkpoint_up_to_n_and_ten() -> None:
    data = label_data(PLACES, votes=votes(), checkpoints=[wrong(20), right(36), wrong(50)])
    found = {cell.n: cell for cell in cells(data, "VA")}
    worst, best = measured(ranked_from_top=False), measured(ranked_from_top=True)
    # 36 is more than 25 + 10; at 50 and on, the last checkpoint is worse than the best.
    assert found[25].mean == pytest.approx(worst.mean)
    assert found[25].train_size == 20
    for n in (50, 100, 500, 1000):
        assert found[n].mean == pytest.approx(best.mean)
        assert found[n].sd == pytest.approx(best.sd)
        assert found[n].train_size == 36


def test_ten_more_are_allowed() -> None:
    data = label_data(PLACES, votes=votes(), checkpoints=[wrong(20), right(35)])
    assert cells(data, "VA")[0].train_size == 35


def test_va_without_a_small_checkpoint_is_missing() -> None:
    data = label_data(PLACES, votes=votes(), checkpoints=[right(36)])
    found = cells(data, "VA")
    assert found[0].mean is None
    assert found[0].missing == "no checkpoint of at most 35 shots"
    assert found[1].mean is not None


def test_validation_shots_are_taken_out_of_checkpoints_and_pools() -> None:
    yes, no = right(20)
    judged = [(key, True) for key in (TEST[0], *UP[:10])] + [(key, False) for key in DOWN[:30]]
    data = label_data(
        PLACES,
        votes=votes(),
        checkpoints=[([*yes, TEST[0], TEST[1]], [*no, TEST[2]])],
        random=judged,
        zero_shot=judged,
    )
    assert [cell.train_size for cell in cells(data, "checkpoint")] == [20]
    assert [cell.train_size for cell in cells(data, "RCC")] == [25, 40, 40, 40, 40]
    assert [cell.train_positives for cell in cells(data, "RCC")] == [10] * 5
    # The halves of CC are the same shots here, and count once.
    assert [cell.train_size for cell in cells(data, "CC")] == [13, 25, 40, 40, 40]


def test_zero_shot_and_chance_need_no_training() -> None:
    data = label_data(PLACES, votes=votes(), checkpoints=[right(20)])
    (zero_shot,) = cells(data, "ZS")
    # All cosines at one end are nearly the same, but still in order.
    assert zero_shot.mean == pytest.approx(measured(ranked_from_top=True).mean)
    assert zero_shot.balanced_accuracy == pytest.approx(0.5)
    (chance,) = cells(data, "B")
    assert chance.mean == random_ranking(2, 6).mean


def test_a_fit_without_positives_is_a_missing_cell() -> None:
    negatives = [(key, False) for key in DOWN]
    data = label_data(PLACES, votes=votes(), checkpoints=[right(20)], random=negatives)
    found = cells(data, "RCC")
    assert [cell.mean for cell in found] == [None] * 5
    assert "no positives" in found[0].missing
    assert cells(data, "ZSC")[0].missing == "no shots"


def test_pools_that_disagree_are_a_missing_cell() -> None:
    judged = [(key, True) for key in UP[:30]] + [(key, False) for key in DOWN[:30]]
    other = [(UP[0], False), *judged[1:]]
    data = label_data(
        PLACES, votes=votes(), checkpoints=[right(20)], random=judged, zero_shot=other
    )
    assert {cell.missing for cell in cells(data, "CC")} == {"a shot is both positive and negative"}


def test_a_split_without_a_positive_has_no_cells() -> None:
    data = label_data(
        PLACES,
        votes=[(key, False) for key in TEST] + [(UP[0], True)],
        checkpoints=[right(20)],
    )
    found = compatible.cells_of(data)
    assert {cell.mean for cell in found} == {None}
    assert {cell.missing for cell in found} == {"no positive in the validation part of the split"}


def test_few_positives_differ_by_the_scikit_learn_of_the_time() -> None:
    # One positive: four folds have none. Today they score 0, and a strength is chosen by the fold
    # that has it; then the first strength was taken.
    few = ([UP[0]], DOWN[:24])
    data = label_data(PLACES, votes=votes(), checkpoints=[few, right(40)])
    now, then = cells(data, "checkpoint"), cells(data, "checkpoint", "compatible-0.24")
    assert len(now) == len(then) == 2
    assert now[1].mean == then[1].mean


@pytest.mark.parametrize("scoring", ["average_precision", "balanced_accuracy"])
def test_baselines_are_chosen_both_ways(scoring: str) -> None:
    judged = [(key, True) for key in UP[:30]] + [(key, False) for key in DOWN[:30]]
    data = label_data(PLACES, votes=votes(), checkpoints=[right(20)], random=judged[::-1])
    found = [
        cell
        for cell in compatible.cells_of(data)
        if (cell.method, cell.scoring, cell.track) == ("RCC", scoring, "compatible")
    ]
    assert [cell.n for cell in found] == [25, 50, 100, 500, 1000]
    assert found[-1].mean == pytest.approx(measured(ranked_from_top=True).mean)
