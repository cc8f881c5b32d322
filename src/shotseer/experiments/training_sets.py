"""Which shots the published experiments train on, and in which order.

Everything here is about keys: no vectors, no files. Rules and quirks are those of the released code
of Video Annotator (Ziai and Vartakavi 2024).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from shotseer.core.errors import NotReadyError
from shotseer.experiments.cells import CC, RCC

Pool = Sequence[tuple[str, bool]]
"""Judged shots in the order in which they were offered: key and verdict."""

NO_SHOTS, BOTH = "no shots", "a shot is both positive and negative"


@dataclass(frozen=True, slots=True)
class LabelledKeys:
    """Judged shots as a classifier gets them: first the positives, then the negatives.

    Both are sorted by key. The order matters: it decides which fold a row falls into.
    """

    positives: tuple[str, ...]
    negatives: tuple[str, ...]

    @classmethod
    def of(cls, positives: Iterable[str], negatives: Iterable[str]) -> LabelledKeys:
        """Take sets of keys.

        Raises:
            NotReadyError: there is none, or one is in both.
        """
        yes, no = set(positives), set(negatives)
        if not yes and not no:
            raise NotReadyError(NO_SHOTS)
        if yes & no:
            raise NotReadyError(BOTH)
        return cls(tuple(sorted(yes)), tuple(sorted(no)))

    @classmethod
    def of_pool(cls, pool: Pool) -> LabelledKeys:
        """Take judged shots in any order.

        Raises:
            NotReadyError: there is none, or one was judged both ways.
        """
        return cls.of((key for key, yes in pool if yes), (key for key, yes in pool if not yes))

    def __len__(self) -> int:
        return len(self.positives) + len(self.negatives)

    @property
    def keys(self) -> tuple[str, ...]:
        """All keys, in the order of the rows."""
        return self.positives + self.negatives

    def without(self, keys: Collection[str]) -> LabelledKeys:
        """Return the others.

        Raises:
            NotReadyError: nothing is left.
        """
        return LabelledKeys.of(
            (key for key in self.positives if key not in keys),
            (key for key in self.negatives if key not in keys),
        )

    def joined(self, other: LabelledKeys) -> LabelledKeys:
        """Return the shots of both, each once.

        Raises:
            NotReadyError: they disagree on a shot.
        """
        return LabelledKeys.of(self.positives + other.positives, self.negatives + other.negatives)


def without(pool: Pool, keys: Collection[str]) -> Pool:
    """Return a pool, in its order, without some shots."""
    return [(key, yes) for key, yes in pool if key not in keys]


def first(pool: Pool, n: int) -> LabelledKeys:
    """Return the first ``n`` shots of a pool, or all where it has fewer.

    Raises:
        NotReadyError: there is none.
    """
    return LabelledKeys.of_pool(pool[:n])


def combined(random: Pool, zero_shot: Pool, n: int) -> LabelledKeys:
    """Return the training set of CC: half random, half zero-shot, ``n`` together.

    Half of 25 is 12: Python rounds half to even. A shot that both pools offer counts once, so that
    there may be fewer than ``n``.

    Raises:
        NotReadyError: a half is empty, or they disagree on a shot.
    """
    n_random = round(n / 2)
    return first(random, n_random).joined(first(zero_shot, n - n_random))


def prefix(method: str, random: Pool, zero_shot: Pool, n: int) -> LabelledKeys:
    """Return what RCC, ZSC or CC trains on.

    Raises:
        NotReadyError: there is nothing, or the pools disagree on a shot.
    """
    if method == CC:
        return combined(random, zero_shot, n)
    return first(random if method == RCC else zero_shot, n)


def stratified(pool: Pool, n: int) -> Pool:
    """Return ``n`` shots of a pool with its own share of positives, but at least one.

    An annotator could not draw so, as nobody knows the share beforehand. The published figure of
    data diversity and the second experiment do.

    Raises:
        NotReadyError: the pool is empty.
    """
    if not pool:
        raise NotReadyError(NO_SHOTS)
    positives = [one for one in pool if one[1]]
    negatives = [one for one in pool if not one[1]]
    count = min(len(positives), max(round(len(positives) / len(pool) * n), 1))
    return positives[:count] + negatives[: max(0, min(len(negatives), n - count))]


def stratified_halves(random: Pool, zero_shot: Pool, n: int) -> LabelledKeys:
    """Return the set of CC in the published figure of data diversity: two halves of ``n // 2``.

    Raises:
        NotReadyError: a pool is empty, or they disagree on a shot.
    """
    half = n // 2
    return LabelledKeys.of_pool([*stratified(random, half), *stratified(zero_shot, half)])
