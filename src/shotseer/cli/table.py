"""The command about several labels at once: table."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from shotseer.cli.context import JSON, open_workspace
from shotseer.core.errors import InputError

if TYPE_CHECKING:
    from shotseer.workspace import Workspace


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command(
        epilog='Examples: shotseer -w library table "smoking > 0.8" --label smoking --sort smoking '
        '--descending  ·  shotseer -w library table "not aerial" --label aerial --csv > shots.csv'
    )(table)


def table(
    context: typer.Context,
    where: str = typer.Argument("", help="Which shots: an expression; see docs/expressions.md."),
    labels: list[str] = typer.Option(
        [], "--label", "-l", metavar="LABEL", help="Show its scores and verdicts; may be repeated."
    ),
    sort: str = typer.Option("video", help="video, duration, start, or a label: by its score."),
    descending: bool = typer.Option(False, "--descending", help="The largest first."),
    k: int = typer.Option(50, "-k", help="How many shots."),
    as_json: bool = JSON,
    as_csv: bool = typer.Option(False, "--csv", help="Print every shot that passes, as CSV."),
    as_lines: bool = typer.Option(False, "--jsonl", help="The same as JSON Lines."),
) -> None:
    """List shots with their scores and verdicts for several labels.

    --csv and --jsonl print all shots that pass, by video and time; -k and --sort are for the rest.
    """
    if as_json + as_csv + as_lines > 1:
        raise InputError("--json, --csv and --jsonl exclude each other", hint="Give one of them.")
    with open_workspace(context) as workspace:
        if as_csv or as_lines:
            kind = "csv" if as_csv else "jsonl"
            for text in workspace.export_table(labels, where=where, kind=kind):
                sys.stdout.write(text)
            return
        _print_page(workspace, where, labels, (sort, descending), k, as_json=as_json)


def _print_page(
    workspace: Workspace,
    where: str,
    labels: list[str],
    order: tuple[str, bool],
    k: int,
    *,
    as_json: bool,
) -> None:
    from shotseer.cli import rows, show
    from shotseer.core.video import timecode

    sort, descending = order
    page = workspace.table(labels, where=where, sort=sort, descending=descending, k=k)
    if as_json:
        show.json_array(rows.table(workspace, page))
        return
    show.table(
        ["shot", "video", "#start", "#seconds", *labels],
        [
            (
                row.shot.id,
                rows.short(row.video_name),
                timecode(row.shot.span.start),
                f"{float(row.shot.span.duration):.2f}",
                *(_cell(row.scores[label], row.verdicts[label]) for label in labels),
            )
            for row in page.rows
        ],
    )
    show.say(f"{len(page.rows):,} of {show.counted(page.total, 'shot')} that pass.")


def _cell(score: float | None, verdict: str | None) -> str:
    shown = "" if score is None else f"{score:.3f}"
    return f"{shown} {verdict or ''}".strip()
