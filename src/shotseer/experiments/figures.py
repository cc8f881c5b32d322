"""Figures 7 to 10 as PNG and SVG.

Colours are those of Okabe and Ito, told apart by people with any colour vision; every series has a
marker and a kind of line of its own as well, so that a print in grey can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from shotseer.core.errors import PluginError
from shotseer.experiments import cells as c

Row = dict[str, Any]

INK, GRID, PAPER_MARK = "#333333", "#d9d9d9", "#000000"
STYLES: dict[str, tuple[str, str, str, str]] = {
    # colour, marker, line, words
    c.VA: ("#0072B2", "o", "-", "VA: four feeds"),
    c.CC: ("#D55E00", "s", "--", "CC: half random, half zero-shot"),
    c.ZSC: ("#009E73", "^", "-.", "ZSC: zero-shot hits"),
    c.RCC: ("#CC79A7", "D", ":", "RCC: random"),
    c.ZS: ("#56B4E9", "v", (0, (5, 1)), "ZS: text alone"),  # type: ignore[dict-item]
    c.B: ("#999999", "x", (0, (1, 1)), "B: chance"),  # type: ignore[dict-item]
}
CAPTIONS = {
    "fig7": "Labels with enough data. Lines that meet are drawn side by side.",
    "fig8": "Average precision of one label.",
    "fig9": "Where VA is better. Lines that meet are drawn side by side.",
    "fig10": "Data diversity, and the most that so many shots can reach. On the compatible track, "
    "as in the released code, checkpoints of VA are drawn at their size rounded down to tens: one "
    "of 33 shots stands at 30, so that it may lie above the line (0.165 is possible with 33 shots, "
    "0.15 with 30).",
}
TITLES = {c.COMPATIBLE: "compatible track", c.HONEST: "honest track"}
SIZE = (10.0, 4.2)
DPI = 144
DODGE = 0.09
"""How far apart lines of neighbouring methods are, where steps of ``n`` are 1."""
WIDTHS = (3.4, 2.8, 2.2, 1.6, 1.0)
"""Of lines that may lie on one another, in the order in which they are drawn."""
SALT = "shotseer"
"""Makes the names inside an SVG, and with them its bytes, the same every time."""


def draw_all(
    folder: Path, tables: dict[str, list[Row]], *, is_published: bool, about: str
) -> list[Path]:
    """Draw figures 7 to 10 from their rows; return the files.

    Args:
        folder: where to; it is there.
        tables: rows by the name of the figure: ``fig7`` to ``fig10``.
        is_published: whether published values belong to this data, and are drawn as crosses.
        about: which labels they are about. Figure 8 is about one, and names it.

    Raises:
        PluginError: matplotlib is not installed.
    """
    plots = library()
    drawn: list[Path] = []
    parts: dict[str, Callable[[Any, Sequence[Row], bool], None]] = {
        "fig7": _figure_7,
        "fig8": _figure_8,
        "fig9": _figure_9,
        "fig10": _figure_10,
    }
    for name, draw in parts.items():
        with plots.rc_context(look()):
            figure = plots.figure.Figure(figsize=SIZE, layout="constrained")
            axes = figure.subplots(1, 2, sharex=True, sharey=True)
            if draw is not _figure_8:
                figure.suptitle(about, x=0.01, ha="left", fontsize=10)
            for axis, track in zip(axes, (c.COMPATIBLE, c.HONEST), strict=True):
                axis.set_title(TITLES[track])
                axis.set_xlabel("judged shots")
                draw(axis, [row for row in tables[name] if row["track"] == track], is_published)
            axes[1].set_ylabel("")
            _legend(figure, axes)
            for kind, facts in (("png", {"Software": None}), ("svg", {"Date": None})):
                path = folder / f"{name}.{kind}"
                figure.savefig(path, dpi=DPI, metadata=facts)
                drawn.append(path)
    return drawn


def _figure_7(axis: Any, rows: Sequence[Row], is_published: bool) -> None:
    _even(axis)
    axis.set(ylim=(-4, 105), ylabel="labels that can be trained, %")
    _series(axis, rows, is_published, (c.VA, c.CC, c.ZSC, c.RCC))


def _figure_8(axis: Any, rows: Sequence[Row], is_published: bool) -> None:
    if rows:
        axis.set_title(f"{rows[0]['label']}, {TITLES[rows[0]['track']]}")
    axis.set(ylim=(0, 1.02), ylabel="average precision")
    for method in STYLES:
        mine = [row for row in rows if row["method"] == method and row["head"] != c.OURS]
        if method in (c.B, c.ZS) and mine:
            colour, _, line, words = STYLES[method]
            axis.axhline(mine[0]["value"], color=colour, linestyle=line, label=words)
        else:
            _line(axis, method, mine)
    ours = [row for row in rows if row["method"] == c.VA and row["head"] == c.OURS]
    if ours:
        axis.plot(
            [row["n"] for row in ours],
            [row["value"] for row in ours],
            color=INK,
            marker="*",
            markersize=8,
            label="VA's shots, our default recipe",
        )
    _crosses(axis, rows, is_published, lambda row: row["n"])


def _figure_9(axis: Any, rows: Sequence[Row], is_published: bool) -> None:
    _even(axis)
    axis.set(ylim=(-4, 105), ylabel="labels where VA is better, %")
    axis.axhline(50, color=INK, linewidth=0.8)
    chosen = [row for row in rows if row["test"] == c.SELECTED]
    _series(axis, chosen, is_published, (c.CC, c.ZSC, c.RCC, c.ZS, c.B))


def _figure_10(axis: Any, rows: Sequence[Row], is_published: bool) -> None:
    axis.set(ylim=(0, 1.05), xlim=(0, 1020), ylabel="data diversity")
    axis.plot([0, 200, 1000], [0, 1, 1], color=INK, linewidth=0.8, label="most possible")
    if any(row["track"] == c.COMPATIBLE for row in rows):
        axis.set_xlabel("judged shots (VA's rounded down to tens)")
    for method in (c.VA, c.CC, c.ZSC, c.RCC):
        mine = [row for row in rows if row["method"] == method]
        _line(axis, method, mine, dots=len(mine) <= len(c.NS))
        # Where there are too few labels for an interval, the band is broken.
        band = [[_or_nan(row[side]) for row in mine] for side in ("low", "high")]
        at = [row["n"] for row in mine]
        axis.fill_between(at, *band, color=STYLES[method][0], alpha=0.15, linewidth=0)
    _crosses(axis, rows, is_published, lambda row: row["n"])


def _series(axis: Any, rows: Sequence[Row], is_published: bool, methods: Sequence[str]) -> None:
    """Draw lines side by side, the first one widest, so that each is seen where several meet."""
    aside = {
        method: DODGE * (place - (len(methods) - 1) / 2) for place, method in enumerate(methods)
    }

    def place(row: Row) -> float:
        return c.NS.index(row["n"]) + aside[row["method"]]

    for method, width in zip(methods, WIDTHS, strict=False):
        mine = [row for row in rows if row["method"] == method]
        _line(axis, method, mine, place, width=width)
    _crosses(axis, rows, is_published, place)


def _line(
    axis: Any,
    method: str,
    rows: Sequence[Row],
    place: Callable[[Row], float] = lambda row: float(row["n"]),
    *,
    dots: bool = True,
    width: float = 1.5,
) -> None:
    there = [row for row in rows if row["value"] is not None]
    if there:
        colour, marker, line, words = STYLES[method]
        axis.plot(
            [place(row) for row in there],
            [row["value"] for row in there],
            color=colour,
            marker=marker if dots else "",
            linestyle=line,
            linewidth=width,
            label=words,
        )


def _crosses(
    axis: Any, rows: Sequence[Row], is_published: bool, place: Callable[[Row], float]
) -> None:
    there = [row for row in rows if row["published"] is not None and row["n"]]
    if is_published and there:
        axis.plot(
            [place(row) for row in there],
            [row["published"] for row in there],
            color=PAPER_MARK,
            marker="+",
            linestyle="",
            label="published",
        )


def _or_nan(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _even(axis: Any) -> None:
    """Put the five ``n`` at even distances: on a scale of numbers the first three would stick."""
    axis.set_xticks(range(len(c.NS)), [str(n) for n in c.NS])
    axis.set_xlim(-0.4, len(c.NS) - 0.6)


def _legend(figure: Any, axes: Sequence[Any]) -> None:
    """Name each series once, below both panels."""
    known: dict[str, Any] = {}
    for axis in axes:
        for handle, words in zip(*axis.get_legend_handles_labels(), strict=True):
            known.setdefault(words, handle)
    order = [words for *_, words in STYLES.values()]
    names = [words for words in order if words in known]
    names += [words for words in known if words not in order]
    handles = [known[words] for words in names]
    figure.legend(handles, names, loc="outside lower center", ncols=3)


def look() -> dict[str, Any]:
    """Return the style of all figures, as matplotlib takes it."""
    return {
        "axes.edgecolor": INK,
        "axes.grid": True,
        "axes.labelcolor": INK,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "font.size": 10,
        "grid.color": GRID,
        "legend.frameon": False,
        "lines.markersize": 5,
        "svg.fonttype": "none",
        "svg.hashsalt": SALT,
        "xtick.color": INK,
        "ytick.color": INK,
    }


def library() -> Any:
    """Return matplotlib.

    Raises:
        PluginError: it is not installed.
    """
    try:
        import matplotlib
        import matplotlib.figure
    except ModuleNotFoundError as error:
        raise PluginError(
            "figures need the package matplotlib, which is not installed",
            hint='Install what the experiments need: pip install "shotseer[research]"',
        ) from error
    return matplotlib
