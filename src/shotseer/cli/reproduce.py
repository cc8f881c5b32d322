"""Commands that repeat the published experiments: reproduce exp1, exp2."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from shotseer.cli.context import JSON

if TYPE_CHECKING:
    from collections.abc import Generator

    from shotseer.core.job import Progress
    from shotseer.experiments.exp1_report import Report

DIR = typer.Argument(metavar="DIR", help="A folder in the layout of the released data set.")
LABELS = typer.Option("", "--labels", metavar="A,B", help="Only these labels; default: all.")
JOBS = typer.Option(0, "--jobs", min=0, max=256, help="Processes; default: one per core.")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    reproduce = typer.Typer(
        no_args_is_help=True, help="Repeat the experiments of the Video Annotator paper."
    )
    reproduce.command(
        "exp1", epilog="Example: shotseer reproduce exp1 videoannotator --labels aerial,day"
    )(exp1)
    reproduce.command(
        "exp2", epilog="Example: shotseer reproduce exp2 videoannotator --labels aerial,day"
    )(exp2)
    app.add_typer(reproduce, name="reproduce")


def exp1(
    folder: Path = DIR,
    labels: str = LABELS,
    jobs: int = JOBS,
    out: Path = typer.Option(
        Path("exp1"), "--out", metavar="FOLDER", help="Where results go, and are kept."
    ),
    as_json: bool = JSON,
) -> None:
    """Sample efficiency: average precision against the number of judged shots.

    Two tracks: compatible follows the released code with its quirks, honest is without them.
    What is finished is kept in the folder: run it again to go on.
    """
    from shotseer.datasets.videoannotator import Release
    from shotseer.executors.processes import ProcessExecutor
    from shotseer.experiments import exp1 as experiment
    from shotseer.experiments import exp1_report
    from shotseer.experiments.kept import labels_in
    from shotseer.experiments.label_data import choose_labels
    from shotseer.experiments.published import is_published

    release = Release.open(folder)
    chosen = choose_labels(release, names_of(labels))
    executor = ProcessExecutor(jobs or processes())
    results = drawn(experiment.run(release, chosen, executor, out / "kept"))
    others = sorted(labels_in(out / "kept", experiment.EXPERIMENT).difference(chosen))
    report = exp1_report.write(out, results, is_published=is_published(release), others=others)
    _tell(report, out, as_json)


def exp2(
    folder: Path = DIR,
    labels: str = LABELS,
    jobs: int = JOBS,
    out: Path = typer.Option(
        Path("exp2"), "--out", metavar="FOLDER", help="Where results go, and are kept."
    ),
    first: Path = typer.Option(
        Path("exp1"),
        "--exp1",
        metavar="FOLDER",
        help="Where exp1 keeps its results; what is missing there is worked out first.",
    ),
    as_json: bool = JSON,
) -> None:
    """Choosing the source of the next verdicts as a bandit: all decision processes of Table 3.

    Two tracks: compatible follows the released code with its quirks, honest is without them.
    What is finished is kept in the folder: run it again to go on.
    """
    from shotseer.datasets.videoannotator import Release
    from shotseer.executors.processes import ProcessExecutor
    from shotseer.experiments import exp1, exp2, exp2_report
    from shotseer.experiments.kept import labels_in
    from shotseer.experiments.label_data import choose_labels
    from shotseer.experiments.published import is_published

    release = Release.open(folder)
    chosen = choose_labels(release, names_of(labels))
    executor = ProcessExecutor(jobs or processes())
    results = drawn(exp1.run(release, chosen, executor, first / "kept"))
    runs = drawn(exp2.run(release, chosen, executor, out / "kept"))
    others = sorted(labels_in(out / "kept", exp2.EXPERIMENT).difference(chosen))
    report = exp2_report.write(
        out, runs, results, is_published=is_published(release), others=others
    )
    _tell(report, out, as_json)


def _tell(report: Report, out: Path, as_json: bool) -> None:
    from shotseer.cli import show

    if as_json:
        show.json_object(_plain(report))
    else:
        _print(report)
    show.say(f"{show.counted(len(report.files), 'file')} written to {show.printable(out)}")


def names_of(text: str) -> list[str]:
    """Return the names in a list with commas between them."""
    return [name.strip() for name in text.split(",") if name.strip()]


def processes() -> int:
    """Return how many processes to use where nobody said."""
    from shotseer import settings

    return settings.load().thread_count


def drawn(steps: Generator[Progress, None, Any]) -> Any:
    """Run long work to its end, with a bar for each stage, and return its result."""
    from contextlib import closing

    from shotseer.cli import show

    with show.ProgressBars() as bars, closing(steps):
        while True:
            try:
                bars(next(steps))
            except StopIteration as end:
                return end.value


def _print(report: Report) -> None:
    from shotseer.cli import show

    show.say(report.note)
    show.say(show.printable(report.coverage))
    if report.by_label:
        show.say(report.by_label)
    for one in report.shown:
        show.out.print(one.title)
        show.table(one.columns, one.rows)
        show.out.print()
    lost = sum(row["cells"] for row in report.tables["missing"])
    if lost:
        name = next(path.name for path in report.files if path.stem.endswith("missing"))
        show.say(f"{show.counted(lost, 'cell')} without a number; {name} says why.")


def _plain(report: Report) -> dict[str, Any]:
    return {
        "published_data": report.is_published,
        "note": report.note,
        "labels": report.labels,
        "coverage": report.coverage,
        "by_label": report.by_label,
        "tables": report.tables,
        "files": [str(path) for path in report.files],
    }
