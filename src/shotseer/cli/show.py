"""How things look on a terminal: data on standard output, talk on standard error."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any, Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from shotseer.core import job, words

# Piped tables are not folded to a width that nobody sees.
out = Console(highlight=False, width=None if sys.stdout.isatty() else 240)
talk = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else 1000)
counted = words.counted


def json_array(rows: Iterable[Mapping[str, Any]]) -> None:
    """Print rows as one JSON array, a row a line."""
    before = "["
    for row in rows:
        sys.stdout.write(before + json.dumps(row, ensure_ascii=False))
        before = ",\n "
    print("[]" if before == "[" else "]")


def json_object(data: Mapping[str, Any]) -> None:
    """Print one JSON object."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Print a table. Columns whose name begins with ``#`` hold numbers."""
    grid = Table(title=title or None, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        is_number = column.startswith("#")
        grid.add_column(
            column.lstrip("#"),
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=is_number,
        )
    for row in rows:
        grid.add_row(*(cell if isinstance(cell, Text) else Text(printable(cell)) for cell in row))
    out.print(grid)


def say(text: str) -> None:
    """Tell the person something that is not data."""
    talk.print(Text(text))


def error(message: str, hint: str, command: str = "") -> None:
    """Say what failed and what to do, with the command that does it."""
    talk.print(f"[bold red]error:[/] {escape(printable(message))}")
    if hint:
        talk.print(f"  {escape(printable(hint))}")
    if command:
        talk.print(f"  {escape(printable(command))}")


def printable(value: object) -> str:
    """Return text on one line, with control characters made visible."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in str(value)
    )


def failure(path: str, reason: str, hint: str) -> str:
    """Return a line about a file that failed, with its path once."""
    where = "" if path in reason else f"{printable(path)}: "
    return f"failed: {where}{printable(reason)}. {hint}"


def seconds(value: float) -> str:
    """Write a duration for reading: ``41 s``, ``12 min 5 s``, ``2 h 3 min``."""
    if value < 60:
        return f"{value:.0f} s"
    minutes, rest = divmod(round(value), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


class ProgressBars:
    """One bar a stage, with rate and time left; plain lines where there is no terminal."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            _Amount(),
            _Rate(),
            TimeRemainingColumn(compact=True),
            TextColumn("[dim]{task.fields[note]}"),
            console=talk,
            transient=False,
        )
        self._stage = ""
        self._task: Any = None
        self._last: job.Progress | None = None
        self._started = time.monotonic()

    def __enter__(self) -> Self:
        if talk.is_terminal:
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end_stage()
        if talk.is_terminal:
            self._bars.stop()

    def __call__(self, progress: job.Progress) -> None:
        """Show one report of a flow."""
        if progress.stage != self._stage:
            self._end_stage()
            self._stage = progress.stage
            self._started = time.monotonic()
            if talk.is_terminal:
                self._task = self._bars.add_task(
                    progress.stage, total=progress.total, note="", unit=progress.unit
                )
        self._last = progress
        if self._task is not None:
            self._bars.update(
                self._task,
                completed=progress.done,
                total=progress.total,
                note=escape(printable(progress.note))[:40],
            )

    def _end_stage(self) -> None:
        if self._last is None:
            return
        if self._task is not None:
            self._bars.update(self._task, note="")
        else:
            taken = time.monotonic() - self._started
            amount = f": {self._last.done:,.0f} {self._last.unit}" if self._last.unit else ""
            say(f"{self._stage}{amount} in {seconds(taken)}")
        self._last = None


class _Amount(ProgressColumn):
    """``done / total unit``."""

    def render(self, task: Task) -> Text:
        total = "?" if task.total is None else f"{task.total:,.0f}"
        return Text(f"{task.completed:,.0f}/{total} {task.fields.get('unit', '')}".rstrip())


class _Rate(ProgressColumn):
    """Units a second, so far."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:,.1f}/s", style="dim")
