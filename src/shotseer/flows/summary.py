"""The library at a glance: how much there is, and what made its vectors."""

from __future__ import annotations

from dataclasses import dataclass

from shotseer.core.embedding import EmbeddingSpace
from shotseer.flows import vectors
from shotseer.flows.parts import Parts
from shotseer.store import counts, current

IMPORTED = (
    "vectors were made elsewhere. Words can be searched only where their vectors came with them; "
    "searching by example always works."
)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of a library. ``encoder`` is that of its vectors, or of the first ones to come."""

    space: EmbeddingSpace | None
    encoder: str
    encoder_note: str
    videos: int
    shots: int
    hours: float
    labels: int


def summary(parts: Parts) -> Summary:
    """Return what there is in the library."""
    with parts.database.reading() as connection:
        space = current.get_space(connection)
        found = counts.counts(connection)
    encoder = parts.new_encoder() if space is None else space.encoder
    imported = space is not None and vectors.is_imported(space)
    return Summary(
        space=space,
        encoder=encoder,
        encoder_note=IMPORTED if imported else parts.encoder_note(encoder),
        videos=found.videos,
        shots=found.shots,
        hours=found.seconds / 3600,
        labels=found.labels,
    )
