"""The recipe of Video Annotator (Ziai and Vartakavi 2024), as its released code has it."""

from __future__ import annotations

import warnings
from inspect import signature
from typing import Any

import numpy as np

from shotseer.core.classifier import Examples, LinearHead
from shotseer.core.errors import NotReadyError
from shotseer.core.ports import Params
from shotseer.learn.threads import one_thread

FOLDS = 5


class PaperEstimator:
    """Cross-validated logistic regression on the vectors as they are.

    L2, lbfgs, ten strengths from 1e-4 to 1e4, the best mean average precision over five shuffled
    stratified folds, refitted on everything. No text, no scaling, no class weights, no weak
    negatives, and both classes are needed.
    """

    name = "paper"
    is_rescaled = False
    sees_motion = False

    def __init__(self) -> None:
        self.params: Params = {}

    def fit(self, examples: Examples) -> LinearHead:
        """Return the head of some examples.

        Raises:
            NotReadyError: a class is missing, or both have fewer members than there are folds.
        """
        if not examples.positives or not examples.negatives:
            missing = "positives" if not examples.positives else "negatives"
            raise NotReadyError(
                f"the paper recipe needs both classes, and there are no {missing}",
                hint=f"Judge a shot as {missing[:-1]}, or build with the default recipe.",
            )
        model = _model()
        with one_thread(), warnings.catch_warnings():
            # Said again in our own words by the version's notes, or harmless as in the paper.
            warnings.filterwarnings("ignore", message="The least populated class in y")
            warnings.filterwarnings("ignore", message="No positive class found in y_true")
            warnings.filterwarnings("ignore", message="lbfgs failed to converge")
            try:
                model.fit(examples.X, examples.y)
            except ValueError as error:
                raise NotReadyError(
                    f"the paper recipe cannot split {examples.positives} positives and "
                    f"{examples.negatives} negatives into {FOLDS} folds: {error}",
                    hint=f"Judge at least {FOLDS} of one kind, or build with the default recipe.",
                ) from error
        return LinearHead(model.coef_[0].astype(np.float32), float(model.intercept_[0]))


def _model() -> Any:
    from sklearn.linear_model import LogisticRegressionCV
    from sklearn.model_selection import StratifiedKFold

    options: dict[str, Any] = {
        "Cs": 10,
        "cv": StratifiedKFold(FOLDS, shuffle=True, random_state=0),
        "scoring": "average_precision",
        "solver": "lbfgs",
        "max_iter": 1000,
        "n_jobs": 1,
        "refit": True,
    }
    # L2 is said in another way from scikit-learn 1.8 on; the result is the same.
    known = signature(LogisticRegressionCV).parameters
    if "use_legacy_attributes" in known:
        options |= {"l1_ratios": (0.0,), "use_legacy_attributes": False}
    return LogisticRegressionCV(**options)
