"""The published curves from cells: one label's precision, and data diversity, against ``n``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from shotseer.experiments import cells as c
from shotseer.experiments import published
from shotseer.experiments.cells import Cell, DataScore
from shotseer.experiments.data_scores import upper_bound
from shotseer.experiments.intervals import mean, over_labels

Row = dict[str, Any]


def figure_8(cells: Sequence[Cell], label: str) -> list[Row]:
    """Return average precision against ``n`` for one label.

    On the compatible track VA is drawn at every checkpoint, not at its best. On the honest track
    each point is the mean over the splits that have one.
    """
    found: dict[tuple[str, str, str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        is_drawn = cell.track in (c.COMPATIBLE, c.HONEST) and cell.test == c.SELECTED
        is_best = cell.track == c.COMPATIBLE and cell.method == c.VA
        if cell.label == label and cell.scoring == c.BY_AP and is_drawn and not is_best:
            method = c.VA if cell.method == c.CHECKPOINT else cell.method
            found[cell.track, method, cell.head, cell.n].append(cell)
    return [
        row
        for (track, method, head, n), here in sorted(found.items())
        for row in _points(here, {"track": track, "method": method, "head": head, "n": n})
    ]


def _points(cells: Sequence[Cell], names: Row) -> list[Row]:
    values = [cell.mean for cell in cells if cell.mean is not None]
    if not values:
        return []
    label = cells[0].label
    if names["track"] == c.COMPATIBLE:
        # Two checkpoints may be of the same size.
        return [
            {"label": label, **names, "value": value, "splits": 1, **_printed(label, names)}
            for value in values
        ]
    value = sum(values) / len(values)
    return [{"label": label, **names, "value": value, "splits": len(values), "published": None}]


def _printed(label: str, names: Row) -> Row:
    values = published.FIGURE_8.get(names["method"])
    if label != published.FIGURE_8_LABEL or values is None:
        return {"published": None}
    return {"published": values[c.NS.index(names["n"])] if names["n"] else values[0]}


def figure_10(scores: Sequence[DataScore]) -> list[Row]:
    """Return the mean data diversity over labels against ``n``, and the most that is possible."""
    found: dict[tuple[str, str, int], list[float]] = defaultdict(list)
    for one in scores:
        found[one.track, one.method, one.n].append(one.score)
    rows = []
    for (track, method, n), values in sorted(found.items()):
        printed = published.FIGURE_10.get(method) if track == c.COMPATIBLE else None
        rows.append(
            {
                "track": track,
                "method": method,
                "n": n,
                **asdict(over_labels(values, mean)),
                "labels": len(values),
                "upper_bound": upper_bound(n),
                "published": printed[c.NS.index(n)] if printed else None,
            }
        )
    return rows


def label_of_figure_8(labels: Sequence[str]) -> str:
    """Return the published label where it is there, else the first one."""
    return published.FIGURE_8_LABEL if published.FIGURE_8_LABEL in labels else labels[0]
