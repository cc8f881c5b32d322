"""The command ``quality``: how good a version is on judged shots, and over the whole library."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from shotseer.cli.context import JSON, open_workspace

if TYPE_CHECKING:
    from shotseer.core.classifier import Metric
    from shotseer.flows.honest import Quality


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(epilog="Example: shotseer -w library quality smoking")(quality)


def quality(
    context: typer.Context,
    label: str,
    version: int = typer.Option(None, min=1, help="A version's number; default: the current one."),
    as_json: bool = JSON,
) -> None:
    """Say how good a classifier is on judged shots, and over the whole library."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        found = workspace.quality(label, version)
    if as_json:
        show.json_object(_row(found))
        return
    judged, library = found.version.evaluation, found.library
    show.table(
        [f"version {found.version.number}", "on judged shots", "over the whole library"],
        [
            ("average precision", _range(judged.average_precision), ""),
            ("precision", _range(judged.precision), _range(library.precision)),
            ("recall", _range(judged.recall), _range(library.recall)),
            ("share of positives", "", _range(library.prevalence)),
            ("shots", judged.positives + judged.negatives, library.shots),
            ("of them drawn at random", "", library.drawn),
        ],
    )
    for sentence in found.words.values():
        show.say(sentence)


def _row(found: Quality) -> dict[str, Any]:
    judged = found.version.evaluation
    metrics = ("average_precision", "precision", "recall")
    return {
        "label": found.version.label,
        "version": found.version.number,
        "judged": {
            "positives": judged.positives,
            "negatives": judged.negatives,
            **{name: _metric(getattr(judged, name)) for name in metrics},
        },
        "library": asdict(found.library),
        "left_out": found.left_out,
        "plain_words": dict(found.words),
    }


def _metric(metric: Metric | None) -> dict[str, float] | None:
    return None if metric is None else asdict(metric)


def _range(metric: Metric | None) -> str:
    if metric is None:
        return "not known yet"
    return f"{metric.value:.3f}  (95 %: {metric.low:.3f} to {metric.high:.3f})"
