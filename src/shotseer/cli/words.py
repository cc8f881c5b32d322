"""Commands about labels and verdicts: label create, edit, list, show; annotate; undo."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from shotseer.cli.context import BY, JSON, open_workspace
from shotseer.core.label import JoinRule

if TYPE_CHECKING:
    from shotseer.flows.label import LabelStatus

QUERY = typer.Option([], "--query", "-q", metavar="TEXT", help="A saved search; may be repeated.")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    label = typer.Typer(no_args_is_help=True, help="Make labels and look at them.")
    label.command(
        epilog="Example: shotseer -w library label create establishing-shots "
        '--description "Shows where the scene takes place" -q "wide shot of a city"'
    )(create)
    label.command(epilog='Example: shotseer -w library label edit smoking -q "a cigarette"')(edit)
    label.command("list", epilog="Example: shotseer -w library label list")(list_labels)
    label.command(epilog="Example: shotseer -w library label show smoking")(show_label)
    label.command(epilog="Example: shotseer -w library label starters")(starters)
    label.command("remove", epilog="Example: shotseer -w library label remove night")(remove_label)
    app.add_typer(label, name="label")
    app.command(
        epilog="Examples: shotseer -w library annotate smoking --yes 1f3a --no 77c0 --no 9b12  ·  "
        "cat ids.txt | shotseer -w library annotate smoking --yes -"
    )(annotate)
    app.command(epilog="Example: shotseer -w library undo --by ada")(undo)


def create(
    context: typer.Context,
    name: str = typer.Argument(help="A short name, such as establishing-shots."),
    description: str = typer.Option("", "--description", "-d", help="When is the answer yes?"),
    guidelines: str = typer.Option("", help="How to decide borderline cases."),
    queries: list[str] = QUERY,
    rule: JoinRule = typer.Option(JoinRule.NEWEST, help="How several annotators are joined."),
) -> None:
    """Make a label: a yes/no question about a shot."""
    from shotseer.cli import show

    with open_workspace(context, create=True) as workspace:
        workspace.create_label(
            name, description=description, guidelines=guidelines, queries=queries, rule=rule
        )
    show.say(f"label {name} made. Next: shotseer search WORDS --label {name}")


def edit(
    context: typer.Context,
    name: str,
    description: str = typer.Option(None, "--description", "-d", help="When is the answer yes?"),
    guidelines: str = typer.Option(None, help="How to decide borderline cases."),
    queries: list[str] = QUERY,
    rule: JoinRule = typer.Option(None, help="How several annotators are joined."),
) -> None:
    """Change the words of a label, or add saved searches to it."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        workspace.edit_label(
            name, description=description, guidelines=guidelines, queries=queries, rule=rule
        )
    show.say(f"label {name} changed")


def list_labels(context: typer.Context, as_json: bool = JSON) -> None:
    """List the labels with their counts."""
    from shotseer.cli import rows, show

    with open_workspace(context) as workspace:
        labels = workspace.labels()
    if as_json:
        show.json_array(map(rows.label, labels))
        return
    show.table(
        ["label", "#yes", "#no", "#skip", "#versions", "#new to Build", "#AP"],
        [
            (
                status.label.name,
                status.positives,
                status.negatives,
                status.skips,
                status.versions,
                status.new_shots,
                "" if status.average_precision is None else f"{status.average_precision:.2f}",
            )
            for status in labels
        ],
    )
    if not labels:
        show.say("No labels yet. Make one: shotseer label create NAME, or: shotseer label starters")


def show_label(context: typer.Context, name: str, as_json: bool = JSON) -> None:
    """Show one label: its words, queries and counts, and where to judge next."""
    from shotseer.cli import rows, show

    with open_workspace(context) as workspace:
        status = workspace.label(name)
        hint = workspace.next_source(name) if status.current_version else None
    if as_json:
        show.json_object({**rows.label(status), "next_source": hint and rows.next_source(hint)})
        return
    show.table(["", ""], _facts(status))
    if hint:
        show.say(f"next: {hint.advice.text}")


show_label.__name__ = "show"


def _facts(status: LabelStatus) -> list[tuple[str, str]]:
    """Return what `show_label` says, line by line."""
    from shotseer.cli import show
    from shotseer.cli.loop import interval

    label = status.label
    known = [
        ("label", label.name),
        ("description", label.description),
        ("guidelines", label.guidelines),
        ("queries", "; ".join(label.queries)),
        ("rule", label.rule),
        (
            "verdicts",
            f"{status.positives:,} yes, {status.negatives:,} no, {status.skips:,} skipped",
        ),
        ("new to a Build", show.counted(status.new_shots, "shot")),
    ]
    if status.last_build is None:
        return [*known, ("last build", "never")]
    deployed = "none" if status.deployed_version is None else str(status.deployed_version)
    return [
        *known,
        ("last build", f"{status.last_build:%Y-%m-%d %H:%M}"),
        ("version", f"{status.current_version} of {status.versions:,}; deployed: {deployed}"),
        ("average precision", interval(status.quality)),
        ("data diversity", f"{status.diversity:.2f}"),
    ]


def remove_label(context: typer.Context, name: str = typer.Argument(..., metavar="NAME")) -> None:
    """Remove a label that was neither judged nor built."""
    with open_workspace(context) as workspace:
        workspace.remove_label(name)


def starters(context: typer.Context) -> None:
    """Add the 56 starter labels, with descriptions, guidelines and queries."""
    from shotseer.cli import show

    with open_workspace(context, create=True) as workspace:
        names = workspace.create_starter_labels()
    show.say(f"{show.counted(len(names), 'label')} added")


def annotate(
    context: typer.Context,
    label: str,
    yes: list[str] = typer.Option([], metavar="SHOT", help="The answer is yes; - reads ids."),
    no: list[str] = typer.Option([], metavar="SHOT", help="The answer is no; - reads ids."),
    skip: list[str] = typer.Option([], metavar="SHOT", help="Leave it open; - reads ids."),
    note: str = typer.Option("", help="A remark kept with these verdicts."),
    by: str = BY,
) -> None:
    """Judge shots. The first digits of an id are enough; options may be repeated."""
    from shotseer.cli import show
    from shotseer.core.errors import InputError
    from shotseer.core.label import Judgement, Verdict
    from shotseer.core.video import ShotId

    given = ((Verdict.POSITIVE, yes), (Verdict.NEGATIVE, no), (Verdict.SKIP, skip))
    if sum(shots.count("-") for _, shots in given) > 1:
        raise InputError(
            "only one of --yes, --no and --skip can read standard input", hint="Run it twice."
        )
    judgements = [
        Judgement(ShotId(shot), verdict, note=note)
        for verdict, shots in given
        for text in shots
        for shot in (sys.stdin.read().split() if text == "-" else [text])
    ]
    if not judgements:
        raise InputError("there is nothing to judge", hint="Give shots with --yes, --no or --skip.")
    with open_workspace(context) as workspace:
        done = workspace.annotate(label, judgements, by=by)
        status = workspace.label(label)
    show.say(
        f"{show.counted(done.added, 'verdict')} kept. {label} now has {status.positives:,} yes, "
        f"{status.negatives:,} no, {status.skips:,} skipped."
    )


def undo(
    context: typer.Context,
    label: str = typer.Argument(None, help="Only verdicts on this label."),
    by: str = BY,
) -> None:
    """Take back the last thing you judged; all of it, if it was several shots at once."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        undone = workspace.undo(label, by=by)
    for line in undone:
        show.say(f"undone: {line.label} {line.verdict or 'withdrawn'} on shot {line.shot_id}")
    show.say(f"{show.counted(len(undone), 'verdict')} taken back.")
