"""Commands that measure: what a judgement is worth, and how well cuts are found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shotseer.cli.context import JSON

if TYPE_CHECKING:
    from shotseer.experiments.label_summary import Summary


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    bench = typer.Typer(
        no_args_is_help=True, help="Measure what judgements are worth, and how well cuts are found."
    )
    bench.command("labels", epilog="Example: shotseer bench labels grocery.npz --out bench")(labels)
    bench.command("shots", epilog="Example: shotseer bench shots film.mp4 news.mp4")(shots)
    app.add_typer(bench, name="bench")


def labels(
    sets: list[Path] = typer.Argument(
        metavar="SET...", help="Labelled sets: .npz files; see docs/bench-labels.md."
    ),
    max_labels: int = typer.Option(
        None, "--max-labels", min=1, metavar="N", help="Only the first N classes of each set."
    ),
    jobs: int = typer.Option(0, "--jobs", min=0, max=256, help="Processes; default: one per core."),
    out: Path = typer.Option(
        None, "--out", metavar="FOLDER", help="Where a table of all numbers and plots go."
    ),
    as_json: bool = JSON,
) -> None:
    """Simulate annotators on labelled sets: our loop beside the paper's and its baselines.

    Half of each set is judged, by its true classes, and the other half measures what was learnt.
    """
    from shotseer.cli import show
    from shotseer.cli.reproduce import drawn, processes
    from shotseer.executors.processes import ProcessExecutor
    from shotseer.experiments import label_bench, label_report

    given = label_bench.read_sets(sets)
    if out is not None:
        label_report.prepare(out)
    executor = ProcessExecutor(jobs or processes())
    results = drawn(label_bench.run(given, executor, most=max_labels))
    whole, each = label_report.summaries(results)
    if as_json:
        show.json_object(label_report.plain(whole, each))
    else:
        for one in each:
            _print(one)
        if len(each) > 1:
            _print(whole, f"Mean of {len(each)} sets")
    if out is not None:
        files = label_report.write(out, results, whole)
        show.say(f"{show.counted(len(files), 'file')} written to {show.printable(out)}")


def shots(
    clips: list[Path] = typer.Argument(
        None, metavar="[CLIP]...", help="Footage to assemble films of; default: the sample clips."
    ),
    detectors: str = typer.Option(
        "", "--detectors", metavar="A,B", help="Only these: adaptive, content, transnet."
    ),
    as_json: bool = JSON,
) -> None:
    """Find known cuts: precision, recall and F1 of shot detectors on films made of real footage.

    Films are assembled with cuts, dissolves, fades and wipes, and with flashes, shakes, pans and
    the like, which are no cuts. docs/bench-shots.md says how.
    """
    from shotseer import settings
    from shotseer.cli import show
    from shotseer.cli.reproduce import drawn, names_of
    from shotseer.demo.clips import sample_clips
    from shotseer.experiments import shot_bench, shot_detectors, shot_summary

    given = clips or sample_clips()
    values = settings.load()
    chosen = shot_detectors.chosen(names_of(detectors), values.cache_folder, values.thread_count)
    played = drawn(shot_bench.run(given, chosen))
    summaries = {name: shot_summary.summarise(films) for name, films in played.items()}
    films = len(next(iter(played.values())))
    if as_json:
        show.json_object(shot_summary.plain(summaries, films, [clip.name for clip in given]))
        return
    show.say(
        f"{show.counted(films, 'film')} made of {show.counted(len(given), 'clip')}; compared: "
        f"{', '.join(chosen)}"
    )
    if not detectors and "transnet" not in chosen:
        show.say("transnet is not installed: see docs/bench-shots.md.")
    for one in shot_summary.shown(summaries):
        show.out.print(one.title)
        show.table(one.columns, one.rows)
        show.out.print()


def _print(summary: Summary, title: str = "") -> None:
    from shotseer.cli import show
    from shotseer.experiments.label_report import shown

    show.say(
        f"{title or summary.name}: {show.counted(summary.tasks, 'task')}, {summary.pool:,} rows to "
        f"judge, {summary.test:,} to measure"
    )
    for mark in summary.left_out:
        show.say(f"Not after {mark} judgements: there are fewer rows to judge.")
    for one in shown(summary):
        show.out.print(one.title)
        show.table(one.columns, one.rows)
        show.out.print()
