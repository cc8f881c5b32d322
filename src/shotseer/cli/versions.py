"""Commands about the versions of a label: versions, compare, restore, deploy, card."""

from __future__ import annotations

from dataclasses import asdict

import typer

from shotseer.cli.context import BY, JSON, open_workspace


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: shotseer -w library versions smoking")(versions)
    app.command(epilog="Example: shotseer -w library compare smoking 2 5")(compare)
    app.command(epilog="Example: shotseer -w library restore smoking 4")(restore)
    app.command(
        epilog="Examples: shotseer -w library deploy smoking --threshold 0.8  ·  "
        "shotseer -w library deploy smoking --withdraw"
    )(deploy)
    app.command(epilog="Example: shotseer -w library card smoking > smoking.md")(card)


def versions(context: typer.Context, label: str, as_json: bool = JSON) -> None:
    """List the versions of a label's classifier, oldest first."""
    from shotseer.cli import rows, show
    from shotseer.cli.loop import interval

    with open_workspace(context) as workspace:
        found = workspace.versions(label)
        state = workspace.version_state(label)
    in_use = {state.current: "current", state.deployed: "deployed"}
    if state.current == state.deployed:
        in_use = {state.current: "current, deployed"}
    if as_json:
        show.json_array(
            {
                **rows.version(made),
                "current": made.number == state.current,
                "deployed": made.number == state.deployed,
            }
            for made in found
        )
        return
    show.table(
        "#version|in use|recipe|#yes|#no|average precision|#diversity|built|by".split("|"),
        [
            (
                made.number,
                in_use.get(made.number, ""),
                made.recipe.estimator,
                made.evaluation.positives,
                made.evaluation.negatives,
                interval(made.evaluation.average_precision),
                f"{made.evaluation.diversity.score:.2f}",
                f"{made.created_at:%Y-%m-%d %H:%M}",
                made.created_by,
            )
            for made in found
        ],
    )


def compare(
    context: typer.Context,
    label: str,
    first: int = typer.Argument(min=1, help="A version's number."),
    second: int = typer.Argument(min=1, help="Another's."),
    k: int = typer.Option(25, "-k", min=1, max=1000, help="How many shots."),
    after: str = typer.Option(None, help="Go on behind this place, as the last page said."),
    as_json: bool = JSON,
) -> None:
    """Show the shots that two versions decide differently, and how good each is."""
    from shotseer.cli import rows, show
    from shotseer.cli.loop import interval

    with open_workspace(context) as workspace:
        found = workspace.compare(label, first, second, k=k, after=after)
        known = workspace.get_shots(one.shot_id for one in found.shots)
        names = rows.shots(workspace, [known[one.shot_id] for one in found.shots])
    differing = [
        {**row, "before": one.before, "after": one.after, "verdict": one.verdict}
        for row, one in zip(names, found.shots, strict=True)
    ]
    if as_json:
        show.json_object(
            {
                "first": rows.version(found.first),
                "second": rows.version(found.second),
                "changed": found.changed,
                "to_positive": found.to_positive,
                "to_negative": found.to_negative,
                "shots": differing,
                "cursor": found.cursor,
            }
        )
        return
    show.table(
        ["shot", f"#version {first}", f"#version {second}", "verdict", "video", "#start"],
        [
            (
                row["shot"],
                f"{row['before']:.2f}",
                f"{row['after']:.2f}",
                row["verdict"] or "",
                rows.short(row["video_name"]),
                f"{row['start']:.2f}",
            )
            for row in differing
        ],
    )
    for made in (found.first, found.second):
        metric = interval(made.evaluation.average_precision)
        show.say(f"version {made.number}: average precision {metric}")
    show.say(f"{show.counted(found.changed, 'shot')} changed sides: {found.to_positive:,} to yes.")


def restore(
    context: typer.Context,
    label: str,
    number: int = typer.Argument(min=1, metavar="VERSION", help="The version's number."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Make an older version the current one again; nothing is lost."""
    from shotseer.cli import rows, show

    with open_workspace(context) as workspace:
        made = workspace.restore(label, number, by=by)
    if as_json:
        show.json_object(rows.version(made))
    show.say(f"Version {made.number} of {label} is the current one.")


def deploy(
    context: typer.Context,
    label: str,
    version: int = typer.Option(None, min=1, help="A version's number; default: the current one."),
    threshold: float = typer.Option(None, help="Count as positive from here; default: its own."),
    note: str = typer.Option("", help="Why."),
    withdraw: bool = typer.Option(False, "--withdraw", help="Take the label out of use."),
    history: bool = typer.Option(False, "--history", help="Only list what was deployed when."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Put a version to use, or take a label out of use."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        if history:
            found = list(workspace.deployments(label))
        else:
            number = None if withdraw else workspace.version(label, version).number
            found = [workspace.deploy(label, number, by=by, note=note, threshold=threshold)]
    if as_json:
        show.json_array({**asdict(one), "at": one.at.isoformat()} for one in found)
        return
    show.table(
        ["#version", "#threshold", "at", "by", "note"],
        [
            (
                "withdrawn" if one.number is None else one.number,
                "" if one.threshold is None else f"{one.threshold:.2f}",
                f"{one.at:%Y-%m-%d %H:%M}",
                one.by,
                one.note,
            )
            for one in found
        ],
    )


def card(
    context: typer.Context,
    label: str,
    version: int = typer.Option(None, min=1, help="A version's number; default: the current one."),
    as_json: bool = JSON,
) -> None:
    """Print the card of a version: what it is, how good it is, what it learnt from."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        if as_json:
            show.json_object(workspace.card_data(label, version))
        else:
            print(workspace.card(label, version), end="")
