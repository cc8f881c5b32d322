"""What a pull gains in the second experiment: by the published rules, and by rules to deploy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np

from shotseer.core.classifier import LinearHead, probability
from shotseer.core.errors import NotReadyError
from shotseer.estimators.text_prior import TextPriorEstimator
from shotseer.experiments import resamples
from shotseer.experiments.compatible import FOLDS, split
from shotseer.experiments.exp2_play import PULL
from shotseer.experiments.exp2_pools import ARMS, deployable_pools, published_pools, pull
from shotseer.experiments.heads import default_examples, examples
from shotseer.experiments.honest import split_by_video
from shotseer.experiments.label_data import Judged, LabelData, unit
from shotseer.experiments.resamples import Measure
from shotseer.experiments.training_sets import LabelledKeys
from shotseer.learn import training
from shotseer.learn.evaluation import average_precision
from shotseer.learn.next_source import learnt_from
from shotseer.learn.paper_fit import Undefined, fit_paper

SPLIT = 1
"""The seed of the published split; that of the first experiment is another one."""
DEPLOYABLE_SPLIT = 0
"""One split for both experiments."""


@dataclass(frozen=True, slots=True)
class Measured:
    """All that the published rules ask for: the average precision on the test set."""

    average_precision: float


Known: TypeAlias = dict[tuple[frozenset[tuple[str, bool]], str], Measured]
"""What came of which shots, and by which rule, where that makes a difference."""


class PublishedGame:
    """The published rules: the test set that is reported on is what rewards, too.

    Before the first pull each arm is tried once, and the shots put back. The worst of the three
    is the zero of the scale, and what each was better is known of it from the start.

    Args:
        data: of the label.
        undefined: what the average precision of a fold without a positive is.
        known: what was measured already, also by a game where that is something else.
        count: shots of a pull.

    Raises:
        NotReadyError: a part of the split has no positive.
    """

    def __init__(
        self, data: LabelData, undefined: Undefined, known: Known, count: int = PULL
    ) -> None:
        self._data = data
        self._undefined = undefined
        self._known = known
        self._count = count
        self._test = split(data, SPLIT)
        self.pools = published_pools(data, self._test.keys)

    @cached_property
    def start(self) -> Mapping[str, Sequence[float]]:
        """What each arm was better than the worst, when tried alone."""
        return {arm: [level - self._floor] for arm, level in self._levels.items()}

    def learn(self, shots: Judged) -> Measured:
        """Fit the published classifier; the same shots are learnt from once."""
        train = LabelledKeys.of_pool(shots)
        has_enough = len(train.positives) >= FOLDS
        key = frozenset(shots), "" if has_enough else self._undefined
        if key not in self._known:
            fit = fit_paper(*examples(self._data, train), undefined=self._undefined)
            scores = fit.logits(self._test.rows)
            values = resamples.average_precisions(scores, self._test.y)
            self._known[key] = Measured(Measure.of(values).mean)
        return self._known[key]

    def gain(self, before: Measured | None, after: Measured) -> float:
        """Return by how much the average precision rose."""
        level = self._floor if before is None else before.average_precision
        return after.average_precision - level

    @property
    def _floor(self) -> float:
        return min(self._levels.values())

    @cached_property
    def _levels(self) -> Mapping[str, float]:
        return {arm: self._level(arm) for arm in ARMS}

    def _level(self, arm: str) -> float:
        """Return the average precision of an arm alone; what cannot be learnt from counts as 0."""
        taken, _ = pull(self.pools, arm, self._count)
        try:
            return self.learn(taken).average_precision
        except NotReadyError:
            return 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Learnt:
    """A state of the deployable game.

    Attributes:
        average_precision: on the test set; only the reader sees it.
        said: for each shot that was learnt from, the probability that was said without it.
        head: says the probability of any other; ``None`` where nothing was learnt.
    """

    average_precision: float
    said: Mapping[str, float]
    head: LinearHead | None


class DeployableGame:
    """Rules that could be followed while the annotator works; no test set has a say.

    A pull is rewarded by what its verdicts taught, see `learn.next_source`. The classifier is our
    default recipe: scores of the published one often collapse to the share of positives, so that
    no such reward could be read off them. A pull is what an annotator judges; of that, shots of
    held-out videos are not learnt from, as in the first experiment.

    Raises:
        NotReadyError: no held-out shot is positive.
    """

    def __init__(self, data: LabelData) -> None:
        self._data = data
        self._split = split_by_video(data, DEPLOYABLE_SPLIT)
        self._test = self._split.tests[0]
        if not self._test.y.any():
            raise NotReadyError("no positive among the held-out shots")
        self._known: dict[frozenset[tuple[str, bool]], Learnt] = {}
        self.pools = deployable_pools(data)
        self.start: Mapping[str, Sequence[float]] = {arm: [] for arm in ARMS}

    def learn(self, shots: Judged) -> Learnt:
        """Fit, and say of each shot what is thought of it without it."""
        usable = frozenset(one for one in shots if one[0] not in self._split.keys)
        if usable not in self._known:
            self._known[usable] = self._learn(LabelledKeys.of_pool(tuple(usable)))
        return self._known[usable]

    def gain(self, before: Learnt | None, after: Learnt) -> float:
        """Return what the new verdicts taught, on average; without any it is 0."""
        known = {} if before is None else before.said
        new = [key for key in after.said if key not in known]
        if not new:
            return 0.0
        y = np.array([self._verdicts[key] for key in new], dtype=np.bool_)
        said = np.array([after.said[key] for key in new])
        rows = unit(self._data.vectors[self._data.rows(new)])
        head = None if before is None else before.head
        # Before anything is learnt, either verdict is as likely.
        foretold = np.full(len(new), 0.5) if head is None else probability(head.logits(rows))
        return float(learnt_from(foretold, said, y).mean())

    @cached_property
    def _verdicts(self) -> Mapping[str, bool]:
        return {key: verdict for pool in self.pools.values() for key, verdict in pool.shots}

    def _learn(self, train: LabelledKeys) -> Learnt:
        given = default_examples(self._data, train, self._split.videos)
        trained = training.train(TextPriorEstimator(), given)
        said = trained.out_of_fold
        if said is None:
            said = probability(trained.head.logits(given.X))
        scores = trained.head.logits(unit(self._test.rows)).astype(np.float64)
        return Learnt(
            average_precision(scores, self._test.y),
            dict(zip(train.keys, said.tolist(), strict=True)),
            trained.head,
        )
