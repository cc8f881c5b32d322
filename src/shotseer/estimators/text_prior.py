"""The default recipe: a logistic head with the label's text as its prior."""

from __future__ import annotations

from dataclasses import asdict

from shotseer.core.classifier import Examples, LinearHead
from shotseer.core.errors import NotReadyError
from shotseer.core.ports import Params
from shotseer.core.words import counted
from shotseer.learn.folds import Folds, make_folds
from shotseer.learn.text_prior import Fitted, TextPrior, fit_text_prior
from shotseer.learn.threads import one_thread
from shotseer.learn.training import FoldFits


class TextPriorEstimator:
    """Learns from a text alone, from verdicts alone, or from both (`learn.text_prior`).

    The arguments are those of `learn.text_prior.TextPrior`.
    """

    name = "default"
    is_rescaled = True
    sees_motion = True

    def __init__(
        self,
        *,
        text_weight: float = 0.5,
        text_precision: float = 1.0,
        weak_rows: int = 200,
        weak_weight: float = 10.0,
    ) -> None:
        self._prior = TextPrior(text_weight, text_precision, weak_rows, weak_weight)
        self.params: Params = asdict(self._prior)

    def fit(self, examples: Examples) -> LinearHead:
        """Return the head of some examples.

        Raises:
            NotReadyError: there is neither text nor verdict.
        """
        folds = make_folds(examples.y, examples.groups, examples.seed)
        return self.fit_folds(examples, folds).head

    def fit_folds(self, examples: Examples, folds: Folds | None) -> FoldFits:
        """Return the head of some examples and, in the same pass, one without each fold.

        All have the same strength: it is chosen with the losses of the very same fold heads. A
        choice of one among five cannot make those look much better than they are.

        Raises:
            NotReadyError: there is neither text nor verdict.
        """
        if examples.text is None and len(examples.y) == 0:
            raise NotReadyError(
                "there is neither a text nor a verdict to learn from",
                hint="Give the label a description or a query, or judge a shot.",
            )
        with one_thread():
            fitted = fit_text_prior(examples, folds, self._prior)
        return FoldFits(fitted.head, fitted.fold_heads, _notes(examples, fitted))


def _notes(examples: Examples, fitted: Fitted) -> tuple[str, ...]:
    notes = []
    if len(examples.y) == 0:
        notes.append("No verdicts yet: the ranking is that of a search for the label's text.")
    elif examples.positives == 0:
        notes.append(
            "No positives yet: the ranking is that of a search for the label's text."
            if examples.text is not None
            else "No positives yet: the ranking leads away from what was judged negative."
        )
    elif examples.negatives == 0:
        stand_ins = (
            (
                f"{counted(fitted.weak_negatives, 'unjudged shot stands', 'unjudged shots stand')} "
                "in as weak negatives."
            )
            if fitted.weak_negatives
            else "nothing tells it what to leave out."
        )
        notes.append(f"No negatives yet: {stand_ins}")
    if examples.text is None:
        notes.append("No text: the classifier starts from the verdicts alone.")
    return tuple(notes)
