"""What the benchmark compares: the text alone, CC, the published loop, and ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from shotseer.core.arrays import Bools, Floats, Ints, Matrix, Vector
from shotseer.core.classifier import Examples, probability
from shotseer.core.errors import NotReadyError
from shotseer.core.ports import Estimator
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.experiments.simulated import Player, Task
from shotseer.learn.feeds import Candidates
from shotseer.learn.paper_fit import PaperFit, fit_paper
from shotseer.learn.suggested import BATCH, Suggested
from shotseer.learn.training import train

ZERO_SHOT, COMBINED, PAPER, SHOTSEER = "zero-shot", "combined", "paper", "shotseer"
SEED = 0
SEEDS = 3
"""From so many is played what draws a large part of its shots, as one may be lucky."""
ROUND = 25
"""Judgements of the published loop between two Builds; the first are the top hits of the text."""
TOP_POSITIVE, BORDERLINE, TOP_NEGATIVE, RANDOM = 7, 6, 6, 6
"""How a later round is made up of the four feeds."""
BACKGROUND = 2_000
"""Unjudged rows that a Build draws: as `flows.build` has it."""
ALL_AT_ONCE = 1_000_000
"""Judgements of a method that chooses them without learning."""

Suggest = Callable[[Candidates, int], Ints]
"""From a library with the scores of one version, the rows to judge next."""


class ZeroShot:
    """The similarity to the text, whatever is judged. Its judgements are the top hits."""

    batch = ALL_AT_ONCE
    seeds = 1

    def __init__(self, task: Task) -> None:
        self.task = task
        self.hits = _descending(task.pool @ task.text)
        self.judged = np.empty(0, dtype=np.int64)

    def learn(self, judged: Ints) -> None:
        """Learn nothing; remember what was judged."""
        self.judged = judged

    def choose(self, k: int) -> Ints:
        """Return the next hits."""
        return self.hits[len(self.judged) : len(self.judged) + k]

    def rank(self, X: Matrix) -> Vector | Floats:
        """Return the similarities."""
        return X @ self.task.text


class _PaperHead(ZeroShot):
    """The published classifier; the text alone where it cannot be fitted."""

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.fit: PaperFit | None = None

    def learn(self, judged: Ints) -> None:
        """Fit the classifier."""
        super().learn(judged)
        try:
            self.fit = fit_paper(self.task.pool[judged], self.task.answers[judged])
        except NotReadyError:
            self.fit = None

    def rank(self, X: Matrix) -> Vector | Floats:
        """Return logits, or similarities."""
        return super().rank(X) if self.fit is None else self.fit.logits(X)


class Combined(_PaperHead):
    """CC, the strongest baseline of the paper: half random rows, half top hits of the text.

    Random rows are those of one order that are not among the hits, so that each judgement counts.
    Half of 25 is 12, as there.
    """

    seeds = SEEDS

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.order = _generator(task).permutation(len(task.pool))

    def choose(self, k: int) -> Ints:
        """Return what the larger set holds and the smaller does not."""
        n = len(self.judged) + k
        random = round(n / 2)
        hits = self.hits[: n - random]
        others = self.order[~np.isin(self.order, hits)][:random]
        both = np.concatenate([others, hits])
        return both[~np.isin(both, self.judged)]


class Paper(_PaperHead):
    """The published loop: the top hits of the text, then rounds of its four feeds.

    Borderline is the smallest ``|p - 0.5|``. Similarities that stand in for a classifier count as
    its logits.
    """

    batch = ROUND
    seeds = SEEDS

    def __init__(self, task: Task) -> None:
        super().__init__(task)
        self.generator = _generator(task)

    def choose(self, k: int) -> Ints:
        """Return a round; what one feed took, the next ones leave out."""
        if not len(self.judged):
            return self.hits[:k]
        scores = self.rank(self.task.pool)
        away = np.abs(probability(scores) - 0.5)
        draw = self.generator.permutation(len(scores))
        free = np.ones(len(scores), dtype=bool)
        free[self.judged] = False
        chosen = []
        for order, count in (
            (_descending(scores), TOP_POSITIVE),
            (_descending(-away), BORDERLINE),
            (_descending(-scores), TOP_NEGATIVE),
            (draw, RANDOM),
        ):
            rows = order[free[order]][:count]
            free[rows] = False
            chosen.append(rows)
        return np.concatenate(chosen)[:k]


def suggest(candidates: Candidates, k: int) -> Ints:
    """Return the first rows of the suggested feed."""
    return np.array([pick.row for pick in Suggested(candidates).page(0, k)], dtype=np.int64)


class Shotseer:
    """Our default recipe, and the shots that it suggests: the code of the product."""

    batch = BATCH
    seeds = 1

    def __init__(self, task: Task, suggest: Suggest = suggest) -> None:
        self.task = task
        self.suggest = suggest
        self.estimator: Estimator = TextPriorEstimator()
        self.drawn = draw(len(task.pool), BACKGROUND, SEED)

    def learn(self, judged: Ints) -> None:
        """Build as the product does; every row is a video of its own."""
        task = self.task
        rows = np.sort(judged)
        rows = np.concatenate([rows[task.answers[rows]], rows[~task.answers[rows]]])
        is_judged = np.zeros(len(task.pool), dtype=bool)
        is_judged[rows] = True
        examples = Examples(
            X=task.pool[rows],
            y=task.answers[rows],
            groups=rows,
            background=task.pool[background(self.drawn, is_judged, BACKGROUND)],
            text=task.text,
            seed=SEED,
        )
        trained = train(self.estimator, examples)
        self.head = trained.head
        self.candidates = Candidates(
            logits=trained.head.logits(task.pool),
            judged=is_judged,
            videos=np.arange(len(task.pool)),
            positions=np.zeros(len(task.pool), dtype=np.int64),
            take=task.pool.__getitem__,
            threshold=trained.threshold,
            seed=int(_generator(task, len(judged)).integers(2**32)),
            learnt=rows,
            is_found=bool(task.answers[rows].any()),
        )

    def choose(self, k: int) -> Ints:
        """Return the rows that the product would suggest."""
        return self.suggest(self.candidates, k)

    def rank(self, X: Matrix) -> Vector | Floats:
        """Return logits."""
        return self.head.logits(X)


METHODS: Mapping[str, Callable[[Task], Player]] = {
    ZERO_SHOT: ZeroShot,
    COMBINED: Combined,
    PAPER: Paper,
    SHOTSEER: Shotseer,
}


def draw(size: int, count: int, seed: int) -> Ints:
    """Return rows of a pool, drawn uniformly, among which is a background of ``count``."""
    return np.random.default_rng(seed).choice(size, min(2 * count, size), replace=False)


def background(drawn: Ints, judged: Bools, count: int) -> Ints:
    """Return the unjudged rows that stand for the library, as a Build takes them: in order.

    ``drawn`` is the whole pool, or twice as many as are wanted, of which fewer than half are
    judged.
    """
    return np.sort(drawn[~judged[drawn]][:count])


def _descending(scores: Vector | Floats) -> Ints:
    return np.argsort(-scores, kind="stable")


def _generator(task: Task, *more: int) -> np.random.Generator:
    return np.random.default_rng([task.seed, task.number, *more])
