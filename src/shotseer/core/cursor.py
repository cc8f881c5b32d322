"""Cursors: where a page of a list ends, written so that the next page can go on there.

A cursor holds the sort values of the last row and not its place, so that it stays right while
rows come and go before it.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Sequence
from typing import TypeAlias

from shotseer.core.errors import InputError

CursorValue: TypeAlias = str | float | None
MAX_LENGTH = 4000
MAX_NUMBER = 2.0**53


def write(kind: str, values: Sequence[CursorValue]) -> str:
    """Return a cursor of safe characters. ``kind`` says for which list and order it is."""
    text = json.dumps([kind, *values], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str, kind: str, kinds: str) -> list[CursorValue]:
    """Return the values of a cursor.

    Args:
        text: the cursor.
        kind: for which list and order it must be.
        kinds: a letter for each value: ``t`` for text, ``n`` for a number, ``o`` for a number or
            nothing.

    Raises:
        InputError: it is no cursor, or that of another list or order.
    """
    values = _decode(text)
    if values[:1] == [kind] and len(values) == len(kinds) + 1:
        found = values[1:]
        if all(_is(value, wanted) for value, wanted in zip(found, kinds, strict=True)):
            return found
    raise InputError(
        f"{text!r:.60} is not a cursor of this list in this order",
        hint="Ask for the first page again, without a cursor.",
    )


def _decode(text: str) -> list[CursorValue]:
    if len(text) > MAX_LENGTH:
        return []
    try:
        raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        values = json.loads(raw)
    except (binascii.Error, ValueError, RecursionError):
        return []
    return values if isinstance(values, list) else []


def _is(value: object, wanted: str) -> bool:
    if wanted == "t":
        return isinstance(value, str)
    if value is None:
        return wanted == "o"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) <= MAX_NUMBER
