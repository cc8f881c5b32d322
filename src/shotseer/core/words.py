"""Numbers in sentences."""

from __future__ import annotations


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 shot`` or ``3 shots``; ``many`` where an s at the end does not do.

    ``counted(1, "shot has", "shots have")`` is ``1 shot has``.
    """
    if number == 1:
        return f"1 {one}"
    return f"{number:,} {f'{one}s' if many is None else many}"
