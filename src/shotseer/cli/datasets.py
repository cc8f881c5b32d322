"""Commands about published data sets: dataset make, check, where."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shotseer.cli.context import JSON

if TYPE_CHECKING:
    from shotseer.datasets.checks import LabelReport, Report

WHERE = {
    "repository": "https://github.com/Netflix/videoannotator",
    "link": "The README of the repository links to it.",
    "size": "about 1.2 GB unpacked, of which embeddings.h5 is 985 MB",
    "licence": "Apache-2.0 for the code; what holds for the data must be read there.",
    "unpack": "Unpack it whole into one folder, so that shot-data.csv, embeddings.h5, "
    "text-embeddings.json, agg/, checkpoints/, cmp/ and ave/ lie side by side in it.",
    "check": "shotseer dataset check FOLDER",
    "instead": "shotseer dataset make FOLDER",
}

KINDS = {
    "published": "This is the published data set",
    "part": "This is a part of the published data set",
    "synthetic": "This data set is synthetic",
    "other": "This is not the published data set",
}


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    dataset = typer.Typer(
        no_args_is_help=True, help="Video Annotator's data set: where it is, check it, make one up."
    )
    dataset.command(epilog="Example: shotseer dataset where")(where)
    dataset.command(epilog="Example: shotseer dataset check videoannotator-data")(check)
    dataset.command(
        epilog="Examples: shotseer dataset make tiny  ·  "
        "shotseer dataset make large --shots 504030 --seed 1"
    )(make)
    app.add_typer(dataset, name="dataset")


def where(as_json: bool = JSON) -> None:
    """Tell where the real data set is, and what to do with it. Nothing is downloaded."""
    from shotseer.cli import show

    if as_json:
        show.json_object(WHERE)
        return
    show.table(["", "the data set of Video Annotator"], list(WHERE.items()))


def make(
    folder: Path = typer.Argument(metavar="DIR", help="A new folder."),
    shots: int = typer.Option(
        600, help="How many; from 20,000 on with all 56 labels, below with three."
    ),
    seed: int = typer.Option(0, min=0, help="The same seed makes the same set."),
) -> None:
    """Make a synthetic data set up, in the layout of the real one. It says that it is synthetic."""
    from shotseer.cli import show
    from shotseer.datasets import synthetic

    synthetic.make(folder, shots=shots, seed=seed)
    show.say(f"A synthetic data set of {show.counted(shots, 'shot')} is in {folder}.")


def check(
    folder: Path = typer.Argument(metavar="DIR", help="Where the data set was unpacked."),
    as_json: bool = JSON,
) -> int:
    """Say what a data set holds, whether it is the published one, and all that is wrong in it."""
    from shotseer.cli import show
    from shotseer.datasets import checks

    report = checks.check(folder)
    if as_json:
        show.json_object(_json(report))
    else:
        _print(report)
    return 1 if report.faults else 0


def _json(report: Report) -> dict[str, Any]:
    return {
        "kind": report.kind,
        "dimension": report.dimension,
        "totals": {
            name: {"here": here, "published": there}
            for name, (here, there) in report.totals.items()
        },
        "labels": [
            {
                "label": one.name,
                **one.facts._asdict(),
                "checkpoints": one.checkpoints,
                "ave": one.ave,
                "published": one.published and one.published._asdict(),
                "as_published": one.is_published,
            }
            for one in report.labels
        ],
        "faults": report.faults,
        "notes": report.notes,
    }


def _print(report: Report) -> None:
    from shotseer.cli import show

    show.table(
        "label|#votes|#yes|#zero-shot yes|#random yes|#agreement|#shots|#checkpoints|#AVE"
        "|as published".split("|"),
        [_row(one) for one in report.labels],
    )
    show.table(
        ["total", "#here", "#published"],
        [
            (name.replace("_", " "), f"{here:,}", f"{there:,}")
            for name, (here, there) in report.totals.items()
        ],
    )
    for note in report.notes:
        show.say(show.printable(note))
    for fault in report.faults:
        show.say(f"wrong: {show.printable(fault)}")
    labels = show.counted(len(report.labels), "label")
    wrong = show.counted(len(report.faults), "fault") if report.faults else "nothing wrong"
    show.say(f"{KINDS[report.kind]}: {labels}, vectors of {report.dimension} numbers, {wrong}.")


def _row(one: LabelReport) -> tuple[object, ...]:
    facts = one.facts
    return (
        one.name,
        facts.votes,
        facts.positives,
        facts.zero_shot_positives,
        facts.random_positives,
        f"{facts.agreement:.3f}",
        facts.shots,
        one.checkpoints,
        one.ave,
        "yes" if one.is_published else "no",
    )
