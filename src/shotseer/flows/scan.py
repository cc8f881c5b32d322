"""From paths to videos: which files there are, and what each of them holds."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy.engine import Connection

from shotseer.core.errors import MediaError
from shotseer.core.job import Progress
from shotseer.core.video import Video, VideoId
from shotseer.flows.parts import Parts
from shotseer.media import probe
from shotseer.store import videos
from shotseer.store.folder import MARK
from shotseer.store.videos import Failure

# Files that people keep beside videos. Named on the command line they are tried all the same.
SIDECARS = frozenset(
    ".aaf .ale .ass .bak .csv .db .doc .docx .drp .edl .html .ini .json .jsonl .log .lrv .md .nfo "
    ".npz .otio .parquet .pdf .pek .prproj .py .rtf .sha256 .srt .ssa .sub .thm .toml .txt .url "
    ".vtt .xlsx .xml .xmp .yaml .yml .zip".split()
)


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file as it was when its content was looked at."""

    path: Path
    size_bytes: int
    mtime_ns: int

    def is_unchanged(self) -> bool:
        """Tell whether the file is still there, and still the same."""
        try:
            facts = self.path.stat()
        except OSError:
            return False
        return (facts.st_size, facts.st_mtime_ns) == (self.size_bytes, self.mtime_ns)


@dataclass(frozen=True, slots=True)
class FoundVideo:
    """A video in one or more files. ``is_known`` tells that the library has it already."""

    video: Video
    files: tuple[FoundFile, ...]
    is_known: bool

    @property
    def path(self) -> Path:
        """One of its files."""
        return self.files[0].path


@dataclass(slots=True)
class Findings:
    """What a scan found."""

    videos: list[FoundVideo] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class _Examined:
    file: FoundFile
    video_id: VideoId
    video: Video | None


def scan(
    parts: Parts, paths: Iterable[Path], roots: Sequence[Path] | None = None
) -> Generator[Progress, None, Findings]:
    """Find the videos in files and folders, each once however many files hold it.

    Known files that have not changed are not read again. Files of known videos are noted in the
    store; new videos are not, until they are cut. With ``roots``, nothing outside them is read.
    """
    found = Findings()
    files = list_files(paths, found, roots)
    # What is not there is told once, and not remembered as a file that failed.
    missing, found.failures = found.failures, []
    examined: dict[VideoId, list[_Examined]] = {}
    results = parts.executor.map(lambda path: _examine(parts, path, roots), files)
    for done, result in enumerate(results, start=1):
        if isinstance(result, Failure):
            found.failures.append(result)
        else:
            examined.setdefault(result.video_id, []).append(result)
        yield Progress("Looking at files", done, len(files), unit="files")
    for group in examined.values():
        found.videos.append(_settle(parts, group))
    with parts.database.writing() as connection:
        for failure in found.failures:
            videos.save_failure(connection, failure)
    found.failures = missing + found.failures
    return found


def list_files(
    paths: Iterable[Path], found: Findings, roots: Sequence[Path] | None = None
) -> list[Path]:
    """List the files under some paths, sorted and once each; with ``roots``, those inside them."""
    files: dict[Path, None] = {}
    for path in paths:
        path = Path(os.path.abspath(path))
        if path.is_dir():
            for file in walk(path, found):
                files[file] = None
        elif path.exists():
            files[path] = None
        else:
            found.failures.append(
                Failure(show_path(path), "there is no such file or folder", "Check the path.")
            )
    if roots is None:
        return list(files)
    inside = dict.fromkeys(file for file in files if is_inside(file, roots))
    found.failures += [
        Failure(
            show_path(file),
            "it is a link that leads outside the folders that may be read here",
            "Start the server with --root and the folder that the file really lies in.",
        )
        for file in files
        if file not in inside
    ]
    return list(inside)


def is_inside(path: Path, roots: Iterable[Path]) -> bool:
    """Tell whether a path lies in one of some folders, once links and ``..`` are followed."""
    try:
        resolved = path.resolve()
    except (OSError, RuntimeError):
        return False  # Links that lead round in a circle lead nowhere.
    return any(resolved.is_relative_to(root.resolve()) for root in roots)


def walk(folder: Path, found: Findings) -> Iterator[Path]:
    """Yield the files under a folder that may be videos, by path; note what cannot be read."""

    def unreadable(error: OSError) -> None:
        reason = f"the folder cannot be read: {error.strerror}"
        hint = "Give yourself the right to read it and run the command again."
        found.failures.append(Failure(show_path(Path(error.filename)), reason, hint))

    for where, folders, names in os.walk(folder, onerror=unreadable):
        if MARK in names:
            folders.clear()  # a workspace: what it holds was made from videos
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.startswith(".") or Path(name).suffix.lower() in SIDECARS:
                found.skipped += 1
            else:
                yield Path(where, name)


def _examine(parts: Parts, path: Path, roots: Sequence[Path] | None) -> _Examined | Failure:
    try:
        str(path).encode()
        facts = path.stat()
        with parts.database.reading() as connection:
            known = videos.known_file(connection, str(path), facts.st_size, facts.st_mtime_ns)
        file = FoundFile(path, facts.st_size, facts.st_mtime_ns)
        if known is not None:
            return _Examined(file, known, None)
        video = probe.probe(path)
        if roots is not None:
            probe.refuse_playlist(path, video.container)
        return _Examined(file, video.id, video)
    except MediaError as error:
        return Failure(show_path(path), error.message, error.hint)
    except UnicodeEncodeError:
        return Failure(show_path(path), "the file name is not valid UTF-8", "Rename the file.")
    except OSError as error:
        return Failure(
            show_path(path), f"cannot be read: {error.strerror}", "Check that you may read it."
        )


def _settle(parts: Parts, group: Sequence[_Examined]) -> FoundVideo:
    """Make one video of the files that hold it, and note the files if it is known."""
    video_id = group[0].video_id
    files = tuple(examined.file for examined in group)
    with parts.database.reading() as connection:
        known = videos.get_video(connection, video_id)
    if known is not None:
        with parts.database.writing() as connection:
            note_files(connection, video_id, files)
    video = known or next(one.video for one in group if one.video is not None)
    return FoundVideo(video, files, known is not None)


def note_files(connection: Connection, video_id: VideoId, files: Iterable[FoundFile]) -> None:
    """Remember the files of a stored video, as they were when they were looked at."""
    for file in files:
        videos.save_file(connection, str(file.path), video_id, file.size_bytes, file.mtime_ns)


def show_path(path: Path) -> str:
    """Return a path as text that can be stored and printed, whatever bytes it holds."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
