"""Commands that keep a library in order: remove, relink, jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from shotseer.cli.context import JSON, open_workspace

if TYPE_CHECKING:
    from shotseer.core.job import Job


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: shotseer -w library remove trailer.mp4")(remove)
    app.command(epilog="Example: shotseer -w library relink /archive")(relink)
    app.command(
        epilog="Examples: shotseer -w library jobs  ·  shotseer -w library jobs --pause 12"
    )(jobs)


def remove(
    context: typer.Context,
    video: str = typer.Argument(help="An id, a name or a path."),
    as_json: bool = JSON,
) -> None:
    """Remove a video with all that was made of it; its own file and its verdicts stay.

    A file that was sent to the web app is deleted too. Ingested anew, the same content gets its
    verdicts back.
    """
    from dataclasses import asdict

    from shotseer.cli import show

    with open_workspace(context) as workspace:
        removed = workspace.remove_video(video)
    if as_json:
        show.json_object(asdict(removed))
    show.say(f"{show.printable(removed.name)} removed, {show.counted(removed.shots, 'row')}.")


def relink(
    context: typer.Context,
    paths: list[str] = typer.Argument(
        metavar="PATH...", help="Files and folders that were moved to."
    ),
    as_json: bool = JSON,
) -> None:
    """Find videos again whose files were moved or renamed. Nothing new is ingested."""
    from dataclasses import asdict

    from shotseer.cli import show

    with open_workspace(context) as workspace, show.ProgressBars() as bars:
        done = workspace.relink(paths, on_progress=bars)
    if as_json:
        show.json_object(asdict(done))
    for one in done.found:
        show.say(f"{show.printable(one.name)} is at {show.printable(one.path)}")
    for failure in done.failures:
        show.say(show.failure(failure.path, failure.reason, failure.hint))
    show.say(
        f"{show.counted(len(done.found), 'file')} found again, {done.known:,} where they were, "
        f"{len(done.unknown):,} hold no video of this library."
    )


def jobs(
    context: typer.Context,
    pause: int = typer.Option(None, metavar="JOB", help="Let a running job wait."),
    go_on: int = typer.Option(None, "--run", metavar="JOB", help="Let a paused job run on."),
    cancel: int = typer.Option(None, metavar="JOB", help="End a job; what it finished is kept."),
    limit: int = typer.Option(20, "-n", help="How many, newest first."),
    as_json: bool = JSON,
) -> None:
    """List the long work that waits, runs and ran, in whatever process, and steer it."""
    from shotseer.cli import rows, show

    wanted = {"pause": pause, "run": go_on, "cancel": cancel}
    with open_workspace(context) as workspace:
        for what, number in wanted.items():
            if number is not None:
                workspace.control_job(number, what)
        found = workspace.jobs(limit)
    if as_json:
        show.json_array(map(rows.job, found))
        return
    show.table(
        ["#job", "what", "about", "state", "how far", "note"],
        [
            (job.id, job.kind, rows.short(job.subject), job.state, _how_far(job), job.note)
            for job in found
        ],
    )


def _how_far(job: Job) -> str:
    if job.is_over or not job.stage:
        return ""
    share = f" {job.done / job.total:.0%}" if job.total else ""
    return f"{job.stage}{share}"
