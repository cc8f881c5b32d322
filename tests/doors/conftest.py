"""The doors use the same library as the flows."""

from __future__ import annotations

from tests.flows.conftest import films, ingested

__all__ = ["films", "ingested"]
