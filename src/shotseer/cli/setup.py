"""Commands for the first day and the bad day: demo, doctor."""

from __future__ import annotations

from pathlib import Path

import typer

from shotseer.cli.context import JSON, named_folder, open_workspace
from shotseer.cli.serve import PORT, announce, default_roots


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
        None, metavar="[PATH]...", help="Your own videos, beside the sample clips."
    ),
    port: int = typer.Option(PORT, "--port", min=0, max=65535, help="0 takes any free one."),
    check: bool = typer.Option(
        False, "--check", help="End when the app has answered, instead of staying open."
    ),
) -> None:
    """Run the loop on sample clips, and open the app on the result."""
    from shotseer.api import serve as door
    from shotseer.cli import show
    from shotseer.demo import run
    from shotseer.workspace import Workspace

    folder = named_folder(context) or Path("demo-library")
    with Workspace.open(folder, create=True) as workspace:
        with show.ProgressBars() as bars:
            run.prepare(workspace, videos or [], on_progress=bars, say=show.say)
        door.serve(
            workspace,
            host="127.0.0.1",
            port=0 if check else port,
            roots=default_roots(),
            on_ready=announce,
            until=(lambda address: show.say(run.check(address))) if check else None,
        )
