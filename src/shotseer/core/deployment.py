"""Deployments: which version of a label is put to use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Deployment:
    """A version was put to use, or a label was taken out of use: then ``number`` is ``None``.

    ``threshold`` is the probability from which on a shot counts as positive; ``None`` where the
    version's own holds.
    """

    label: str
    number: int | None
    version_id: str | None
    threshold: float | None
    note: str
    at: datetime
    by: str
