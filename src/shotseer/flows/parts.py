"""What flows work with: the store, the settings and the swappable parts, all passed in."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.engine import Connection

from shotseer import motion
from shotseer.core.arrays import Ints
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import NotFoundError, NotReadyError
from shotseer.core.ports import Encoder, Estimator, Executor, VectorIndex, VectorRows
from shotseer.flows.recent import Recent
from shotseer.settings import Settings
from shotseer.store import current, labels, library, spaces
from shotseer.store.database import Database
from shotseer.store.folder import Folder
from shotseer.store.labels import LabelRecord
from shotseer.store.library import Library
from shotseer.store.shards import Shards


@dataclass(frozen=True)
class Parts:
    """Everything a flow may use.

    ``encoder`` makes or returns the encoder of a space (of a new library, if there is none yet);
    it is called only by flows that embed something. ``new_encoder`` names that of a new library,
    ``encoder_note`` says what an encoder is good for; neither opens one.
    """

    folder: Folder
    database: Database
    settings: Settings
    encoder: Callable[[EmbeddingSpace | None], Encoder]
    new_encoder: Callable[[], str]
    encoder_note: Callable[[str], str]
    index: Callable[[VectorRows], VectorIndex]
    estimator: Callable[[str, Mapping[str, Any]], Estimator]
    executor: Executor
    opened: dict[tuple[str, str, int, int], OpenSpace] = field(default_factory=dict)
    """Spaces as they were last opened, by their state; one is opened again when that changes."""
    recent: Recent = field(default_factory=Recent)
    """What was found lately and hangs on the annotation log, not on the vectors."""


@dataclass(frozen=True, eq=False)
class Motion:
    """Descriptors of motion, and where that of each row of the space in use is.

    ``places`` is ``(n,)``: the row among the descriptors, -1 where the motion was not measured.
    """

    rows: Shards
    places: Ints


@dataclass(frozen=True)
class OpenSpace:
    """The space in use as of now: its vectors, and the shot behind each row.

    ``motion`` is ``None`` where that of no shot was measured.
    """

    space: EmbeddingSpace
    rows: Shards
    library: Library
    motion: Motion | None = None
    recent: Recent = field(default_factory=Recent, compare=False)
    """What was found lately of this state of the library; gone with it."""


def open_space(parts: Parts, space: EmbeddingSpace | None = None) -> OpenSpace:
    """Return the vectors and rows of the library as they are now: in use, or of another space.

    Raises:
        NotReadyError: nothing has been ingested yet, or all of it was removed.
        StoreError: a vector file is damaged.
    """
    opened = _open(parts, space)
    # A library whose videos were all removed still has rows.
    if opened is None or opened.library.count == 0:
        raise NotReadyError(
            "this library has no shots yet",
            hint="Add videos first.",
            command=f"shotseer --workspace {parts.folder.root} ingest FOLDER",
        )
    return opened


def open_kept(parts: Parts, space_id: str) -> OpenSpace:
    """Return the vectors of a space that may be out of use; those in use, where it is not kept."""
    with parts.database.reading() as connection:
        kept = spaces.find(connection, space_id)
        if kept is None or spaces.row_count(connection, space_id) == 0:
            kept = None
    return open_space(parts, kept)


def _open(parts: Parts, space: EmbeddingSpace | None) -> OpenSpace | None:
    with parts.database.reading() as connection:
        space = current.get_space(connection) if space is None else space
        count = 0 if space is None else spaces.row_count(connection, space.id)
        if space is None or count == 0:
            return None
        measured = spaces.row_count(connection, motion.SPACE.id)
        state = (space.id, library.revision(connection), count, measured)
        opened = parts.opened.get(state)
        if opened is None:
            known = library.load(connection, space.id, count, parts.folder.cache)
            rows = Shards(parts.folder.vectors(space.id), space.dimension, count)
            moves = _motion(parts, connection, known, measured) if measured else None
            opened = OpenSpace(space, rows, known, moves)
            for old in list(parts.opened):
                if old[0] == space.id:
                    parts.opened.pop(old, None)
            parts.opened[state] = opened
    return opened


def _motion(parts: Parts, connection: Connection, known: Library, count: int) -> Motion:
    space = motion.SPACE
    described = library.load(connection, space.id, count, parts.folder.cache)
    rows = Shards(parts.folder.vectors(space.id), space.dimension, count)
    return Motion(rows, described.rows_of_numbers(known.shots))


def index_of(parts: Parts, opened: OpenSpace) -> VectorIndex:
    """Return the index of the library as it is; making it may take a while after large changes."""
    return opened.recent.get("index", lambda: parts.index(opened.rows))


def find_label(parts: Parts, name: str) -> LabelRecord:
    """Return a label.

    Raises:
        NotFoundError: there is none of this name.
    """
    with parts.database.reading() as connection:
        record = labels.get_label(connection, name)
        if record is not None:
            return record
        known = [other.label.name for other in labels.list_labels(connection)]
    listed = f"Labels: {', '.join(known[:20])}." if known else "There is no label yet."
    raise NotFoundError(
        f"there is no label called {name!r}",
        hint=f"{listed} Choose one of them, or make this one.",
        command=f"shotseer label create {shlex.quote(name)}",
    )
