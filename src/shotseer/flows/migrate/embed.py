"""Giving shots the vectors of another encoder, video by video, beside everything else.

A video is there in one transaction, so that whatever stops the work, running it again does only
what is missing. No lease is needed while the space is not in use: each store is a transaction of
its own that looks once more at what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from shotseer.core.errors import ConflictError, MediaError
from shotseer.core.job import Progress
from shotseer.core.migration import LeftOut
from shotseer.core.ports import Encoder
from shotseer.core.video import Shot, Video, VideoId
from shotseer.flows import pipeline
from shotseer.flows.parts import Parts
from shotseer.flows.recording import Steps
from shotseer.flows.scan import FoundFile
from shotseer.media import cutting, probe
from shotseer.store import current, lease, shards, spaces, videos
from shotseer.store.spaces import Segment
from shotseer.store.statements import one_at_a_time
from shotseer.store.videos import VideoRecord

STAGE = "Embedding with the new encoder"
CATCHING_UP = "Catching up on videos of the meantime"


@dataclass(frozen=True, slots=True)
class Todo:
    """A video that lacks vectors in a space, and the file that holds it."""

    video: Video
    name: str
    count: int
    file: FoundFile


def survey(
    parts: Parts, space_id: str, *, thoroughly: bool = True
) -> tuple[list[Todo], list[LeftOut]]:
    """Return the videos with shots that lack vectors in a space: with a file, and without.

    A file that was touched is read whole to see what it holds, but only if ``thoroughly``.
    """
    with parts.database.reading() as connection:
        counts = spaces.videos_without_vectors(connection, space_id)
        records = videos.list_videos(connection, list(counts)) if counts else []
    todo, missing = [], []
    for record in records:
        count = counts[record.video.id]
        file = _find_file(parts, record, thoroughly=thoroughly)
        if file is None:
            missing.append(_without_file(record, count))
        else:
            todo.append(Todo(record.video, record.name, count, file))
    return todo, missing


def _find_file(parts: Parts, record: VideoRecord, *, thoroughly: bool) -> FoundFile | None:
    """Return a file that holds a video now, ``None`` if there is none any more."""
    for name in record.paths:
        path = Path(name)
        try:
            facts = path.stat()
            file = FoundFile(path, facts.st_size, facts.st_mtime_ns)
            with parts.database.reading() as connection:
                known = videos.known_file(connection, name, file.size_bytes, file.mtime_ns)
            if known is None and file.size_bytes == record.video.size_bytes:
                known = probe.fingerprint(path) if thoroughly else record.video.id
        except (OSError, MediaError):
            continue
        if known == record.video.id:
            return file
    return None


def _without_file(record: VideoRecord, count: int) -> LeftOut:
    if not record.paths:
        return LeftOut(
            record.video.id,
            record.name,
            count,
            "it has no file: its vectors were made elsewhere",
            "Its shots can only be embedded where its file is in the library.",
        )
    path = Path(record.paths[0])
    there = "holds another video by now" if path.exists() else "is gone"
    return LeftOut(
        record.video.id,
        record.name,
        count,
        f"its file {there}: {path}",
        "Relink the folder that it was moved to, or bring the file back.",
    )


def embed_missing(
    parts: Parts, encoder: Encoder, stage: str = STAGE, holder: str | None = None
) -> Steps[list[LeftOut]]:
    """Embed every shot that lacks a vector in the encoder's space, and those added meanwhile.

    ``holder`` is that of the lease, where the space is the one in use.

    Returns:
        The videos that still lack vectors, with the reasons.

    Raises:
        ConflictError: the space came into use, or the lease was lost.
        StoreError: the disk is full; what was finished is kept.
    """
    failed: dict[VideoId, LeftOut] = {}
    while True:
        todo, missing = survey(parts, encoder.space.id)
        todo = [one for one in todo if one.video.id not in failed]
        if not todo:
            known = {one.video_id for one in missing}
            return [*missing, *(one for one in failed.values() if one.video_id not in known)]
        yield from _embed(parts, encoder, todo, failed, stage, holder)


def _embed(
    parts: Parts,
    encoder: Encoder,
    todo: Sequence[Todo],
    failed: dict[VideoId, LeftOut],
    stage: str,
    holder: str | None,
) -> Generator[Progress, None, None]:
    total = float(sum(one.video.duration for one in todo))
    done = 0.0
    decoders = (_decoder(parts, one, encoder) for one in todo)
    yield Progress(stage, 0.0, total, todo[0].name, "seconds")
    for number, report in pipeline.embed_videos(encoder, decoders):
        one = todo[number]
        if isinstance(report, pipeline.DecodedTo):
            yield Progress(stage, done + report.seconds, total, one.name, "seconds")
            continue
        done += float(one.video.duration)
        if isinstance(report, pipeline.FailedVideo):
            reason = report.error.message
            failed[one.video.id] = LeftOut(
                one.video.id, one.name, one.count, reason, report.error.hint
            )
        elif not one.file.is_unchanged():
            failed[one.video.id] = LeftOut(
                one.video.id,
                one.name,
                one.count,
                "its file was changed or removed while it was read",
                "Run it again when nobody writes to the file.",
            )
        else:
            _store(parts, encoder, report, holder)
        yield Progress(stage, done, total, one.name, "seconds")


def _decoder(parts: Parts, one: Todo, encoder: Encoder) -> pipeline.Decode:
    def decode(on_time: Callable[[float], None]) -> Generator[cutting.SampledShot, None, Video]:
        return cutting.sample_shots(
            one.file.path,
            one.video,
            shots_to_do(parts, one.video.id, encoder.space.id),
            frames_per_shot=parts.settings.frames,
            image_size=encoder.image_size,
            on_time=on_time,
        )

    return decode


def shots_to_do(parts: Parts, video_id: VideoId, space_id: str) -> list[Shot]:
    """Return the shots of a video that lack a vector in a space, in order."""
    with parts.database.reading() as connection:
        missing = set(spaces.shots_without_vectors(connection, space_id, video_id))
        return [shot for shot in videos.shots_of(connection, [video_id]) if shot.id in missing]


def _store(
    parts: Parts, encoder: Encoder, done: pipeline.EmbeddedVideo, holder: str | None
) -> None:
    """Keep the vectors of a video whose shots are still there and still lack them."""
    space = encoder.space
    with parts.database.writing() as connection:
        one_at_a_time(connection)
        _check_writer(connection, space.id, holder)
        missing = set(spaces.shots_without_vectors(connection, space.id, done.video.id))
        kept = [row for row, shot in enumerate(done.shots) if shot.id in missing]
        if not kept:
            return
        first_row = spaces.row_count(connection, space.id)
        folder = parts.folder.vectors(space.id)
        crc32 = shards.append(folder, space.dimension, first_row, done.vectors[kept])
        segment = Segment(first_row, len(kept), crc32)
        spaces.save_rows(connection, space.id, segment, [done.shots[row].id for row in kept])


def _check_writer(connection: Connection, space_id: str, holder: str | None) -> None:
    """Make sure that nobody else writes to the space: in use, it belongs to the lease's holder."""
    if holder is not None:
        lease.check(connection, holder)
        return
    used = current.get_space(connection)
    if used is not None and used.id == space_id:
        raise ConflictError(
            "the new vectors came into use meanwhile",
            hint="Look how the change of the encoder stands.",
            command="shotseer migrate status",
        )
