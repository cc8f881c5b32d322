"""Commands about the library: ingest, videos, shots, search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shotseer.cli.context import JSON, WHERE, open_workspace

if TYPE_CHECKING:
    from shotseer.core.video import Video
    from shotseer.flows.ingest import IngestSummary


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command(epilog="Example: shotseer -w library ingest /footage --max-shot 10")(ingest)
    app.command(epilog="Example: shotseer -w library videos")(videos)
    app.command(epilog="Example: shotseer -w library shots --video trailer.mp4 --json")(shots)
    app.command(
        epilog='Examples: shotseer -w library search "a car, not night"  ·  '
        "shotseer -w library search --like 1f3a --video trailer"
    )(search)


def ingest(
    context: typer.Context,
    paths: list[str] = typer.Argument(metavar="PATH...", help="Video files and folders."),
    detector: str = typer.Option(None, help="How to find cuts: adaptive, transnet or fixed."),
    window: float = typer.Option(None, help="Seconds in a window of the fixed detector."),
    cuts: Path = typer.Option(None, metavar="FILE", help="Take the cuts from a CSV or EDL file."),
    min_shot: float = typer.Option(
        None, help="Join detected shots shorter than this many seconds."
    ),
    max_shot: float = typer.Option(None, help="Split takes longer than this many seconds."),
    frames: int = typer.Option(None, help="Frames to embed per shot."),
    previews: bool = typer.Option(None, "--previews/--no-previews", help="Make posters and loops."),
    proxies: bool = typer.Option(
        None, "--proxies/--no-proxies", help="Make copies of videos that browsers cannot play."
    ),
    encoder: str = typer.Option(None, help="Encoder of a new library."),
    threads: int = typer.Option(None, help="Threads to use; 0: one per core."),
    database: str = typer.Option(
        None, metavar="URL", help="Keep the facts of a new library in this PostgreSQL database."
    ),
    as_json: bool = JSON,
) -> int:
    """Bring videos into the library: cut into shots, embed, make previews.

    Makes the workspace if there is none. Run it again at any time: what is done is not repeated.
    """
    from shotseer.cli import show

    arguments = {
        "detector": detector,
        "window": window,
        "min_shot": min_shot,
        "max_shot": max_shot,
        "frames": frames,
        "previews": previews,
        "proxies": proxies,
        "encoder": encoder,
        "threads": threads,
        "database": database,
    }
    with open_workspace(context, create=True, **arguments) as workspace:
        if line := workspace.encoder_line():
            show.say(line)
        with show.ProgressBars() as bars:
            summary = workspace.ingest(paths, cuts=cuts, on_progress=bars)
        if as_json:
            from dataclasses import asdict

            show.json_object(asdict(summary))
        _show_summary(summary, with_encoder=not line)
    return 1 if summary.failures and not (summary.added or summary.known) else 0


def _show_summary(summary: IngestSummary, *, with_encoder: bool) -> None:
    from shotseer.cli import show

    split = summary.parts - summary.shots
    show.say(
        f"{show.counted(summary.added, 'video')} added "
        f"({show.seconds(summary.hours * 3600)} of film), "
        f"{summary.known:,} known already; {show.counted(summary.shots, 'new shot')}"
        + (f" in {summary.parts:,} rows (long takes are split)" if split else "")
        + f"; {show.seconds(summary.seconds)}."
    )
    if summary.kept_cuts:
        show.say(
            f"{summary.kept_cuts:,} known videos were cut in another way before, and stay as they "
            "are; a new workspace cuts them anew."
        )
    if summary.skipped:
        files = show.counted(summary.skipped, "hidden or sidecar file")
        show.say(f"{files} passed over.")
    if summary.added and with_encoder:
        show.say(f"The vectors were made by the encoder {summary.encoder}.")
    for warning in summary.warnings:
        show.say(f"warning: {show.printable(warning.path)}: {warning.reason}")
    for failure in summary.failures:
        show.say(show.failure(failure.path, failure.reason, failure.hint))


def videos(context: typer.Context, as_json: bool = JSON) -> None:
    """List the videos of the library, and the files that failed."""
    from shotseer.cli import rows, show
    from shotseer.core.video import timecode

    with open_workspace(context) as workspace:
        records, failures = workspace.videos(), workspace.failures()
    if as_json:
        show.json_array(map(rows.video, records))
    else:
        show.table(
            ["video", "name", "#length", "#fps", "#size", "#shots", "#rows"],
            [
                (
                    record.video.id[:8],
                    rows.short(record.name, 48),
                    timecode(record.video.duration),
                    _rate(record.video),
                    f"{record.video.width}x{record.video.height}",
                    record.shot_count,
                    record.part_count,
                )
                for record in records
            ],
        )
    for record in records:
        if record.video.warning:
            show.say(f"warning: {show.printable(record.name)}: {record.video.warning}")
    for failure in failures:
        show.say(show.failure(failure.path, failure.reason, failure.hint))


def _rate(video: Video) -> str:
    rate = f"{float(video.frame_rate):.3f}".rstrip("0").rstrip(".")
    return f"~{rate}" if video.is_variable_rate else rate


def shots(
    context: typer.Context,
    video: str = typer.Option(None, help="Only this video: an id, a name or a path."),
    as_json: bool = JSON,
) -> None:
    """List shots, by video and time."""
    from shotseer.cli import rows, show
    from shotseer.core.video import timecode

    with open_workspace(context) as workspace:
        found = rows.shots(workspace, workspace.shots(video))
    if as_json:
        show.json_array(found)
        return
    show.table(
        ["shot", "video", "#start", "#end", "#seconds", "part"],
        [
            (
                row["shot"],
                rows.short(row["video_name"]),
                timecode(row["start"]),
                timecode(row["end"]),
                f"{row['end'] - row['start']:.2f}",
                f"{row['part']} of {row['parts']}" if row["parts"] > 1 else "",
            )
            for row in found
        ],
    )


def search(
    context: typer.Context,
    words: str = typer.Argument("", help='What to look for, such as "a car^2, not night".'),
    like: list[str] = typer.Option([], metavar="SHOT[:WEIGHT]", help="Shots to resemble."),
    unlike: list[str] = typer.Option([], metavar="SHOT", help="Shots not to resemble."),
    without: list[str] = typer.Option(
        [], "--not", metavar="TEXT", help="Words that count against."
    ),
    pictures: list[Path] = typer.Option(
        [], "--picture", metavar="FILE", help="An image file to resemble; may be repeated."
    ),
    k: int = typer.Option(20, "-k", help="How many hits."),
    label: str = typer.Option(None, help="The label that you search for."),
    video: list[str] = typer.Option([], help="Only in this video: an id, a name or a path."),
    min_duration: float = typer.Option(None, help="Seconds."),
    max_duration: float = typer.Option(None, help="Seconds."),
    judged: bool = typer.Option(
        None, "--judged/--unjudged", help="Only shots with a verdict, or only those without."
    ),
    where: str = WHERE,
    at_least: float = typer.Option(None, help="Only shots of at least this similarity."),
    as_json: bool = JSON,
) -> None:
    """Find shots by words, by example, or both.

    The number beside a hit is a cosine similarity. It ranks; it is not a probability.
    """
    from shotseer.cli import rows, show
    from shotseer.core.video import timecode

    with open_workspace(context) as workspace:
        result = workspace.search(
            words,
            like=_weights(like),
            unlike=unlike,
            without=without,
            pictures=pictures,
            k=k,
            label=label,
            videos=video,
            min_duration=min_duration,
            max_duration=max_duration,
            judged=judged,
            where=where,
            at_least=at_least,
        )
        found = rows.hits(workspace, result.hits)
    if as_json:
        show.json_array(found)
        return
    show.table(
        ["#rank", "shot", "#similarity", "video", "#start", "#seconds"],
        [
            (
                row["rank"],
                row["shot"],
                f"{row['score']:.3f}",
                rows.short(row["video_name"]),
                timecode(row["start"]),
                f"{row['end'] - row['start']:.2f}",
            )
            for row in found
        ],
    )
    show.say(
        f"{len(found):,} of {result.looked_at:,} shots. Similarity ranks; it is not a probability."
    )


def _weights(given: list[str]) -> dict[str, float]:
    weights = {}
    for text in given:
        shot, colon, weight = text.partition(":")
        try:
            weights[shot] = float(weight) if colon else 1.0
        except ValueError:
            raise typer.BadParameter(f"{weight!r} is not a number", param_hint="--like") from None
    return weights
