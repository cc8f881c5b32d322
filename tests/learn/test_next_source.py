from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from shotseer.core.label import Source
from shotseer.learn import next_source
from shotseer.learn.next_source import Lessons, SourceWorth, choose, learnt_from

SUGGESTED, BORDERLINE, TOP, SEARCH, RANDOM = (
    Source.SUGGESTED,
    Source.BORDERLINE,
    Source.TOP_POSITIVE,
    Source.SEARCH,
    Source.RANDOM,
)


def lessons(*given: tuple[Source, Sequence[float]], before: int = 0, after: int = 0) -> Lessons:
    """Return lessons, of which the first so many were decided wrongly before, and after."""
    gains = np.array([gain for _, some in given for gain in some], dtype=np.float64)
    places = np.arange(len(gains))
    return Lessons(
        tuple(source for source, some in given for _ in some),
        gains,
        places % 2 == 0,
        places < before,
        places < after,
    )


def of(source: Source, worths: Sequence[SourceWorth]) -> SourceWorth:
    (found,) = (worth for worth in worths if worth.source is source)
    return found


def test_a_verdict_teaches_what_its_loss_falls() -> None:
    y = np.array([True, False, True, True, False])
    before = np.array([0.5, 0.5, 0.9, 0.2, 0.0])
    after = np.array([0.9, 0.8, 0.9, 0.1, 1.0])
    # A surprise that was learnt; one that was learnt the wrong way; nothing new; noise that stays
    # odd; and no single one may weigh more than log 99.
    assert learnt_from(before, after, y) == pytest.approx(
        [math.log(1.8), math.log(0.4), 0, math.log(0.5), -math.log(99)]
    )


def test_without_verdicts_sources_are_worth_what_they_are_as_a_rule() -> None:
    found = choose(Lessons.joined([]))
    assert found.source is None
    assert found.text.startswith("Too few verdicts")
    assert [worth.source for worth in found.sources] == list(next_source.TYPICAL)
    assert [worth.gain.value for worth in found.sources] == [0.16, 0.16, 0.14, 0.02, 0, 0]
    assert all(worth.verdicts == 0 for worth in found.sources)


def test_ten_verdicts_count_as_much_as_the_rule() -> None:
    found = choose(lessons((SEARCH, [0.5] * 10), (BORDERLINE, [0.0] * 10)))
    # Weights fall by 2 ** (-1/50) a verdict: of the newer ten 9.40 in all, of the older 8.18.
    newer = sum(0.5 ** (i / 50) for i in range(10))
    older = newer * 0.5 ** (10 / 50)
    search, borderline = of(SEARCH, found.sources), of(BORDERLINE, found.sources)
    assert search.gain.value == pytest.approx((10 * 0.02 + 0.5 * older) / (10 + older))
    assert borderline.gain.value == pytest.approx(10 * 0.16 / (10 + newer))
    assert (search.verdicts, search.positives) == (10, 5)
    assert search.gain.low < search.gain.value < search.gain.high
    assert found.source is SEARCH


def test_what_is_older_counts_less() -> None:
    found = choose(
        lessons((SEARCH, [0.6] * 10), (TOP, [0.0] * 50), (BORDERLINE, [0.1] * 10))
    ).sources
    # Half as much after fifty verdicts, and a little less.
    assert of(SEARCH, found).gain.value < (10 * 0.02 + 0.6 * 5) / 15


def test_it_says_what_a_source_taught() -> None:
    given = lessons((SEARCH, [0.9] * 12), (RANDOM, [0.0] * 8), before=5, after=2)
    assert choose(given).text == (
        "Search has taught most lately: 5 of its 12 verdicts were other than the version before "
        "had said, 2 other than the next one says without having seen them."
    )
    given = lessons((SEARCH, [0.9] * 12), (RANDOM, [0.0] * 8), before=2, after=2)
    assert choose(given).text == (
        "Search has taught most lately: its 12 verdicts were the least foretold."
    )


def test_it_says_so_where_a_source_was_hardly_tried() -> None:
    given = lessons((TOP, [0.13] * 10), (RANDOM, [0.0] * 10), (SUGGESTED, [0.2]))
    found = choose(given)
    assert found.source is SUGGESTED
    assert found.text == (
        "The suggested feed may teach more than the top-positive feed, but had only 1 verdict "
        "lately: a few more would tell."
    )
    never = choose(lessons((TOP, [0.13] * 10), (RANDOM, [0.0] * 10)))
    assert never.source is SUGGESTED
    assert "had no verdict lately" in never.text


def test_only_evidence_leads_away_from_the_suggested_feed() -> None:
    found = choose(lessons((SUGGESTED, [0.1] * 10), (RANDOM, [0.0] * 10)))
    # The borderline feed might teach 0.16, but nobody has tried.
    assert found.source is SUGGESTED
    found = choose(lessons((SUGGESTED, [0.1] * 10), (SEARCH, [0.9] * 10)))
    assert found.source is SEARCH


def test_it_says_so_where_nothing_teaches() -> None:
    everywhere = [(source, [0.0]) for source in next_source.TYPICAL]
    found = choose(lessons(*everywhere * 80))
    assert found.source is None
    assert found.text.startswith("The last verdicts taught little")


def test_verdicts_from_elsewhere_do_not_count() -> None:
    given = lessons((Source.IMPORT, [3.0] * 20), (Source.REVIEW, [3.0] * 20))
    found = choose(given)
    assert found.source is None
    assert sum(worth.verdicts for worth in found.sources) == 0
    assert [worth.gain.high for worth in found.sources] == [0.16, 0.16, 0.14, 0.02, 0, 0]


@pytest.mark.parametrize("best", list(next_source.TYPICAL))
def test_it_finds_the_better_source_more_often_than_chance(best: Source) -> None:
    hints = [hint for seed in range(20) for hint in simulated(best, seed)]
    # By chance it would be a sixth.
    assert hints.count(best) > 0.5 * len(hints) > 200


def simulated(best: Source, seed: int) -> list[Source]:
    """Return the hints of the sixth to the thirtieth round, of five verdicts each.

    People follow every other hint, and else judge anywhere. What a verdict teaches is drawn around
    0.6 nats for one source and 0.02 for the others, with a spread of 0.5, and fades by half in
    fifty verdicts.
    """
    rng = np.random.default_rng(seed)
    sources = list(next_source.TYPICAL)
    parts: list[Lessons] = []
    hints: list[Source] = []
    for number in range(30):
        hint = choose(Lessons.joined(parts[-20:])).source
        if hint is not None and number >= 5:
            hints.append(hint)
        is_followed = hint is not None and rng.random() < 0.5
        source = hint if hint and is_followed else sources[rng.integers(len(sources))]
        fading = 0.5 ** (5 * number / 50)
        mean = 0.6 if source is best else 0.02
        parts.append(lessons((source, rng.normal(mean * fading, 0.5 * fading, 5).tolist())))
    return hints
