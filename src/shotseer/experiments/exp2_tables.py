"""Table 3 and what else was published of the second experiment, from runs; and honest answers.

Differences are in points, that is, hundredths of average precision.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from shotseer.experiments import cells as c
from shotseer.experiments import exp2_processes as processes
from shotseer.experiments import published
from shotseer.experiments.cells import Table
from shotseer.experiments.exp2_games import DEPLOYABLE_SPLIT
from shotseer.experiments.exp2_play import Run
from shotseer.experiments.intervals import mean, median, over_labels
from shotseer.experiments.report import tally

Row = dict[str, Any]
Values = Mapping[str, float]
"""A number for each label that has it."""

PUBLISHED_TRACKS = (c.COMPATIBLE, c.COMPATIBLE_OLD)
FULL = 1000
"""Judged shots that the published comparison ends with."""
IN_NOTEBOOK = 9
"""The first so many processes are those that the first published notebook ran."""
ALL_PROCESSES, NO_ORACLE, ABOVE_VA = "all processes", "all but the oracle", "VA"
BASELINE = "Random"
ORACLE, HEADLINE_PROCESS = "GreedyOracle", "UCBMean"


def table_3(runs: Sequence[Run], cells: Table) -> list[Row]:
    """Return percentiles over labels of the best step less the best checkpoint of VA.

    Both bests are chosen on the set they are reported on, and the two sets are of different
    splits. A process with several settings counts with the best of them for each label, but that
    of EpsilonGreedyMean is fixed, as published.
    """
    rows = []
    for track in PUBLISHED_TRACKS:
        va = best_checkpoints(cells, track)
        for name, best in _best_by_name(runs, track).items():
            rows += _percentiles(track, name, _points(_less(best, va)))
    return rows


def _percentiles(track: str, name: str, gains: Sequence[float]) -> list[Row]:
    found = np.percentile(gains, published.TABLE_3_PERCENTILES).tolist() if gains else []
    printed = published.TABLE_3.get(name)
    return [
        {
            "track": track,
            "process": name,
            "percentile": percentile,
            "value": found[place] if found else None,
            "labels": len(gains),
            "published": printed[place] if printed else None,
        }
        for place, percentile in enumerate(published.TABLE_3_PERCENTILES)
    ]


def shares(runs: Sequence[Run], cells: Table) -> list[Row]:
    """Return the share of labels, in per cent, for which a process is best, or better than VA.

    Of equally good processes the last in the order of the notebook wins. The published shares
    count pulls of 25 and of 50 shots together; ours are of 25.
    """
    return [row for track in PUBLISHED_TRACKS for row in _shares(runs, cells, track)]


def _shares(runs: Sequence[Run], cells: Table, track: str) -> list[Row]:
    ran = [process.key for process in processes.published()[:IN_NOTEBOOK]]
    best = {(run.process, run.label): run.best for run in runs if run.track == track}
    labels = [label for label in cells.labels if all(best.get((key, label)) for key in ran)]
    rows: list[Row] = []
    for among, keys in (
        (ALL_PROCESSES, ran),
        (NO_ORACLE, [key for key in ran if key != ORACLE]),
    ):
        won = [_winner({key: best[key, label] or 0.0 for key in keys}) for label in labels]
        for name in dict.fromkeys(map(_name, keys)):
            rows.append(_share(track, among, name, [one == name for one in won]))
    va = best_checkpoints(cells, track)
    for name, values in _best_by_name(runs, track).items():
        beaten = [gain > 0 for gain in _less(values, va).values()]
        rows.append(_share(track, ABOVE_VA, name, beaten))
    return rows


def headlines(runs: Sequence[Run], cells: Table) -> list[Row]:
    """Return the numbers that were quoted on their own, and what they are without the flattery.

    The first is the median over labels of two gains that were added: of VA's best up to 1,000 over
    CC, and of the best step over VA's best. The second adds two medians.
    """
    return [row for track in PUBLISHED_TRACKS for row in _headlines(runs, cells, track)]


def _headlines(runs: Sequence[Run], cells: Table, track: str) -> list[Row]:
    va = best_checkpoints(cells, track)
    over_cc = {
        label: up_to - cc
        for label in cells.labels
        if (up_to := cells.value(label, c.VA, FULL, track=track)) is not None
        and (cc := cells.value(label, c.CC, FULL, track=track)) is not None
    }
    best = _best_by_name(runs, track)
    ucb = _less(best.get(HEADLINE_PROCESS, {}), va)
    total = {label: gain + over_cc[label] for label, gain in ucb.items() if label in over_cc}
    oracle = _less(best.get(ORACLE, {}), va)
    medians = [float(np.median([*part.values()])) for part in (over_cc, oracle) if part]
    found = {
        "8.3": asdict(over_labels(_points(total), median)),
        "6.8": {"value": 100 * sum(medians) if len(medians) == 2 else None},
        "2.9": asdict(over_labels(_points(over_cc), median)),
    }
    return [
        {
            "track": track,
            "name": one.name,
            **found[one.name],
            "published": one.points,
            "meaning": one.meaning,
        }
        for one in published.HEADLINES
    ]


def honest(runs: Sequence[Run], cells: Table) -> list[Row]:
    """Return what each process gains where nothing is chosen on the test set, with intervals.

    The last step is compared with VA's last checkpoint and with CC, of as many judged shots, the
    same split and the same classifier; and with drawing sources by chance. ``area`` is the mean
    over the steps that all processes made with the label: how fast one gets there.
    """
    made: dict[str, int] = {}
    for run in runs:
        if run.track == c.HONEST:
            made[run.label] = min(len(run.curve), made.get(run.label, len(run.curve)))
    last = _by_process(runs, c.HONEST, lambda run: run.last)
    area = _by_process(runs, c.HONEST, lambda run: float(np.mean(run.curve[: made[run.label]])))
    rows = []
    for key in last:
        for measure, than, mine, other, statistic in (
            ("last", c.VA, last[key], _of_method(cells, c.VA), median),
            ("last", c.CC, last[key], _of_method(cells, c.CC), median),
            ("last", BASELINE, last[key], last[BASELINE], mean),
            ("area", BASELINE, area[key], area[BASELINE], mean),
        ):
            gains = _points(_less(mine, other))
            rows.append(
                {
                    "track": c.HONEST,
                    "process": key,
                    "measure": measure,
                    "than": than,
                    "statistic": statistic.__name__,
                    **asdict(over_labels(gains, statistic)),
                    "labels": len(gains),
                }
            )
    return rows


def missing(runs: Sequence[Run]) -> list[Row]:
    """Return how many runs ended before their time for which reason, and of which processes."""
    lost = (
        {
            "track": run.track,
            "pull": run.pull,
            "reason": run.missing,
            "process": run.process,
            "label": run.label,
        }
        for run in runs
        if run.missing
    )
    return tally(lost, ("track", "pull", "reason"), {"process": "processes"})


def steps(runs: Sequence[Run]) -> list[Row]:
    """Return every step of every run."""
    return [
        {
            "track": run.track,
            "label": run.label,
            "process": run.process,
            "pull": run.pull,
            "step": step + 1,
            "arm": arm,
            "shots": run.sizes[step],
            "positives": run.positives[step],
            "gain": run.gains[step],
            "average_precision": run.curve[step],
        }
        for run in runs
        for step, arm in enumerate(run.arms)
    ]


def best_checkpoints(cells: Table, track: str) -> Values:
    """Return the best of all checkpoints of VA for each label, by the published rules."""
    found: dict[str, float] = {}
    for cell in cells.cells:
        if cell.method == c.CHECKPOINT and cell.track == track and cell.mean is not None:
            found[cell.label] = max(cell.mean, found.get(cell.label, 0.0))
    return found


def _best_by_name(runs: Sequence[Run], track: str) -> dict[str, dict[str, float]]:
    """Return the best step for each name and label, over the settings that are reported."""
    found: dict[str, dict[str, float]] = {}
    best = _by_process(runs, track, lambda run: run.best)
    for process in processes.published():
        if process.is_reported:
            mine = found.setdefault(process.name, {})
            for label, value in best.get(process.key, {}).items():
                mine[label] = max(value, mine.get(label, 0.0))
    return found


def _by_process(
    runs: Sequence[Run], track: str, of: Callable[[Run], float | None]
) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for run in runs:
        if run.track == track:
            mine = found.setdefault(run.process, {})
            value = of(run) if run.curve else None
            if value is not None:
                mine[run.label] = value
    return found


def _of_method(cells: Table, method: str) -> Values:
    values = {
        label: cells.value(label, method, FULL, track=c.HONEST, seed=DEPLOYABLE_SPLIT, head=c.OURS)
        for label in cells.labels
    }
    return {label: value for label, value in values.items() if value is not None}


def _less(mine: Values, other: Values) -> dict[str, float]:
    return {label: value - other[label] for label, value in mine.items() if label in other}


def _points(gains: Values) -> list[float]:
    return [100 * gain for gain in gains.values()]


def _winner(best: Values) -> str:
    highest = max(best.values())
    return _name([key for key, value in best.items() if value == highest][-1])


def _name(key: str) -> str:
    return key.split()[0]


def _share(track: str, among: str, name: str, given: Sequence[bool]) -> Row:
    return {
        "track": track,
        "among": among,
        "process": name,
        "value": 100 * sum(given) / len(given) if given else None,
        "labels": len(given),
        "published": published.SHARES.get((among, name)),
    }
