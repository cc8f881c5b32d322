"""Commands for the first day and the bad day: demo, doctor."""

from __future__ import annotations

from pathlib import Path

import typer

from shotseer.cli.context import JSON, named_folder, open_workspace


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: shotseer doctor --workspace library --repair")(doctor)
    app.command(epilog="Example: shotseer demo --workspace demo-library /footage")(demo)


def doctor(
    context: typer.Context,
    repair: bool = typer.Option(False, "--repair", help="Mend what can be mended."),
    as_json: bool = JSON,
) -> int:
    """Check what is installed and, if one is named, a workspace."""
    from dataclasses import asdict

    from shotseer.cli import environment, show

    findings = environment.findings()
    if named_folder(context) is not None:
        with open_workspace(context) as workspace:
            findings += workspace.doctor(repair=repair)
    if as_json:
        show.json_array(map(asdict, findings))
    else:
        show.table(["", "what", "found"], [(f.level, f.subject, f.text) for f in findings])
        for finding in findings:
            if finding.hint:
                show.say(f"{finding.subject}: {finding.hint}")
    return 1 if any(finding.level == "error" for finding in findings) else 0


def demo(
    context: typer.Context,
    videos: list[Path] = typer.Argument(
        None, metavar="[PATH]...", help="Your own videos; default: the sample clips."
    ),
) -> None:
    """Run the whole loop on sample clips or your own videos, and write a page of the result."""
    from shotseer.cli import show
    from shotseer.demo import run

    folder = named_folder(context) or Path("demo-library")
    with show.ProgressBars() as bars:
        page = run.demo(folder, videos or [], on_progress=bars, say=show.say)
    show.say(f"Open the page: {page}")
