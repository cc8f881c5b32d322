"""Receiving videos that are sent to the web app, each whole or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path

from shotseer.core.errors import InputError, MediaError, StoreError
from shotseer.flows.parts import Parts
from shotseer.media import probe
from shotseer.store import shards

RESERVE_BYTES = 256 * 2**20
"""What is left free on the disk, for the database and the vectors."""

LOOK_BYTES = 32 * 2**20
ABANDONED_SECONDS = 24 * 3600
"""An upload that got nothing for so long will not go on."""

MAX_NAME_BYTES = 200
FORBIDDEN = frozenset('<>:"|?*')
"""Characters that some file systems refuse."""


def receive_upload(parts: Parts, name: str, chunks: Iterable[bytes], limit_bytes: int) -> Path:
    """Keep a video that arrives in pieces, and return the file, among the workspace's uploads.

    It has a temporary name until it is whole, on disk, and found to be a video. A name that is
    taken gets a number.

    Raises:
        InputError: it is larger than ``limit_bytes``.
        MediaError: it is not a video.
        StoreError: the disk is too full.
    """
    folder = parts.folder.uploads
    safe = safe_name(name)
    # The ending stays: some kinds of file are told by it.
    part = folder / f".{uuid.uuid4().hex}.part{Path(safe).suffix}"
    try:
        with _room(folder):
            folder.mkdir(exist_ok=True)
            _sweep(folder)
            with part.open("wb") as file:
                for chunk in _limited(chunks, limit_bytes, safe, folder):
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
        try:
            probe.check(part)
        except MediaError as error:
            text = error.message.replace(repr(os.fspath(part)), repr(safe))
            raise MediaError(text, hint="Send a video file that plays.") from error
        return _name(part, folder, safe)
    finally:
        part.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Delete what uploads left behind whose server was killed."""
    for part in folder.glob(".*.part*"):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - part.stat().st_mtime > ABANDONED_SECONDS:
                part.unlink()


def safe_name(name: str) -> str:
    """Return a file's name without folders, control characters and what file systems refuse."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join("_" if c in FORBIDDEN else c for c in last if c.isprintable())
    clean = clean.encode("utf-8", "ignore").decode().rstrip(" .")
    stem, dot, ending = clean.rpartition(".") if "." in clean else (clean, "", "")
    ending = dot + _cut(ending, 20)
    return (_cut(stem, MAX_NAME_BYTES - len(ending.encode())).strip(" .") or "video") + ending


def _cut(text: str, length: int) -> str:
    """Return as much of a text as fits into some bytes of UTF-8."""
    return text.encode()[:length].decode("utf-8", "ignore")


def _limited(chunks: Iterable[bytes], limit: int, name: str, folder: Path) -> Iterator[bytes]:
    received, next_look = 0, 0
    for chunk in chunks:
        received += len(chunk)
        if received > limit:
            raise InputError(
                f"{name} is larger than {limit / 10**9:g} GB",
                hint="Raise upload_limit_gb, or put the file into a folder that may be read here.",
            )
        if received >= next_look:
            next_look = received + LOOK_BYTES
            if shutil.disk_usage(folder).free - len(chunk) < RESERVE_BYTES:
                raise _full(folder)
        yield chunk


@contextlib.contextmanager
def _room(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in shards.NO_ROOM:
            raise _full(folder) from error
        raise StoreError(
            f"cannot write to {folder}: {error.strerror}",
            hint="Make the workspace folder writable.",
        ) from error


def _full(folder: Path) -> StoreError:
    return StoreError(
        f"the disk is full: no room for an upload in {folder}",
        hint="Free some space and send the file again.",
    )


def _name(part: Path, folder: Path, name: str) -> Path:
    """Give a file its own name, or the next one that is free."""
    stem, ending = os.path.splitext(name)
    for number in count(1):
        target = folder / (name if number == 1 else f"{stem} ({number}){ending}")
        with contextlib.suppress(FileExistsError):
            # A link is made whole or not at all, and never over another file.
            os.link(part, target)
            return target
    raise AssertionError("numbers have no end")
