"""The published tables from cells: rows of plain values.

Every row has a ``value`` and what was ``published`` in its place, if anything. Differences of
average precision are in points, that is, in hundredths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from shotseer.experiments import cells as c
from shotseer.experiments import published
from shotseer.experiments.cells import Cell, Table
from shotseer.experiments.gains import Pair, Side, Where, pairs
from shotseer.experiments.intervals import mean, median, over_labels
from shotseer.experiments.label_data import NO_GROUP, group_of
from shotseer.experiments.report import tally

Row = dict[str, Any]

OF_VA, OF_CC = Side(c.VA), Side(c.CC)
PLACES = (
    Where(c.COMPATIBLE),
    Where(c.COMPATIBLE_OLD),
    Where(c.HONEST),
    Where(c.HONEST, c.CORPUS),
)
MISSING_COLUMNS = ("track", "reason", "methods", "heads", "tests", "n", "labels", "cells")
TRAINED = (c.RCC, c.ZSC, c.CC, c.VA)


def table_2(table: Table) -> list[Row]:
    """Return the median gain of VA over CC, in points, by group of labels and ``n``.

    The released code leaves out labels where both are exactly equal. So do the compatible tracks;
    ``value_with_ties`` is with them.
    """
    rows = []
    for where in PLACES:
        for n in c.NS:
            found = pairs(table, where, OF_VA, OF_CC, n)
            for group in _groups(table.labels):
                chosen = [one for one in found if group in (published.ALL, group_of(one.label))]
                rows.append(_table_2_row(where, group, n, chosen))
    return rows


def _table_2_row(where: Where, group: str, n: int, found: Sequence[Pair]) -> Row:
    every = [100 * one.gain for one in found if one.gain is not None]
    counted = every if where.track == c.HONEST else [gain for gain in every if gain]
    return {
        "track": where.track,
        "test": where.test,
        "group": group,
        "n": n,
        **asdict(over_labels(counted, median)),
        "labels": len(counted),
        "ties": len([gain for gain in every if not gain]),
        "value_with_ties": float(np.median(every)) if every else None,
        **_published(published.TABLE_2.get(group), n),
    }


def spread(table: Table) -> list[Row]:
    """Return how the gain of VA over each other method spreads over labels, in points.

    The interval is that of the mean.
    """
    return [
        row
        for where in PLACES
        for method in c.BASELINES
        for n in c.NS
        for row in _spread_rows(where, method, n, _gains(table, where, Side(method), n))
    ]


def _spread_rows(where: Where, method: str, n: int, gains: Sequence[float]) -> list[Row]:
    p25, p75 = np.percentile(gains, [25, 75]).tolist() if gains else (None, None)
    values = {
        "p25": {"value": p25},
        "mean": asdict(over_labels(gains, mean)),
        "p75": {"value": p75},
    }
    printed = published.SPREAD[method][c.NS.index(n)]
    return [
        {
            "track": where.track,
            "test": where.test,
            "method": method,
            "n": n,
            "statistic": name,
            **{"value": None, "low": None, "high": None, **found},
            "labels": len(gains),
            "published": one,
        }
        for (name, found), one in zip(values.items(), printed, strict=True)
    ]


def pooled(table: Table) -> list[Row]:
    """Return the gain of VA over CC with all labels and ``n`` together, in points and per cent."""
    rows = []
    for where in PLACES:
        every = [one for n in c.NS for one in pairs(table, where, OF_VA, OF_CC, n)]
        there = [one for one in every if one.gain is not None]
        if where.track != c.HONEST:
            there = [one for one in there if one.gain]
        found = _statistics(
            np.array([100 * (one.gain or 0) for one in there]),
            np.array([100 * ((one.ours or 0) / one.theirs - 1) for one in there if one.theirs]),
        )
        rows += [
            {
                "track": where.track,
                "test": where.test,
                "statistic": name,
                "value": value,
                "published": published.POOLED[name],
            }
            for name, value in found.items()
        ]
    return rows


def _statistics(gains: np.ndarray, ratios: np.ndarray) -> Row:
    if len(gains) < 2 or len(ratios) == 0:
        return {name: None for name in published.POOLED}
    p25, p50, p75 = np.percentile(gains, [25, 50, 75]).tolist()
    return {
        "pairs": len(gains),
        "mean": float(gains.mean()),
        "sd": float(gains.std(ddof=1)),
        "p25": p25,
        "p50": p50,
        "p75": p75,
        "min": float(gains.min()),
        "max": float(gains.max()),
        "ratio_mean": float(ratios.mean()),
        "ratio_p50": float(np.median(ratios)),
    }


def figure_7(table: Table) -> list[Row]:
    """Return the share of labels, in per cent, for which a method can be trained at ``n``.

    The released code drops labels without a checkpoint of VA at ``n`` before it counts, and divides
    by all labels nevertheless. The honest track asks each method on its own, VA included, and
    counts a label as far as its splits could be trained.
    """
    rows = []
    for track in filter(table.seeds, c.TRACKS):
        for method in TRAINED if track == c.HONEST else (c.ZSC, c.RCC, c.CC):
            for n in c.NS:
                counted = sum(_coverage(table, track, method, n, label) for label in table.labels)
                rows.append(
                    {
                        "track": track,
                        "method": method,
                        "n": n,
                        "value": 100 * counted / len(table.labels),
                        "labels": len(table.labels),
                        **_published(published.FIGURE_7.get(method), n),
                    }
                )
    return rows


def _coverage(table: Table, track: str, method: str, n: int, label: str) -> float:
    seeds = table.seeds(track)
    there = [table.is_trained(label, method, n, track=track, seed=seed) for seed in seeds]
    if track == c.HONEST:
        return sum(there) / len(seeds)
    return float(there[0] and table.value(label, c.VA, n, track=track) is not None)


def figure_9(table: Table) -> list[Row]:
    """Return the share of labels, in per cent, where VA beats each other method.

    In the released code a method that is missing is beaten, and an equal one beats VA. In the
    honest track a label where either is missing does not count, and equal is half a win.
    """
    rows = []
    for where in PLACES:
        for method in c.BASELINES:
            for n in c.NS:
                rows.append(_figure_9_row(where, method, n, pairs_of(table, where, method, n)))
    return rows


def pairs_of(table: Table, where: Where, method: str, n: int) -> list[Pair]:
    """Return VA against a method on all labels where VA is there."""
    found = pairs(table, where, OF_VA, Side(method), n)
    return [one for one in found if one.has_ours]


def _figure_9_row(where: Where, method: str, n: int, found: Sequence[Pair]) -> Row:
    gains = [one.gain for one in found if one.gain is not None]
    wins, losses = sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)
    ties, missing = len(gains) - wins - losses, len(found) - len(gains)
    if where.track == c.HONEST:
        won, counted = wins + ties / 2, len(gains)
    else:
        won, counted = wins + missing, len(found)
    return {
        "track": where.track,
        "test": where.test,
        "method": method,
        "n": n,
        "value": 100 * won / counted if counted else None,
        "labels": counted,
        "wins": wins,
        "ties": ties,
        "losses": losses,
        "missing": missing,
        **_published(published.FIGURE_9.get(method), n),
    }


def heads(table: Table) -> list[Row]:
    """Return our default head beside the published one, trained on the very same rows.

    The value is the mean gain of ours over labels, in points. Only labels and splits count where
    both heads could be trained; ``only_default`` counts labels where only ours could.
    """
    return [
        _heads_row(table, Where(c.HONEST, test), method, n)
        for test in (c.SELECTED, c.CORPUS)
        for method in TRAINED
        for n in c.NS
    ]


def _heads_row(table: Table, where: Where, method: str, n: int) -> Row:
    found = pairs(table, where, Side(method, c.OURS), Side(method), n)
    gains = [100 * one.gain for one in found if one.gain is not None]
    return {
        "test": where.test,
        "method": method,
        "n": n,
        **asdict(over_labels(gains, mean)),
        "labels": len(gains),
        "paper_ap": _mean([one.theirs for one in found]),
        "default_ap": _mean([one.ours for one in found]),
        "wins": sum(gain > 0 for gain in gains),
        "losses": sum(gain < 0 for gain in gains),
        "only_default": sum(one.has_ours and not one.has_theirs for one in found),
    }


def missing(cells: Sequence[Cell]) -> list[Row]:
    """Return how many cells by average precision have no number for which reason, and which."""
    lost = (
        {**cell.plain(), "reason": cell.missing}
        for cell in cells
        if cell.mean is None and cell.scoring == c.BY_AP
    )
    listed = {"method": "methods", "head": "heads", "test": "tests", "n": "n"}
    return tally(lost, ("track", "reason"), listed)


def _gains(table: Table, where: Where, theirs: Side, n: int) -> list[float]:
    """Return gains of VA in points; the compatible tracks leave out those of nothing."""
    found = [one.gain for one in pairs(table, where, OF_VA, theirs, n) if one.gain is not None]
    return [100 * gain for gain in found if gain or where.track == c.HONEST]


def _groups(labels: Sequence[str]) -> list[str]:
    there = {group_of(label) for label in labels}
    return [*(g for g in sorted({*published.TABLE_2, NO_GROUP}) if g in there), published.ALL]


def _published(values: Sequence[float | None] | None, n: int) -> Row:
    return {"published": None if values is None else values[c.NS.index(n)]}


def _mean(values: Sequence[float | None]) -> float | None:
    there = [value for value in values if value is not None]
    return sum(there) / len(there) if there else None
