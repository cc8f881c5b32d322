"""Brings one file here, byte by byte.

The download of ``huggingface_hub`` 2.4 deletes what it has whenever a connection is cut, keeps ten
megabytes in memory before it writes any, and takes what a mirror sends without a look at its
checksum. Here every byte that came is on the disk, the next attempt asks for the rest only, and
nothing counts whose SHA-256 (of large files) or git blob id (of small ones) is not the one that was
announced. Storage by chunks (Xet) is left alone, so that any mirror that speaks HTTP will do.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shotseer.core.errors import ConflictError, StoreError
from shotseer.encoders.models.hub import RANGE_REFUSED, CutError, Hub, RemoteFile
from shotseer.encoders.models.shelf import storing

if TYPE_CHECKING:
    import httpx2

WAITS = (1.0, 2.0, 4.0, 8.0)
"""Seconds before each further attempt, where one brought nothing."""

SHA256_DIGITS = 64

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")
_BLOCK = 1 << 20


def download(
    hub: Hub, file: RemoteFile, target: Path, *, waits: Sequence[float] = WAITS
) -> Iterator[int]:
    """Bring a file here, going on from what is there, and yield how many bytes there are.

    The file appears under its name when it is whole and right; until then it grows beside it.

    Raises:
        ConflictError: the connection was cut again and again; what came is kept.
        StoreError: the disk is full; or another content came than was announced, which is deleted.
    """
    part = target.with_name(f".{target.name}.{file.checksum[:16]}.part")
    with storing(part.parent, file.size):
        part.parent.mkdir(parents=True, exist_ok=True)
    went_on = _size(part) > 0
    try:
        yield from _attempt(hub, file, part, waits)
    except _WrongError as wrong:
        # What an earlier pull left may be of another address that lied.
        if not went_on:
            raise _distrust(hub, file, wrong) from wrong
        try:
            yield from _attempt(hub, file, part, waits)
        except _WrongError as again:
            raise _distrust(hub, file, again) from again
    with storing(part.parent):
        os.replace(part, target)


def checksum(path: Path, *, of_kind: str) -> str:
    """Return the SHA-256 of a file, or its id as a git blob where ``of_kind`` is one."""
    if len(of_kind) == SHA256_DIGITS:
        digest = hashlib.sha256()
    else:
        digest = hashlib.sha1(b"blob %d\0" % path.stat().st_size, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _attempt(hub: Hub, file: RemoteFile, part: Path, waits: Sequence[float]) -> Iterator[int]:
    """Gather a file and check it; what is wrong is deleted."""
    try:
        yield from _gather(hub, file, part, waits)
        with storing(part.parent, file.size):
            part.touch()
            found = checksum(part, of_kind=file.checksum)
            if found != file.checksum:
                raise _WrongError(f"the checksum {found[:12]}, not {file.checksum[:12]}")
            with part.open("rb") as written:
                os.fsync(written.fileno())
    except _WrongError:
        part.unlink(missing_ok=True)
        raise
    yield file.size


def _gather(hub: Hub, file: RemoteFile, part: Path, waits: Sequence[float]) -> Iterator[int]:
    """Ask for what is missing until all is there; connections that end early do no harm."""
    in_vain = 0
    while (before := _size(part)) < file.size:
        try:
            with hub.content(file, before) as response:
                yield from _write(file, part, _start(file, before, response), response)
        except CutError as cut:
            in_vain = 0 if _size(part) > before else in_vain + 1
            if in_vain > len(waits):
                raise ConflictError(
                    f"the connection to {hub.address} was lost at {_size(part) / 1e6:,.1f} of "
                    f"{file.size / 1e6:,.1f} MB of {file.name}: {cut}",
                    hint="Pull again: it goes on from there.",
                ) from cut
            time.sleep(waits[in_vain - 1] if in_vain else 0)


def _start(file: RemoteFile, wanted: int, response: httpx2.Response) -> int:
    """Check the head of an answer; return from which byte on it gives the file."""
    sent = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    if response.status_code == 206 and sent and int(sent[1]) == wanted:
        start, length = wanted, int(sent[2])
    else:  # the whole, whatever was asked for
        start, length = 0, _length(response, file.size)
    # Where a range is refused, there is nothing behind what is here.
    if response.status_code == RANGE_REFUSED or length != file.size:
        raise _WrongError("another length")
    return start


def _write(file: RemoteFile, part: Path, start: int, response: httpx2.Response) -> Iterator[int]:
    """Write what comes as it comes."""
    with storing(part.parent, file.size), part.open("ab", buffering=0) as out:
        out.truncate(start)
        done = start
        for chunk in response.iter_bytes():
            if done + len(chunk) > file.size:
                raise _WrongError("another length")
            view = memoryview(chunk)
            while view:
                view = view[out.write(view) :]
            done += len(chunk)
            yield done
    if done < file.size and "chunked" in response.headers.get("Transfer-Encoding", ""):
        raise _WrongError("another length")  # such an answer says itself where it ends
    if done < file.size:
        raise CutError("the connection was closed early")


def _length(response: httpx2.Response, unknown: int) -> int:
    """Return how long an answer says it is, where it is not compressed and says so."""
    told = response.headers.get("Content-Length", "")
    is_plain = response.headers.get("Content-Encoding", "identity") == "identity"
    return int(told) if is_plain and told.isdecimal() else unknown


def _distrust(hub: Hub, file: RemoteFile, wrong: _WrongError) -> StoreError:
    return hub.distrust(
        f"{hub.address} has not the {file.repository}/{file.name} that was announced: "
        f"it has {wrong}"
    )


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


class _WrongError(Exception):
    """What comes is not what was announced; the text says what it has instead."""
