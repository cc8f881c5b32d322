"""Pages: a cursor is the place of the last thing seen, as text."""

from __future__ import annotations

from shotseer.core.errors import InputError

MOST = 1_000
FARTHEST = 2**53


def read_place(cursor: str | None, k: int) -> int:
    """Return the place after which a page of ``k`` begins; 0 without a cursor.

    Raises:
        InputError: the cursor did not come from the page before, or ``k`` is out of range.
    """
    if not 1 <= k <= MOST:
        raise InputError(f"cannot show {k} at once", hint=f"Ask for 1 to {MOST:,}.")
    if cursor is None or cursor == "":
        return 0
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) <= FARTHEST):
        raise InputError(
            f"{cursor[:40]!r} is not the place of a page",
            hint="Give what came with the page before, or nothing for the first page.",
        )
    return int(cursor)


def next_place(end: int, length: int) -> str | None:
    """Return the cursor behind place ``end``, ``None`` where nothing follows."""
    return str(end) if end < length else None
