"""What was published of every label by itself: average precision by method, and by process.

Source: Ziai and Vartakavi, "Video Annotator" (arXiv 2402.06560, 2024), with the notebooks released
with the code. ``data/published_labels.csv`` has a line for each of the 56 labels; an empty field
is a value that could not be read, as its line was not drawn, or lay under another one.

- Methods of the first experiment: read off the curves of each label, to within 0.003. ``VA 100``
  and ``VA 1000`` are the best checkpoint of at most so many shots, ``VA last`` is the last one. Of
  action, aerial, alcohol, anger and animal the best and the last checkpoint were also printed with
  six digits, and those stand here.
- Processes of the second experiment: printed with two digits (so within 0.005) by the first
  notebooks, for pulls of 50 shots. They are the best of 20 steps on the split of seed 1; UCBMean is
  the mean of its two settings.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib import resources

CURVE_ACCURACY = 0.003
PRINTED_ACCURACY = 0.005

PULL = 50
"""Shots of a pull of the processes below."""
PROCESSES = ("RoundRobin", "UCBMean", "GreedyOracle")


def of_label(label: str) -> Mapping[str, float | None]:
    """Return the values of a label by the names of the columns; of an unknown label, none."""
    return _by_label().get(label, {})


@cache
def _by_label() -> Mapping[str, Mapping[str, float | None]]:
    text = resources.files("shotseer").joinpath("data/published_labels.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {
        row.pop("label"): {name: float(value) if value else None for name, value in row.items()}
        for row in rows
    }
