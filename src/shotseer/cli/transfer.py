"""Commands that carry things in and out: export, import."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from shotseer.cli.context import BY, JSON, open_workspace

OUTPUT = typer.Option(None, "--output", "-o", metavar="FILE", help="Default: standard output.")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    out = typer.Typer(no_args_is_help=True, help="Take verdicts and classifiers out.")
    out.command(
        "annotations", epilog="Example: shotseer -w library export annotations smoking -o v.csv"
    )(export_annotations)
    out.command(
        "classifier",
        epilog="Example: shotseer -w library export classifier smoking -o smoking.onnx",
    )(export_classifier)
    app.add_typer(out, name="export")
    into = typer.Typer(
        no_args_is_help=True, help="Bring verdicts, vectors, fields or a published data set in."
    )
    into.command("annotations", epilog="Example: shotseer -w library import annotations v.csv")(
        import_annotations
    )
    into.command("vectors", epilog="Example: shotseer -w library import vectors clip.npz")(
        import_vectors
    )
    into.command("fields", epilog="Example: shotseer -w library import fields shoot.csv")(
        import_fields
    )
    into.command(
        "videoannotator",
        epilog="Example: shotseer -w published import videoannotator videoannotator-data",
    )(import_videoannotator)
    app.add_typer(into, name="import")


def export_annotations(
    context: typer.Context,
    labels: list[str] = typer.Argument(None, metavar="[LABEL]...", help="Default: all."),
    output: Path = OUTPUT,
    kind: str = typer.Option(None, "--format", help="csv or jsonl; default: by the file's name."),
) -> None:
    """Write the verdicts as CSV or JSON Lines; `import annotations` reads them back."""
    from shotseer.cli import show
    from shotseer.core.errors import InputError

    by_name = "jsonl" if output and output.suffix.lower() in (".jsonl", ".ndjson") else "csv"
    kind = (kind or by_name).lower()
    if kind not in ("csv", "jsonl"):
        raise InputError(f"cannot write {kind!r}", hint="Use --format csv or --format jsonl.")
    with open_workspace(context) as workspace:
        if output is None:
            count = workspace.export_annotations(sys.stdout, labels=labels or (), kind=kind)
        else:
            with _opened(output) as file:
                count = workspace.export_annotations(file, labels=labels or (), kind=kind)
    show.say(f"{show.counted(count, 'verdict')} written")


def _opened(path: Path):  # type: ignore[no-untyped-def]
    from shotseer.core.errors import InputError

    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise InputError(
            f"cannot write {path}: {error.strerror}", hint="Name another file with --output."
        ) from error


def export_classifier(
    context: typer.Context,
    label: str,
    output: Path = typer.Option(..., "--output", "-o", metavar="FILE", help=".onnx or .json"),
    version: int = typer.Option(None, help="A version's number; default: the newest."),
) -> None:
    """Write a classifier: shot vector in, probability out."""
    from shotseer.cli import show

    with open_workspace(context) as workspace:
        made = workspace.export_classifier(label, output, version=version)
    show.say(f"version {made.number} of {label} written to {output}")


def import_annotations(
    context: typer.Context,
    file: Path,
    label: str = typer.Option(None, help="The label, where the file names none."),
    by: str = BY,
    as_json: bool = JSON,
) -> int:
    """Read verdicts from a CSV or JSON Lines file.

    Needs the columns verdict and shot; or verdict, video, start and end.
    """
    from dataclasses import asdict

    from shotseer.cli import show

    with open_workspace(context) as workspace:
        result = workspace.import_annotations(file, label=label, by=by)
    if as_json:
        show.json_object(asdict(result))
    for name in result.new_labels:
        show.say(f"label {name} made")
    for text in result.unmatched:
        show.say(f"left out: {text}")
    show.say(
        f"{show.counted(result.added, 'verdict')} imported, {result.repeated:,} here already, "
        f"{len(result.unmatched):,} for no shot of this library."
    )
    return 1 if result.unmatched and not (result.added or result.repeated) else 0


def import_fields(context: typer.Context, file: Path, as_json: bool = JSON) -> int:
    """Read what you know of your videos from a CSV file.

    Needs a column video with a name, a path or an id; every other column becomes a field.
    """
    from dataclasses import asdict

    from shotseer.cli import show

    with open_workspace(context) as workspace:
        result = workspace.import_fields(file)
    if as_json:
        show.json_object(asdict(result))
    for text in result.problems:
        show.say(f"left out: {text}")
    columns = ", ".join(map(show.printable, result.fields))
    show.say(f"{columns}: read for {show.counted(result.videos, 'video')}.")
    return 1 if result.problems and not result.videos else 0


def import_vectors(
    context: typer.Context,
    file: Path,
    name: str = typer.Option(None, help="What made the vectors; default: the file's name."),
) -> None:
    """Bring in vectors that were made elsewhere, from an .npz file.

    It holds X (n, d), and shot (n,), or video, start and end (n,); text (c, d) with names (c,)
    lets their texts be searched for.
    """
    from shotseer.cli import show

    with open_workspace(context, create=True) as workspace, show.ProgressBars() as bars:
        result = workspace.import_vectors(file, name=name, on_progress=bars)
    show.say(
        f"{show.counted(result.vectors, 'vector')} of {result.dimension} numbers imported; "
        f"{show.counted(result.new_videos, 'new video')}, "
        f"{show.counted(result.new_shots, 'new shot')}."
    )


def import_videoannotator(
    context: typer.Context,
    folder: Path = typer.Argument(metavar="DIR", help="Where the data set was unpacked."),
    as_json: bool = JSON,
) -> None:
    """Open the data set of Video Annotator as a workspace: shots, vectors, verdicts, versions.

    The workspace is made if needed. Stopped at any point, the same command goes on.
    """
    from dataclasses import asdict

    from shotseer.cli import show
    from shotseer.datasets.videoannotator import Release

    # Before a workspace is made for something that is not there.
    Release.open(folder)
    with open_workspace(context, create=True) as workspace, show.ProgressBars() as bars:
        processes = workspace.settings.thread_count
        result = workspace.import_videoannotator(folder, processes=processes, on_progress=bars)
    if as_json:
        show.json_object(asdict(result))
    show.say(
        f"{show.counted(result.videos, 'new video')}, {show.counted(result.shots, 'new shot')}, "
        f"{show.counted(result.labels, 'new label')}, "
        f"{show.counted(result.verdicts, 'new verdict')}, "
        f"{show.counted(result.versions, 'new version')}."
    )
