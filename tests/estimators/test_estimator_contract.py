from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from shotseer.core.classifier import Examples, LinearHead
from shotseer.core.errors import NotReadyError
from shotseer.core.ports import Estimator, Params
from shotseer.estimators.paper import PaperEstimator
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.testing.estimators import check_estimator


@pytest.mark.parametrize("make", [TextPriorEstimator, PaperEstimator])
def test_built_in_estimators(make: Callable[[], Estimator]) -> None:
    check_estimator(make)


def test_names_are_those_of_the_entry_points() -> None:
    assert (TextPriorEstimator.name, PaperEstimator.name) == ("default", "paper")


def test_an_estimator_can_be_made_again_from_its_parameters() -> None:
    params = TextPriorEstimator(weak_weight=3.0).params
    again = TextPriorEstimator(**params)  # type: ignore[arg-type]
    assert again.params == params


def test_neither_text_nor_verdict() -> None:
    none = np.zeros((0, 4), dtype=np.float32)
    nobody = np.zeros(0)
    examples = Examples(none, nobody.astype(bool), nobody.astype(np.int64), none, None)
    with pytest.raises(NotReadyError) as caught:
        TextPriorEstimator().fit(examples)
    assert "description" in caught.value.hint


class Forgetful:
    """Gives another head each time."""

    name = "forgetful"
    is_rescaled = True
    sees_motion = False

    def __init__(self) -> None:
        self.params: Params = {}
        self._fits = 0

    def fit(self, examples: Examples) -> LinearHead:
        self._fits += 1
        if not examples.positives or not examples.negatives:
            raise NotReadyError("both classes are needed", hint="Judge more.")
        towards = examples.X[examples.y].mean(axis=0) - examples.X[~examples.y].mean(axis=0)
        return LinearHead(towards, float(self._fits))


def test_the_suite_notices_what_does_not_repeat() -> None:
    with pytest.raises(AssertionError, match="to the bit"):
        check_estimator(Forgetful)


class Constant:
    """Has learnt nothing."""

    name = "constant"
    is_rescaled = True
    sees_motion = False

    def __init__(self) -> None:
        self.params: Params = {}

    def fit(self, examples: Examples) -> LinearHead:
        return LinearHead(np.zeros(examples.dimension, dtype=np.float32), 0.0)


def test_the_suite_notices_what_does_not_learn() -> None:
    with pytest.raises(AssertionError, match="ranked right"):
        check_estimator(Constant)
