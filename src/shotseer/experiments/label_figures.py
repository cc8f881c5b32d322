"""Plots of a benchmark of simulated annotators, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from shotseer.core.errors import InputError
from shotseer.experiments.figures import DPI, INK, library, look
from shotseer.experiments.label_bench import SetResult
from shotseer.experiments.label_summary import Summary, curves_of, summarise
from shotseer.experiments.methods import COMBINED, PAPER, SHOTSEER, ZERO_SHOT

STYLES: dict[str, tuple[str, str, Any, str]] = {
    # colour, marker, line, words
    SHOTSEER: ("#0072B2", "o", "-", "shotseer"),
    PAPER: ("#D55E00", "s", "--", "paper: four feeds"),
    COMBINED: ("#009E73", "^", "-.", "CC: half random, half zero-shot"),
    ZERO_SHOT: ("#CC79A7", "v", (0, (5, 1)), "zero-shot: text alone"),
}
OTHER = (INK, "x", ":")
BETTER, WORSE = "#0072B2", "#D55E00"
ROW = 3
"""Panels side by side at most."""
PANEL = (3.6, 3.2)


def draw_all(folder: Path, results: Sequence[SetResult], whole: Summary) -> list[Path]:
    """Draw the curves of each set and of all, and our gains task by task; return the files.

    Args:
        folder: where to; it is there.
        results: of at least one set.
        whole: what they say together.

    Raises:
        PluginError: matplotlib is not installed.
        InputError: the folder cannot be written to.
    """
    plots = library()
    with plots.rc_context(look()):
        drawn = _save(_draw_curves(plots, results, whole), folder, "curves")
        return [*drawn, *_save(_draw_gains(plots, results, whole), folder, "gains")]


def _draw_curves(plots: Any, results: Sequence[SetResult], whole: Summary) -> Any:
    panels = [summarise([one]) for one in results]
    titles = [one.name for one in panels]
    if len(panels) > 1:
        panels.append(whole)
        titles.append(f"mean of {len(results)} sets")
    figure, axes = _panels(plots, len(panels), least_width=2)
    for axis, title, summary in zip(axes, titles, panels, strict=True):
        axis.set(title=f"{title}: {summary.tasks} tasks", xlabel="judgements", ylim=(0, 1))
        axis.set_xscale("log", base=2)
        axis.set_xticks(summary.marks, [str(mark) for mark in summary.marks])
        axis.minorticks_off()
        for name in summary.methods:
            _curve(axis, name, summary)
    _label_left(axes, "mean average precision")
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _curve(axis: Any, name: str, summary: Summary) -> None:
    colour, marker, line, words = STYLES.get(name, (*OTHER, name))
    points = summary.methods[name].mean_ap
    values = [one.value for one in points.values()]
    axis.plot(summary.marks, values, color=colour, marker=marker, linestyle=line, label=words)
    known = [(n, one.low, one.high) for n, one in points.items() if one.low is not None]
    if known:
        axis.fill_between(*zip(*known, strict=True), color=colour, alpha=0.12, linewidth=0)


def _draw_gains(plots: Any, results: Sequence[SetResult], whole: Summary) -> Any:
    figure, axes = _panels(plots, len(whole.marks), least_width=ROW)
    for axis, mark in zip(axes, whole.marks, strict=True):
        gain = whole.methods[SHOTSEER].gain[mark].value or 0.0
        words = "mean" if len(results) == 1 else "mean over sets"
        _bars(axis, _gains(results, mark), 100 * gain, words)
        axis.set(title=f"{mark} judgements", xticks=[], xlabel="tasks, best first")
    _label_left(axes, "shotseer less paper, points of AP")
    return figure


def _bars(axis: Any, gains: Sequence[tuple[float, str]], mean: float, words: str) -> None:
    """Draw a bar for each task, and the mean that the tables have."""
    heights = np.array([gain for gain, _ in gains])
    colours = [BETTER if gain >= 0 else WORSE for gain in heights]
    axis.bar(np.arange(len(heights)), heights, color=colours, width=1.0, linewidth=0)
    axis.set_axisbelow(True)
    axis.axhline(0, color=INK, linewidth=0.8)
    axis.axhline(mean, color=INK, linewidth=0.8, linestyle="--")
    axis.annotate(
        f"{np.count_nonzero(heights > 0)} better, {np.count_nonzero(heights < 0)} worse\n"
        f"{words} {mean:+.1f}\n"
        f"least {heights[-1]:+.1f}: {gains[-1][1]}",
        (0.98, 0.96),
        xycoords="axes fraction",
        ha="right",
        va="top",
    )


def _gains(results: Sequence[SetResult], mark: int) -> list[tuple[float, str]]:
    """Return our points above the paper's loop on each task of all sets, best first."""
    gains = []
    for one in results:
        ours, theirs = (curves_of(one, name, (mark,))[:, 0] for name in (SHOTSEER, PAPER))
        names = [task.task for task in one.results]
        gains += list(zip((100 * (ours - theirs)).tolist(), names, strict=True))
    return sorted(gains, reverse=True)


def _panels(plots: Any, count: int, *, least_width: int) -> tuple[Any, list[Any]]:
    """Return a figure with so many panels of one scale, and room for its words."""
    columns = min(count, ROW)
    rows = -(-count // columns)
    size = (PANEL[0] * max(columns, least_width), PANEL[1] * rows + 0.6)
    figure = plots.figure.Figure(figsize=size, layout="constrained")
    grid = list(figure.subplots(rows, columns, sharey=True, squeeze=False).flat)
    for spare in grid[count:]:
        spare.remove()
    return figure, grid[:count]


def _label_left(axes: Sequence[Any], words: str) -> None:
    for axis in axes[::ROW]:
        axis.set_ylabel(words)


def _save(figure: Any, folder: Path, name: str) -> list[Path]:
    paths = [folder / f"{name}.png", folder / f"{name}.svg"]
    try:
        for path, facts in zip(paths, ({"Software": None}, {"Date": None}), strict=True):
            figure.savefig(path, dpi=DPI, metadata=facts)
    except OSError as error:
        raise InputError(
            f"cannot write to {folder}: {error.strerror}", hint="Name another folder with --out."
        ) from error
    return paths
