"""Finding videos again whose files were moved or renamed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shotseer.core.errors import MediaError
from shotseer.core.job import Progress
from shotseer.core.video import VideoId
from shotseer.flows import scan
from shotseer.flows.parts import Parts
from shotseer.flows.recording import Steps, Ticket, exclusive
from shotseer.flows.scan import Findings, FoundFile
from shotseer.media import probe
from shotseer.store import catalogue, lease, videos
from shotseer.store.videos import Failure


@dataclass(frozen=True, slots=True)
class FoundAgain:
    """A video of the library, and the file that holds it now."""

    video: str
    name: str
    path: str


@dataclass(slots=True)
class RelinkSummary:
    """What a look for moved files found.

    ``known`` counts files that were where they had been, ``unknown`` lists those that hold no
    video of the library.
    """

    found: list[FoundAgain] = field(default_factory=list)
    known: int = 0
    unknown: list[str] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def relink(
    parts: Parts,
    paths: Iterable[Path],
    job_id: int | None = None,
    roots: Sequence[Path] | None = None,
) -> Steps[RelinkSummary]:
    """Look in files and folders for the content of known videos, and remember the new paths.

    Nothing is ingested. A file is read whole only if a known video has its size. With ``roots``,
    nothing outside them is read.

    Raises:
        ConflictError: another process is writing to this workspace.
    """
    given = [Path(path) for path in paths]
    names = [scan.show_path(path.absolute()) for path in given]
    ticket = Ticket("relink", ", ".join(names[:3]), {"paths": names}, job_id)
    return exclusive(parts, ticket, lambda holder: _steps(parts, given, roots, holder))


def _steps(
    parts: Parts, paths: Iterable[Path], roots: Sequence[Path] | None, holder: str
) -> Steps[RelinkSummary]:
    listed = Findings()
    files = scan.list_files(paths, listed, roots)
    summary = RelinkSummary(failures=listed.failures)
    with parts.database.reading() as connection:
        sizes = catalogue.sizes(connection)
    for done, path in enumerate(files, start=1):
        yield Progress("Looking at files", done, len(files), path.name, "files")
        _look(parts, path, sizes, summary, holder)
    return summary


def _look(parts: Parts, path: Path, sizes: set[int], summary: RelinkSummary, holder: str) -> None:
    name = scan.show_path(path)
    try:
        str(path).encode()
        facts = path.stat()
        file = FoundFile(path, facts.st_size, facts.st_mtime_ns)
        with parts.database.reading() as connection:
            known = videos.known_file(connection, name, file.size_bytes, file.mtime_ns)
        if known is not None:
            summary.known += 1
            return
        video_id = probe.fingerprint(path) if file.size_bytes in sizes else None
    except MediaError as error:
        summary.failures.append(Failure(name, error.message, error.hint))
        return
    except UnicodeEncodeError:
        reason = "the file name is not valid UTF-8"
        summary.failures.append(Failure(name, reason, "Rename the file."))
        return
    except OSError as error:
        reason = f"cannot be read: {error.strerror}"
        summary.failures.append(Failure(name, reason, "Check that you may read it."))
        return
    video_name = None if video_id is None else _remember(parts, video_id, file, holder)
    if video_id is None or video_name is None:
        summary.unknown.append(name)
    else:
        summary.found.append(FoundAgain(video_id, video_name, name))


def _remember(parts: Parts, video_id: VideoId, file: FoundFile, holder: str) -> str | None:
    """Note the file of a known video and return the video's name."""
    with parts.database.writing() as connection:
        lease.check(connection, holder)
        name = videos.video_names(connection, [video_id]).get(video_id)
        if name is not None:
            scan.note_files(connection, video_id, [file])
    return name
