"""The command ``migrate``: another encoder for a library, step by step and with a way back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from shotseer.cli.context import BY, JSON, open_workspace
from shotseer.core.errors import InputError

if TYPE_CHECKING:
    from shotseer.core.classifier import Metric
    from shotseer.core.migration import LabelChange, LeftOut, Migration, MigrationPlan

YES = typer.Option(False, "--yes", help="Do not ask.")
WITHOUT = typer.Option(
    False, "--without-missing", help="Go on without the videos that cannot be embedded."
)


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    group = typer.Typer(
        invoke_without_command=True,
        help="Change the encoder: embed beside, compare every label, switch, go back.",
        epilog="Examples: shotseer -w library migrate --encoder clip-vit-b-32 --dry-run  ·  "
        "shotseer -w library migrate --encoder clip-vit-b-32",
    )
    group.callback()(migrate)
    group.command(epilog="Example: shotseer -w library migrate status")(status)
    group.command(epilog="Example: shotseer -w library migrate switch")(switch)
    group.command(epilog="Example: shotseer -w library migrate rollback")(rollback)
    group.command(
        epilog="Examples: shotseer -w library migrate discard  ·  "
        "shotseer -w library migrate discard --new"
    )(discard)
    app.add_typer(group, name="migrate")


def migrate(
    context: typer.Context,
    encoder: str = typer.Option(
        None, metavar="NAME", help="The encoder to come: a model, lite, onnx:FOLDER ..."
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only say what it takes."),
    yes: bool = YES,
    without_missing: bool = WITHOUT,
    switch_too: bool = typer.Option(
        False, "--switch", help="Switch when it is done, without a look at the comparison."
    ),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Change the encoder of a library: say what it takes, embed beside, rebuild and compare.

    The vectors in use serve all the while. Run it again to go on where it stopped. Nothing changes
    for anybody before `migrate switch`.
    """
    if context.invoked_subcommand is not None:
        return
    if encoder is None:
        raise InputError(
            "no encoder was named",
            hint="Name the one to come: shotseer migrate --encoder NAME. Models: shotseer models "
            "list. How a change stands: shotseer migrate status",
        )
    from shotseer.cli import rows, show

    with open_workspace(context) as workspace:
        plan = workspace.plan_migration(encoder)
        if dry_run and as_json:
            show.json_object(rows.migration_plan(plan))
        if not (dry_run and as_json):
            _show_plan(plan)
        if dry_run:
            return
        if plan.missing and not without_missing:
            without_missing = _confirmed(
                f"Go on without {show.counted(len(plan.missing), 'video')}?", "--without-missing"
            )
        yes = yes or _confirmed("Begin?", "--yes")
        with show.ProgressBars() as bars:
            found = workspace.migrate(
                encoder,
                without_missing=without_missing,
                switch=switch_too,
                by=by,
                on_progress=bars,
            )
        _show(found, as_json=as_json)


def status(context: typer.Context, as_json: bool = JSON) -> None:
    """Say how a change of the encoder stands, and show every label before and after."""
    with open_workspace(context) as workspace:
        _show(workspace.migration(), as_json=as_json)


def switch(
    context: typer.Context,
    without_missing: bool = WITHOUT,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Put the new vectors and the rebuilt labels to use, all at once."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        with show.ProgressBars() as bars:
            found = workspace.switch_migration(
                without_missing=without_missing, by=by, on_progress=bars
            )
        _show(found, as_json=as_json)


def rollback(context: typer.Context, by: str = BY, as_json: bool = JSON) -> None:
    """Put the old vectors and their versions to use again, all at once."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        with show.ProgressBars() as bars:
            found = workspace.roll_back_migration(by=by, on_progress=bars)
        _show(found, as_json=as_json)


def discard(
    context: typer.Context,
    new: bool = typer.Option(
        False, "--new", help="Give the change up: delete the vectors of the new encoder."
    ),
    yes: bool = YES,
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Delete the old vectors, which ends the change; the vectors in use are never deleted."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        found = workspace.migration()
        if found is not None:
            doomed = found.new if new else found.old
            question = f"Delete the vectors of {doomed.encoder} for good?"
            yes = yes or _confirmed(question, "--yes")
        with show.ProgressBars() as bars:
            workspace.discard_migration(new=new, by=by, on_progress=bars)
        if as_json:
            show.json_object({"migration": None})
        else:
            show.say("Deleted. Labels, verdicts and versions are as they were.")


def _confirmed(question: str, option: str) -> bool:
    """Ask on a terminal; elsewhere the option has to say it."""
    if not sys.stdin.isatty():
        raise InputError(
            f"nothing was done: {question[0].lower()}{question[1:]}",
            hint=f"Add {option} to say yes.",
        )
    return typer.confirm(question, abort=True, err=True)


def _show_plan(plan: MigrationPlan) -> None:
    from shotseer.cli import show

    lines = [
        ("encoder now", plan.old.encoder),
        ("encoder to come", plan.encoder),
        ("to embed", f"{show.counted(plan.shots, 'shot')} of {show.counted(plan.videos, 'video')}"),
        ("to read", f"{show.seconds(plan.hours * 3600)} of video"),
        ("time", _time(plan.seconds)),
        ("labels to rebuild", show.counted(plan.labels, "version in use", "versions in use")),
        ("disk", f"about {_size(plan.bytes)}; {_size(plan.free_bytes)} are free"),
    ]
    for name, value in lines:
        show.say(f"{name + ':':<19}{show.printable(value)}")
    for note in plan.notes:
        show.say(f"note: {show.printable(note)}")
    _show_left_out(plan.missing)


def _time(seconds: float | None) -> str:
    from shotseer.cli import show

    if seconds is None:
        return "nothing to embed"
    return f"about {show.seconds(seconds)}: an estimate, measured on a few frames of one video"


def _show_left_out(videos: Sequence[LeftOut]) -> None:
    from shotseer.cli import show

    for one in videos:
        shots = show.counted(one.shots, "shot")
        show.say(
            f"left out: {show.printable(one.name)} ({shots}): {show.printable(one.reason)}. "
            f"{one.hint}"
        )


def _show(found: Migration | None, *, as_json: bool) -> None:
    from shotseer.cli import rows, show

    if as_json:
        show.json_object({"migration": None if found is None else rows.migration(found)})
        return
    if found is None:
        show.say("No change of the encoder is under way. Begin: shotseer migrate --encoder NAME")
        return
    show.say(
        f"{found.old.encoder} to {found.new.encoder}: {found.stage}; "
        f"{found.embedded:,} of {show.counted(found.shots, 'shot')} have vectors of both."
    )
    if found.labels:
        _show_labels(found.labels)
    _show_left_out(found.left_out)
    if found.job is not None:
        show.say(f"job {found.job} works on it. {found.job_note}".strip())
    show.say(f"{found.advice} {found.command}")


def _show_labels(changes: Sequence[LabelChange]) -> None:
    from shotseer.cli import show

    show.table(
        ["label", "in use", "rebuilt", "#judged", "AP before", "AP after", "difference", ""],
        [
            (
                one.label,
                f"{one.version} ({', '.join(one.roles)})",
                "" if one.candidate is None else str(one.candidate),
                one.judged or "",
                _range(one.before),
                _range(one.after),
                _range(one.difference, sign="+"),
                one.verdict if one.candidate is not None else f"not rebuilt: {one.reason}",
            )
            for one in changes
        ],
    )


def _range(metric: Metric | None, sign: str = "") -> str:
    if metric is None:
        return ""
    return f"{metric.value:{sign}.2f} ({metric.low:{sign}.2f} to {metric.high:{sign}.2f})"


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:,.0f} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"
