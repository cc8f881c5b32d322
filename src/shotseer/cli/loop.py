"""Commands of the loop: build, feed, review, versions, score."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import typer

from shotseer.cli.context import BY, JSON, WHERE, open_workspace
from shotseer.core.feed import FeedKind
from shotseer.core.label import Source, Verdict

if TYPE_CHECKING:
    from shotseer.core.classifier import ClassifierVersion, Metric


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: shotseer -w library build smoking")(build)
    app.command(
        epilog="Examples: shotseer -w library feed smoking  ·  "
        "shotseer -w library feed smoking top-negative -k 12"
    )(feed)
    app.command(
        epilog="Examples: shotseer -w library review smoking --suspicious  ·  "
        "shotseer -w library review smoking --flip 1f3a"
    )(review)
    app.command(epilog="Example: shotseer -w library score smoking --json > scores.jsonl")(score)


def build(
    context: typer.Context,
    label: str,
    recipe: str = typer.Option("default", help="default, or paper: the published recipe."),
    seed: int = typer.Option(0, min=0, help="Same verdicts and seed: same version."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Train a classifier on what is judged, score every shot and fill the feeds."""
    from shotseer.cli import rows, show

    with open_workspace(context) as workspace, show.ProgressBars() as bars:
        made = workspace.build(label, recipe=recipe, seed=seed, by=by, on_progress=bars)
        hint = None if as_json else workspace.next_source(label)
    if as_json:
        show.json_object(rows.version(made))
        return
    _show_version(made)
    if hint and hint.is_learnt:
        show.say(f"next: {hint.advice.text}")


def _show_version(made: ClassifierVersion) -> None:
    from shotseer.cli import show

    quality = made.evaluation
    covered = quality.diversity
    error = quality.calibration_error
    show.table(
        ["", ""],
        [
            ("version", f"{made.number} of {made.label} ({made.recipe.estimator} recipe)"),
            (
                "verdicts",
                f"{quality.positives:,} yes, {quality.negatives:,} no, {quality.skips:,} skipped, "
                f"in {show.counted(quality.videos, 'video')}",
            ),
            ("average precision", interval(quality.average_precision)),
            (f"precision at {made.threshold:.2f}", interval(quality.precision)),
            (f"recall at {made.threshold:.2f}", interval(quality.recall)),
            ("calibration error", "too few verdicts to tell" if error is None else f"{error:.3f}"),
            ("data diversity", f"{covered.score:.2f}"),
            ("shots scored", f"{made.library_rows:,}"),
        ],
    )
    for text in made.notes:
        show.say(f"note: {text}")
    for text in quality.advice:
        show.say(f"next: {text}")


def interval(metric: Metric | None) -> str:
    """Write a number with its interval."""
    if metric is None:
        return "too few verdicts to tell"
    return f"{metric.value:.2f}  (95 %: {metric.low:.2f} to {metric.high:.2f})"


def feed(
    context: typer.Context,
    label: str,
    kind: FeedKind = typer.Argument(FeedKind.SUGGESTED, help="Which feed."),
    k: int = typer.Option(25, "-k", help="How many shots."),
    after: str = typer.Option("", help="Go on behind this place, as the last page said."),
    as_json: bool = JSON,
) -> None:
    """Show shots to judge next: those suggested, or those of another feed."""
    from shotseer.cli import rows, show
    from shotseer.core.video import timecode

    with open_workspace(context) as workspace:
        page = workspace.feed(label, kind, k=k, after=after)
        found = rows.feed(workspace, page)
    if as_json:
        show.json_array(found)
        return
    show.table(
        ["#rank", "shot", "#probability", "video", "#start", "#seconds", "why"],
        [
            (
                row["rank"],
                row["shot"],
                f"{row['score']:.3f}",
                rows.short(row["video_name"]),
                timecode(row["start"]),
                f"{row['end'] - row['start']:.2f}",
                row["reason"],
            )
            for row in found
        ],
    )
    more = "" if page.cursor is None else f" Go on with --after {page.cursor}."
    show.say(f"{show.counted(page.left, 'unjudged shot')} in this feed.{more}")


def review(
    context: typer.Context,
    label: str,
    suspicious: bool = typer.Option(False, "--suspicious", help="Likely mistakes first."),
    verdict: Verdict = typer.Option(None, help="Only this verdict."),
    annotator: str = typer.Option(None, help="Only what this person judged."),
    source: Source = typer.Option(None, help="Only what was judged there."),
    video: list[str] = typer.Option([], help="Only in this video."),
    disagreements: bool = typer.Option(False, help="Only where annotators differ."),
    where: str = WHERE,
    k: int = typer.Option(None, "-k", help="At most this many."),
    flip: list[str] = typer.Option([], metavar="SHOT", help="Turn the verdict round."),
    clear: list[str] = typer.Option([], metavar="SHOT", help="Withdraw your verdict."),
    note: str = typer.Option(None, help="Put a remark on the shot given with --shot."),
    shot: str = typer.Option(None, help="The shot that --note is about."),
    by: str = BY,
    as_json: bool = JSON,
) -> None:
    """Look through everything judged for a label; flip, clear or annotate with a note."""
    from shotseer.cli import rows, show
    from shotseer.core.errors import InputError
    from shotseer.flows.review import ReviewFilter

    if (note is None) != (shot is None):
        raise InputError("--note and --shot go together", hint='--shot 1f3a --note "too dark"')
    with open_workspace(context) as workspace:
        changed = workspace.flip(label, flip, by=by) if flip else 0
        changed += workspace.clear(label, clear, by=by) if clear else 0
        changed += workspace.note(label, shot, note, by=by) if shot else 0
        if changed:
            changes = show.counted(changed, "verdict")
            show.say(f"{changes} changed; shotseer undo takes the last change back.")
            return
        videos = frozenset(map(workspace.resolve_video, video)) if video else None
        wanted = ReviewFilter(verdict, annotator, source, videos, disagreements, where)
        order = "suspicious" if suspicious else "newest"
        items = workspace.review(label, order=order, wanted=wanted)[:k]
        found = rows.review(workspace, items)
    if as_json:
        show.json_array(found)
        return
    show.table(
        ["shot", "verdict", "#probability", "by", "from", "video", "#start", "note"],
        [
            (
                row["shot"],
                row["verdict"],
                "" if row["probability"] is None else f"{row['probability']:.2f}",
                row["annotator"],
                row["source"],
                rows.short(row["video_name"]),
                f"{row['start']:.2f}",
                row["note"],
            )
            for row in found
        ],
    )


def score(
    context: typer.Context,
    label: str,
    version: int = typer.Option(None, help="A version's number; default: the newest."),
    where: str = WHERE,
    as_json: bool = typer.Option(False, "--json", help="JSON Lines: one object a shot."),
) -> None:
    """Print the probability of every shot, by video and time."""
    from shotseer.cli import rows, show
    from shotseer.core.feed import ScoreKind

    with open_workspace(context) as workspace:
        for batch in workspace.score(label, version=version, where=where):
            for row, probability in zip(
                rows.shots(workspace, [shot for shot, _ in batch]),
                (probability for _, probability in batch),
                strict=True,
            ):
                if as_json:
                    row |= {
                        "score": round(probability, 6),
                        "score_kind": ScoreKind.PROBABILITY,
                        "label": label,
                    }
                    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
                else:
                    name = show.printable(row["video_name"])
                    print(f"{row['shot']}  {probability:.4f}  {row['start']:10.2f}  {name}")
