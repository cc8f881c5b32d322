"""Vectors on disk: append-only float32 shards, memory-mapped.

The files hold raw little-endian rows and nothing else. The database says how many rows are
visible: what a crash left behind them is overwritten by the next append.
"""

from __future__ import annotations

import errno
import os
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from shotseer.core.arrays import Ints, Matrix
from shotseer.core.errors import StoreError

ROWS_PER_SHARD = 131_072
BLOCK_ROWS = 32_768
COPIES = "copies"
"""The folder of what indexes keep: copies of blocks, made for speed."""
REPAIR = "Have the workspace repaired, then ingest again; no verdict is lost."
REPAIR_COMMAND = "shotseer doctor --repair"
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Shards:
    """The first ``rows`` rows of a folder of shards, readable as blocks.

    Args:
        folder: where the shards are.
        dimension: numbers in a row.
        rows: how many rows are visible.

    Raises:
        StoreError: a shard is shorter than its visible rows, or missing.
    """

    def __init__(self, folder: Path, dimension: int, rows: int) -> None:
        self.folder = folder
        self.dimension = dimension
        self._rows = rows
        self._maps = [self._open(number) for number in range(-(-rows // ROWS_PER_SHARD))]

    def __len__(self) -> int:
        return self._rows

    def blocks(self) -> Iterator[tuple[int, Matrix]]:
        """Yield ``(first row, (n, d) rows)``; the rows are views of the files."""
        for number, shard in enumerate(self._maps):
            for start in range(0, len(shard), BLOCK_ROWS):
                yield number * ROWS_PER_SHARD + start, shard[start : start + BLOCK_ROWS]

    def take(self, rows: Ints) -> Matrix:
        """Return ``(len(rows), d)`` copies of some rows, in the order asked for."""
        found = np.empty((len(rows), self.dimension), dtype=np.float32)
        numbers, offsets = np.divmod(np.asarray(rows, dtype=np.int64), ROWS_PER_SHARD)
        for number in np.unique(numbers):
            here = numbers == number
            found[here] = self._maps[number][offsets[here]]
        return found

    def copy_path(self, first_row: int, name: str) -> Path:
        """Return where a copy of the block that begins at ``first_row`` may be kept.

        It may be deleted at any time, and is when rows of the block change; appended rows are none.
        """
        return self.folder / COPIES / f"{first_row:010d}.{name}"

    def checksum(self, first_row: int, row_count: int) -> int:
        """Return the CRC-32 of some visible rows, as `append` returned it."""
        rows = np.arange(first_row, first_row + row_count)
        return zlib.crc32(self.take(rows).tobytes())

    def _open(self, number: int) -> Matrix:
        path = _shard_path(self.folder, number)
        wanted = min(self._rows - number * ROWS_PER_SHARD, ROWS_PER_SHARD)
        size = path.stat().st_size if path.exists() else 0
        if size < wanted * self.dimension * 4:
            raise StoreError(
                f"the vector file {path} is damaged: it should hold {wanted} rows of "
                f"{self.dimension} numbers and has only {size} bytes",
                hint=REPAIR,
                command=REPAIR_COMMAND,
            )
        whole = np.memmap(path, dtype="<f4", mode="r", shape=(wanted, self.dimension))
        return whole.view(np.ndarray)


def append(folder: Path, dimension: int, first_row: int, rows: Matrix) -> int:
    """Write rows behind the first ``first_row`` rows, safely on disk, and return their CRC-32.

    Raises:
        StoreError: the disk is full; nothing that was visible is touched.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = np.ascontiguousarray(rows, dtype="<f4")
    written = 0
    while written < len(rows):
        number, offset = divmod(first_row + written, ROWS_PER_SHARD)
        count = min(len(rows) - written, ROWS_PER_SHARD - offset)
        if _row_count(folder, dimension, number) > offset:
            # Rows that were visible once, before the database was restored from a backup.
            _forget_copies(folder, first_row + written, ROWS_PER_SHARD)
        piece = _bytes(rows[written : written + count])
        _write(_shard_path(folder, number), offset * dimension * 4, piece)
        written += count
    return zlib.crc32(_bytes(rows))


def pad(folder: Path, dimension: int, rows: int) -> None:
    """Lengthen shards that are too short for ``rows`` rows, with zeros: the start of a repair."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(-(-rows // ROWS_PER_SHARD)):
        path = _shard_path(folder, number)
        _forget_copies(folder, number * ROWS_PER_SHARD, ROWS_PER_SHARD)
        wanted = min(rows - number * ROWS_PER_SHARD, ROWS_PER_SHARD) * dimension * 4
        with path.open("ab") as file:
            if file.tell() < wanted:
                file.truncate(wanted)


def blank(folder: Path, dimension: int, first_row: int, row_count: int) -> int:
    """Overwrite rows that nothing refers to with zeros, and return their CRC-32."""
    _forget_copies(folder, first_row, row_count)
    done = 0
    while done < row_count:
        number, offset = divmod(first_row + done, ROWS_PER_SHARD)
        count = min(row_count - done, ROWS_PER_SHARD - offset)
        with _shard_path(folder, number).open("r+b") as file:
            file.seek(offset * dimension * 4)
            file.write(bytes(count * dimension * 4))
            file.flush()
            os.fsync(file.fileno())
        done += count
    return zlib.crc32(bytes(row_count * dimension * 4))


def _write(path: Path, offset: int, view: memoryview) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        size = os.fstat(descriptor).st_size
        if size < offset:
            raise StoreError(
                f"the vector file {path} is damaged: it should hold {offset} bytes and has {size}",
                hint=REPAIR,
                command=REPAIR_COMMAND,
            )
        os.ftruncate(descriptor, offset)
        os.lseek(descriptor, offset, os.SEEK_SET)
        while view:
            view = view[os.write(descriptor, view) :]
        os.fsync(descriptor)
    except OSError as error:
        os.ftruncate(descriptor, offset)
        if error.errno in NO_ROOM:
            raise StoreError(
                f"the disk is full: could not write vectors to {path}",
                hint="Free some space and run the same command again; it goes on where it stopped.",
            ) from error
        raise
    finally:
        os.close(descriptor)


def _bytes(rows: Matrix) -> memoryview:
    """Return the bytes of contiguous rows, without a copy."""
    return rows.reshape(-1).view(np.uint8).data


def _forget_copies(folder: Path, first_row: int, row_count: int) -> None:
    """Delete the copies of the blocks that hold some rows."""
    for path in (folder / COPIES).glob("*.*"):
        start = int(path.name.partition(".")[0])
        if first_row - BLOCK_ROWS < start < first_row + row_count:
            path.unlink(missing_ok=True)


def _row_count(folder: Path, dimension: int, number: int) -> int:
    path = _shard_path(folder, number)
    return path.stat().st_size // (dimension * 4) if path.exists() else 0


def _shard_path(folder: Path, number: int) -> Path:
    return folder / f"{number:05d}.f32"
