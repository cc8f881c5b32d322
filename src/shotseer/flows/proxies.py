"""Files that a browser can play: the sources themselves, or proxies made of them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path

from shotseer.core.errors import MediaError, NotFoundError, StoreError
from shotseer.core.job import Progress
from shotseer.core.video import Video, VideoId
from shotseer.flows.parts import Parts
from shotseer.flows.recording import Steps, Ticket, exclusive
from shotseer.media.playable import is_playable
from shotseer.media.proxy import make_proxy
from shotseer.store import shards, videos
from shotseer.store.videos import VideoRecord

STAGE = "Making playable copies"


def playable_file(parts: Parts, record: VideoRecord) -> Path | None:
    """Return a file of a video that a browser can play, ``None`` if there is none."""
    if is_playable(record.video):
        source = present_file(record.paths)
        if source is not None:
            return source
    proxy = parts.folder.proxy(record.video.id)
    return proxy if proxy.exists() else None


def present_file(paths: Sequence[str]) -> Path | None:
    """Return the first of some files that is there."""
    return next((Path(path) for path in paths if Path(path).is_file()), None)


def proxy_steps(parts: Parts, video_id: VideoId, job_id: int | None) -> Steps[Path]:
    """Make the proxy of one video and return it; one that is there already is kept.

    Raises:
        ConflictError: another process is writing to this workspace.
        NotFoundError: none of the video's files is there.
        MediaError: it cannot be read.
        StoreError: the disk is full.
    """
    with parts.database.reading() as connection:
        (record,) = videos.list_videos(connection, [video_id])
    source = present_file(record.paths)
    if source is None:
        raise NotFoundError(
            f"the file of {record.name} is gone",
            hint="Name the folder that it was moved to.",
            command="shotseer relink FOLDER",
        )
    ticket = Ticket("proxy", record.name, {"video": video_id}, job_id)
    return exclusive(parts, ticket, lambda _: _make_one(parts, source, record.video))


def needs_proxy(parts: Parts, video: Video) -> bool:
    """Tell whether a browser cannot play a video, and there is no proxy of it yet."""
    return not is_playable(video) and not parts.folder.proxy(video.id).exists()


def make_proxies(
    parts: Parts, found: Sequence[tuple[Path, Video]]
) -> Generator[Progress, None, list[tuple[Path, MediaError]]]:
    """Make the proxies of some videos, and return what could not be read."""
    total = float(sum(video.duration for _, video in found))
    before = 0.0
    failed: list[tuple[Path, MediaError]] = []
    for path, video in found:
        try:
            for done in _make(parts, path, video):
                yield Progress(STAGE, before + done, total, path.name, "seconds")
        except MediaError as error:
            failed.append((path, error))
        before += float(video.duration)
    return failed


def _make_one(parts: Parts, source: Path, video: Video) -> Steps[Path]:
    if needs_proxy(parts, video):
        for done in _make(parts, source, video):
            yield Progress(STAGE, done, float(video.duration), source.name, "seconds")
    return parts.folder.proxy(video.id)


def _make(parts: Parts, source: Path, video: Video) -> Generator[float, None, None]:
    proxy = parts.folder.proxy(video.id)
    try:
        yield from make_proxy(source, video, proxy)
    except OSError as error:
        if error.errno in shards.NO_ROOM:
            raise StoreError(
                f"the disk is full: could not write a playable copy to {proxy.parent}",
                hint="Free some space and run the same command again; it goes on where it stopped.",
            ) from error
        raise MediaError(
            f"a playable copy of {source} could not be made: {error.strerror or error}",
            hint="Run ingest again to try once more.",
        ) from error
