"""Pages: a cursor says how far a list was seen, and how long it was then."""

from __future__ import annotations

import re
from dataclasses import dataclass

from shotseer.core.errors import InputError

MOST = 1_000
FARTHEST = 2**53
CURSOR = re.compile(r"([0-9]{1,16})(?:-([0-9]{1,16}))?")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: ``end`` items lie before it, of the ``length`` that there were then."""

    end: int = 0
    length: int = 0

    def within(self, length: int) -> int:
        """Return where to go on in the list, which is ``length`` long now.

        It gets shorter when a video is removed. Where the lost items were is not known: some of
        the others may come again, and none is left out.
        """
        return max(0, self.end - max(0, self.length - length))


def read_place(cursor: str | None, k: int) -> Place:
    """Return the place at which a page of ``k`` begins: the start without a cursor.

    Raises:
        InputError: the cursor did not come from the page before, or ``k`` is out of range.
    """
    if not 1 <= k <= MOST:
        raise InputError(f"cannot show {k} at once", hint=f"Ask for 1 to {MOST:,}.")
    if cursor is None or cursor == "":
        return Place()
    found = CURSOR.fullmatch(cursor)
    if found is None or int(found[1]) > FARTHEST:
        raise InputError(
            f"{cursor[:40]!r} is not the place of a page",
            hint="Give what came with the page before, or nothing for the first page.",
        )
    return Place(int(found[1]), int(found[2] or 0))


def next_place(end: int, length: int) -> str | None:
    """Return the cursor behind place ``end``, ``None`` where nothing follows."""
    return f"{end}-{length}" if end < length else None
