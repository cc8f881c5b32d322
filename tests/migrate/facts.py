"""What must never change, whatever happens to the encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sqlalchemy as sa

from shotseer import Workspace
from shotseer.flows.parts import open_space
from shotseer.store import spaces, tables
from shotseer.store.shards import Shards


def verdict_log(workspace: Workspace) -> bytes:
    """Return every line of the log and every undo, as bytes."""
    with workspace.parts.database.reading() as connection:
        rows = [
            tuple(row)
            for table, key in ((tables.annotations, "seq"), (tables.undos, "batch"))
            for row in connection.execute(sa.select(table).order_by(table.c[key]))
        ]
    return repr(rows).encode()


def encoder_in_use(workspace: Workspace) -> str:
    """Return the encoder of the vectors that serve."""
    return open_space(workspace.parts).space.encoder


def vectors_of(workspace: Workspace, space_id: str) -> dict[str, Sequence[float]]:
    """Return the vector of each shot that has one in a space."""
    with workspace.parts.database.reading() as connection:
        space = spaces.find(connection, space_id)
        assert space is not None
        count = spaces.row_count(connection, space_id)
        row = tables.embeddings.c
        known: Any = connection.execute(
            sa.select(row.shot_id, row.row).where(row.space_id == space_id)
        ).all()
    rows = Shards(workspace.folder.vectors(space_id), space.dimension, count)
    return {shot: rows.take(np.array([place]))[0].tolist() for shot, place in known}
