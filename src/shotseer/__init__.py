"""Build your own video classifiers: search, judge, build, review.

Everything starts with a `Workspace`. Parts are loaded when first needed: importing this package
loads no decoder and no model runtime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from shotseer._version import __version__
from shotseer.core.classifier import ClassifierVersion, Evaluation, LinearHead, Metric
from shotseer.core.embedding import EmbeddingSpace
from shotseer.core.errors import (
    ConflictError,
    InputError,
    MediaError,
    NotFoundError,
    NotReadyError,
    PluginError,
    ShotseerError,
    StoreError,
)
from shotseer.core.feed import Feed, FeedItem, FeedKind, Hit, ScoreKind
from shotseer.core.job import Progress
from shotseer.core.label import Annotation, JoinRule, Judgement, Label, Source, Verdict
from shotseer.core.video import Shot, ShotId, TimeSpan, Video, VideoId

if TYPE_CHECKING:
    from shotseer.workspace import Workspace

__all__ = [
    "Annotation",
    "ClassifierVersion",
    "ConflictError",
    "EmbeddingSpace",
    "Evaluation",
    "Feed",
    "FeedItem",
    "FeedKind",
    "Hit",
    "InputError",
    "JoinRule",
    "Judgement",
    "Label",
    "LinearHead",
    "MediaError",
    "Metric",
    "NotFoundError",
    "NotReadyError",
    "PluginError",
    "Progress",
    "ScoreKind",
    "Shot",
    "ShotId",
    "ShotseerError",
    "Source",
    "StoreError",
    "TimeSpan",
    "Verdict",
    "Video",
    "VideoId",
    "Workspace",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name == "Workspace":
        from shotseer.workspace import Workspace

        return Workspace
    raise AttributeError(f"module 'shotseer' has no attribute {name!r}")
