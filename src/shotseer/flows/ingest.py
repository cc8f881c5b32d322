"""Ingest: files in; videos, shots, vectors, posters and previews out.

A video is stored in one transaction, when all its shots are embedded. Whatever stops an ingest,
running it again does only what is missing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from shotseer.core.errors import MediaError, NotFoundError, StoreError
from shotseer.core.job import Progress
from shotseer.core.ports import Encoder, ShotDetector
from shotseer.core.video import Shot, ShotId, Video, VideoId
from shotseer.flows import describing, groups, pipeline, proxies, scan, scores
from shotseer.flows.parts import Parts, index_of, open_space
from shotseer.flows.recording import Ticket, exclusive
from shotseer.flows.scan import FoundVideo
from shotseer.media import cutting, previews
from shotseer.motion import MotionMeter
from shotseer.settings import Settings
from shotseer.store import current, lease, shards, spaces, videos
from shotseer.store.spaces import Segment
from shotseer.store.videos import Cutting, Failure

PLAIN = Ticket("ingest")
REMEMBERED = (
    "detector",
    "window",
    "min_shot",
    "max_shot",
    "frames",
    "motion",
    "previews",
    "proxies",
    "encoder",
)
"""The settings that an ingest follows, and that it needs again to go on as it began."""


@dataclass(frozen=True, slots=True)
class IngestOptions:
    """How videos are cut and sampled. Durations are in seconds.

    With ``roots``, nothing outside these folders is read.
    """

    min_shot: Fraction = Fraction(3, 10)
    max_shot: Fraction = Fraction(15)
    frames: int = 4
    motion: bool = True
    previews: bool = True
    proxies: bool = True
    roots: tuple[Path, ...] | None = None


@dataclass(slots=True)
class IngestSummary:
    """What an ingest did.

    ``shots`` counts whole shots, ``parts`` the rows they were split into. ``kept_cuts`` counts
    known videos that were cut in another way than was asked for now, and stay so.
    """

    added: int = 0
    known: int = 0
    kept_cuts: int = 0
    shots: int = 0
    parts: int = 0
    hours: float = 0.0
    previews: int = 0
    proxies: int = 0
    seconds: float = 0.0
    skipped: int = 0
    encoder: str = ""
    failures: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Todo:
    """A video that has to go through the encoder; ``shots`` where it is cut already."""

    found: FoundVideo
    shots: tuple[Shot, ...]


def ingest(
    parts: Parts,
    paths: Iterable[Path],
    detector: ShotDetector,
    options: IngestOptions,
    ticket: Ticket = PLAIN,
) -> Generator[Progress, None, IngestSummary]:
    """Bring files and folders into the library.

    A bad file never stops the rest: it is in the summary, with the reason.

    Raises:
        ConflictError: another process is writing to this workspace.
        CancelledError: somebody asked the job to end; what was finished is kept.
        StoreError: the disk is full; what was finished is kept.
    """
    return exclusive(parts, ticket, lambda holder: _steps(parts, paths, detector, options, holder))


def ticket(
    values: Settings, paths: Sequence[str | Path], cuts: str | Path | None, job_id: int | None
) -> Ticket:
    """Return what an ingest is in the job table, with all it takes to start it again."""
    names = [scan.show_path(Path(path)) for path in paths]
    more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
    request = {
        "paths": [os.path.abspath(name) for name in names],
        "cuts": None if cuts is None else os.path.abspath(scan.show_path(Path(cuts))),
        "settings": {name: getattr(values, name) for name in REMEMBERED},
    }
    subject = Path(names[0]).name + more if names else ""
    return Ticket("ingest", subject, request, job_id)


def _steps(
    parts: Parts,
    paths: Iterable[Path],
    detector: ShotDetector,
    options: IngestOptions,
    holder: str,
) -> Generator[Progress, None, IngestSummary]:
    started = time.monotonic()
    summary = IngestSummary()
    found = yield from scan.scan(parts, paths, options.roots)
    summary.failures += found.failures
    summary.skipped = found.skipped
    with parts.database.reading() as connection:
        space = current.get_space(connection)
    encoder = parts.encoder(space)
    summary.encoder = encoder.space.encoder
    with parts.database.writing() as connection:
        current.set_space(connection, encoder.space)
    todo = _plan(parts, found.videos, encoder.space.id)
    summary.known = sum(video.is_known for video in found.videos)
    summary.kept_cuts = _with_other_cuts(parts, found.videos, detector, options)
    yield from _embed(parts, todo, detector, options, encoder, summary, holder)
    if options.motion:
        yield from describing.describe(parts, found.videos, holder)
    if todo and summary.parts:
        # Whoever searches, builds or looks at scores next should not have to wait for these.
        groups.centroids(parts, open_space(parts))
        index_of(parts, open_space(parts))
        scores.fill_all(parts)
    if options.previews:
        yield from _make_previews(parts, found.videos, summary)
    if options.proxies:
        yield from _make_proxies(parts, found.videos, summary)
    summary.seconds = time.monotonic() - started
    return summary


def _plan(parts: Parts, found: Sequence[FoundVideo], space_id: str) -> list[_Todo]:
    """Choose the videos that are new, or whose shots lack vectors."""
    todo = []
    for video in found:
        with parts.database.reading() as connection:
            missing = set(spaces.shots_without_vectors(connection, space_id, video.video.id))
            shots = videos.shots_of(connection, [video.video.id]) if missing else []
        if missing or not video.is_known:
            todo.append(_Todo(video, tuple(shot for shot in shots if shot.id in missing)))
    return todo


def _with_other_cuts(
    parts: Parts, found: Sequence[FoundVideo], detector: ShotDetector, options: IngestOptions
) -> int:
    asked = Cutting(detector.name, _identity(detector, options))
    with parts.database.reading() as connection:
        cuts = [videos.cutting_of(connection, v.video.id) for v in found if v.is_known]
    return sum(cut is not None and cut != asked for cut in cuts)


def _embed(
    parts: Parts,
    todo: Sequence[_Todo],
    detector: ShotDetector,
    options: IngestOptions,
    encoder: Encoder,
    summary: IngestSummary,
    holder: str,
) -> Generator[Progress, None, None]:
    stage = "Cutting and embedding"
    total = float(sum(item.found.video.duration for item in todo))
    before = 0.0
    decoders = (_decoder(item, detector, options, encoder.image_size) for item in todo)
    for number, report in pipeline.embed_videos(encoder, decoders):
        item = todo[number]
        name = scan.show_path(item.found.path)
        if isinstance(report, pipeline.DecodedTo):
            yield Progress(stage, before + report.seconds, total, Path(name).name, "seconds")
            continue
        before += float(item.found.video.duration)
        failure = _failure(item.found, report)
        if failure is not None:
            summary.failures.append(failure)
            with parts.database.writing() as connection:
                videos.save_failure(connection, failure)
        elif isinstance(report, pipeline.EmbeddedVideo):
            cut = None if item.shots else Cutting(detector.name, _identity(detector, options))
            _store(parts, item, report, cut, encoder, holder)
            _count(summary, report, name, is_new=not item.found.is_known)
        yield Progress(stage, before, total, Path(name).name, "seconds")


def _failure(
    found: FoundVideo, report: pipeline.EmbeddedVideo | pipeline.FailedVideo
) -> Failure | None:
    name = scan.show_path(found.path)
    if isinstance(report, pipeline.FailedVideo):
        return Failure(name, report.error.message, report.error.hint)
    if not found.files[0].is_unchanged():
        reason = "the file was changed or removed while it was read"
        return Failure(name, reason, "Run ingest again when nobody writes to it.")
    return None


def _decoder(
    item: _Todo, detector: ShotDetector, options: IngestOptions, image_size: int
) -> pipeline.Decode:
    path, video = item.found.path, item.found.video

    def decode(on_time: Callable[[float], None]) -> Generator[cutting.SampledShot, None, Video]:
        if item.shots:
            return cutting.sample_shots(
                path,
                video,
                item.shots,
                frames_per_shot=options.frames,
                image_size=image_size,
                on_time=on_time,
            )
        return cutting.cut_shots(
            path,
            video,
            detector,
            frames_per_shot=options.frames,
            image_size=image_size,
            min_duration=options.min_shot,
            max_duration=options.max_shot,
            meter=MotionMeter() if options.motion else None,
            on_time=on_time,
        )

    return decode


def _identity(detector: ShotDetector, options: IngestOptions) -> dict[str, float | int | str]:
    """Everything that the shots of a video follow from, beside the video."""
    return {
        **detector.params,
        "min_shot": 0.0 if detector.is_exact else float(options.min_shot),
        "max_shot": float(options.max_shot),
    }


def _store(
    parts: Parts,
    item: _Todo,
    done: pipeline.EmbeddedVideo,
    cut: Cutting | None,
    encoder: Encoder,
    holder: str,
) -> None:
    """Keep a finished video: vectors first, then everything else in one transaction."""
    space = encoder.space
    with parts.database.reading() as connection:
        lease.check(connection, holder)
        first_row = spaces.row_count(connection, space.id)
    crc32 = shards.append(parts.folder.vectors(space.id), space.dimension, first_row, done.vectors)
    ids = [shot.id for shot in done.shots]
    moves = None if done.motion is None else describing.append(parts, done.motion)
    with parts.database.writing() as connection:
        lease.check(connection, holder)
        if cut is not None:
            name = scan.show_path(Path(item.found.path.name))
            videos.save_video(connection, done.video, name)
            videos.replace_shots(connection, done.video.id, cut, done.shots)
        scan.note_files(connection, done.video.id, item.found.files)
        segment = Segment(first_row, len(done.shots), crc32)
        spaces.save_rows(connection, space.id, segment, ids)
        if moves is not None:
            describing.show(connection, moves, ids)


def _count(
    summary: IngestSummary, done: pipeline.EmbeddedVideo, name: str, *, is_new: bool
) -> None:
    summary.added += is_new
    summary.parts += len(done.shots)
    summary.shots += sum(shot.part == 1 for shot in done.shots)
    summary.hours += float(done.video.duration) / 3600
    if done.video.warning:
        summary.warnings.append(Failure(name, done.video.warning, ""))


@dataclass(frozen=True, slots=True)
class _PreviewWork:
    path: Path
    video: Video
    shot: Shot
    poster: Path
    preview: Path


def _make_previews(
    parts: Parts, found: Sequence[FoundVideo], summary: IngestSummary
) -> Generator[Progress, None, None]:
    work = list(_missing_previews(parts, found))
    failed: set[VideoId] = set()
    for done, (item, error) in enumerate(parts.executor.map(_make_preview, work), start=1):
        if error is None:
            summary.previews += 1
        elif item.video.id not in failed:
            failed.add(item.video.id)
            reason = f"a preview could not be made: {error.message}"
            summary.warnings.append(Failure(scan.show_path(item.path), reason, error.hint))
        yield Progress("Making previews", done, len(work), item.path.name, "shots")


def _make_proxies(
    parts: Parts, found: Sequence[FoundVideo], summary: IngestSummary
) -> Generator[Progress, None, None]:
    todo = [(video.path, video.video) for video in found if proxies.needs_proxy(parts, video.video)]
    failed = yield from proxies.make_proxies(parts, todo)
    summary.proxies += len(todo) - len(failed)
    for path, error in failed:
        reason = f"a playable copy could not be made: {error.message}"
        summary.warnings.append(Failure(scan.show_path(path), reason, error.hint))


def _missing_previews(parts: Parts, found: Sequence[FoundVideo]) -> Iterator[_PreviewWork]:
    for video in found:
        with parts.database.reading() as connection:
            shots = videos.shots_of(connection, [video.video.id])
        for shot in shots:
            poster, preview = parts.folder.poster(shot.id), parts.folder.preview(shot.id)
            if not (poster.exists() and preview.exists()):
                yield _PreviewWork(video.path, video.video, shot, poster, preview)


def _make_preview(work: _PreviewWork) -> tuple[_PreviewWork, MediaError | None]:
    try:
        previews.make_preview(
            work.path, work.video, work.shot.span, poster=work.poster, preview=work.preview
        )
    except MediaError as error:
        return work, error
    except OSError as error:
        if error.errno in shards.NO_ROOM:
            raise StoreError(
                f"the disk is full: could not write a preview to {work.preview.parent}",
                hint="Free some space and run the same command again; it goes on where it stopped.",
            ) from error
        return work, MediaError(str(error), hint="Run ingest again to try once more.")
    return work, None


def shot_media(parts: Parts, shot_id: ShotId) -> tuple[Path, Path]:
    """Return the poster and the preview of a shot.

    Raises:
        NotFoundError: they have not been made.
    """
    poster, preview = parts.folder.poster(shot_id), parts.folder.preview(shot_id)
    if not poster.exists():
        raise NotFoundError(
            f"shot {shot_id} has no poster",
            hint="Ingest its video again; that makes what is missing.",
            command="shotseer ingest FILE",
        )
    return poster, preview
