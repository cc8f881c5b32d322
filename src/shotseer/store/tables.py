"""The tables, and nothing else. Every change here has a migration in ``migrations/versions``.

Facts are appended: annotations, undos, datasets, versions, feeds, offers. Shots, embeddings,
cuts and segments can be made again from the videos.
"""

from datetime import UTC, datetime
from fractions import Fraction

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.engine import Dialect


class Rational(sa.TypeDecorator[Fraction]):
    """An exact fraction, kept as text such as ``1001/24000``."""

    impl = sa.String(64)
    cache_ok = True

    def process_bind_param(self, value: Fraction | None, dialect: Dialect) -> str | None:
        """Write a fraction."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Fraction | None:
        """Read a fraction."""
        return None if value is None else Fraction(value)


class Instant(sa.TypeDecorator[datetime]):
    """A moment in UTC, kept as ISO 8601 text, which sorts and reads the same everywhere."""

    impl = sa.String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Write a moment."""
        return None if value is None else value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Read a moment."""
        return None if value is None else datetime.fromisoformat(value)


# SQLite numbers rows by itself only where the key is exactly INTEGER.
BigKey = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Name = sa.String(200)
Digest = sa.String(64)

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

meta = Table(
    "meta",
    metadata,
    Column("key", Name, primary_key=True),
    Column("value", sa.Text, nullable=False),
)

videos = Table(
    "videos",
    metadata,
    Column("id", Digest, primary_key=True),
    Column("name", sa.Text, nullable=False),
    Column("duration", Rational, nullable=False),
    Column("duration_seconds", sa.Float, nullable=False),
    Column("frame_rate", Rational, nullable=False),
    Column("width", sa.Integer, nullable=False),
    Column("height", sa.Integer, nullable=False),
    Column("frame_count", sa.BigInteger, nullable=False),
    Column("is_variable_rate", sa.Boolean, nullable=False),
    Column("rotation", sa.Integer, nullable=False),
    Column("codec", Name, nullable=False),
    Column("container", Name, nullable=False),
    Column("has_audio", sa.Boolean, nullable=False),
    Column("size_bytes", sa.BigInteger, nullable=False),
    Column("warning", sa.Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    # Not known of videos from before they were asked for.
    Column("pixel_format", Name),
    Column("audio_codec", Name),
    sa.Index("ix_videos_name_id", "name", "id"),
)

# What people say of their videos: shoot day, camera, rights ...
video_fields = Table(
    "video_fields",
    metadata,
    Column("video_id", ForeignKey("videos.id", ondelete="CASCADE"), primary_key=True),
    Column("name", Name, primary_key=True, index=True),
    Column("value", sa.Text, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("path", sa.Text, primary_key=True),
    Column("video_id", ForeignKey("videos.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("size_bytes", sa.BigInteger, nullable=False),
    Column("mtime_ns", sa.BigInteger, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

failures = Table(
    "failures",
    metadata,
    Column("path", sa.Text, primary_key=True),
    Column("reason", sa.Text, nullable=False),
    Column("hint", sa.Text, nullable=False),
    Column("failed_at", Instant, nullable=False),
)

cuts = Table(
    "cuts",
    metadata,
    Column("video_id", ForeignKey("videos.id", ondelete="CASCADE"), primary_key=True),
    Column("detector", Name, nullable=False),
    Column("params", sa.JSON, nullable=False),
    Column("cut_at", Instant, nullable=False),
)

shots = Table(
    "shots",
    metadata,
    Column("id", Digest, primary_key=True),
    Column("video_id", ForeignKey("videos.id", ondelete="CASCADE"), nullable=False),
    Column("position", sa.Integer, nullable=False),
    Column("part", sa.Integer, nullable=False),
    Column("parts", sa.Integer, nullable=False),
    Column("start", Rational, nullable=False),
    Column("end", Rational, nullable=False),
    Column("start_seconds", sa.Float, nullable=False),
    Column("end_seconds", sa.Float, nullable=False),
    sa.UniqueConstraint("video_id", "position"),
)

spaces = Table(
    "spaces",
    metadata,
    Column("id", Digest, primary_key=True),
    Column("encoder", Name, nullable=False),
    Column("weights", sa.Text, nullable=False),
    Column("preprocessing", sa.Text, nullable=False),
    Column("pooling", Name, nullable=False),
    Column("dimension", sa.Integer, nullable=False),
    Column("has_text", sa.Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

# A segment is one append to the vector files: rows [first_row, first_row + row_count).
segments = Table(
    "segments",
    metadata,
    Column("space_id", ForeignKey("spaces.id"), primary_key=True),
    Column("first_row", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("row_count", sa.BigInteger, nullable=False),
    Column("crc32", sa.BigInteger, nullable=False),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("space_id", ForeignKey("spaces.id"), primary_key=True),
    Column("row", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("shot_id", ForeignKey("shots.id", ondelete="CASCADE"), nullable=False),
    sa.UniqueConstraint("shot_id", "space_id"),
)

annotators = Table(
    "annotators",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("name", Name, nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
)

labels = Table(
    "labels",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("name", Name, nullable=False, unique=True),
    Column("description", sa.Text, nullable=False),
    Column("guidelines", sa.Text, nullable=False),
    Column("rule", Name, nullable=False),
    Column("created_at", Instant, nullable=False),
)

queries = Table(
    "queries",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("label_id", ForeignKey("labels.id", ondelete="CASCADE"), nullable=False),
    Column("text", sa.Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    sa.UniqueConstraint("label_id", "text"),
)

# No foreign key to shots: an annotation outlives the cutting that its shot came from.
annotations = Table(
    "annotations",
    metadata,
    Column("seq", BigKey, primary_key=True),
    Column("uid", Name, nullable=False, unique=True),
    Column("label_id", ForeignKey("labels.id"), nullable=False),
    Column("annotator_id", ForeignKey("annotators.id"), nullable=False),
    Column("shot_id", Digest, nullable=False),
    Column("video_id", Digest, nullable=False),
    Column("start", Rational, nullable=False),
    Column("end", Rational, nullable=False),
    Column("verdict", Name),
    Column("at", Instant, nullable=False),
    Column("source", Name, nullable=False),
    Column("batch", Name, nullable=False, index=True),
    Column("feed_id", Name),
    Column("rank", sa.BigInteger),
    Column("score", sa.Float),
    Column("note", sa.Text, nullable=False),
    sa.Index("ix_annotations_label_shot", "label_id", "shot_id"),
    sqlite_autoincrement=True,
)

undos = Table(
    "undos",
    metadata,
    Column("batch", Name, primary_key=True),
    Column("annotator_id", ForeignKey("annotators.id"), nullable=False),
    Column("at", Instant, nullable=False),
)

datasets = Table(
    "datasets",
    metadata,
    Column("digest", Digest, primary_key=True),
    Column("label_id", ForeignKey("labels.id"), nullable=False),
    Column("content", sa.JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("id", Digest, primary_key=True),
    Column("label_id", ForeignKey("labels.id"), nullable=False),
    Column("number", sa.Integer, nullable=False),
    Column("dataset_digest", ForeignKey("datasets.digest"), nullable=False),
    Column("annotations_to", sa.BigInteger, nullable=False),
    Column("space_id", ForeignKey("spaces.id"), nullable=False),
    Column("library_rows", sa.BigInteger, nullable=False),
    Column("library_digest", Digest, nullable=False),
    Column("recipe", sa.JSON, nullable=False),
    Column("threshold", sa.Float, nullable=False),
    Column("is_calibrated", sa.Boolean, nullable=False),
    Column("evaluation", sa.JSON, nullable=False),
    Column("notes", sa.JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Name, nullable=False),
    sa.UniqueConstraint("label_id", "number"),
)

# Each press of Build. Equal inputs give a version that is there already, so that several builds may
# name one version; the newest build of a label says which version is in use.
builds = Table(
    "builds",
    metadata,
    Column("seq", BigKey, primary_key=True),
    Column("label_id", ForeignKey("labels.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("version_id", ForeignKey("versions.id", ondelete="CASCADE"), nullable=False),
    Column("annotations_to", sa.BigInteger, nullable=False),
    Column("built_at", Instant, nullable=False),
    Column("built_by", Name, nullable=False),
)

# Each time a version is put to use, or a label is taken out of use (``version_id`` is null).
deployments = Table(
    "deployments",
    metadata,
    Column("seq", BigKey, primary_key=True),
    Column("label_id", ForeignKey("labels.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("version_id", ForeignKey("versions.id", ondelete="CASCADE")),
    Column("threshold", sa.Float),
    Column("note", sa.Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Name, nullable=False),
)

# Both searches and feeds: whatever offers shots to a person.
feeds = Table(
    "feeds",
    metadata,
    Column("id", Name, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("label_id", ForeignKey("labels.id", ondelete="CASCADE")),
    Column("version_id", ForeignKey("versions.id", ondelete="CASCADE")),
    Column("query", sa.JSON),
    Column("annotations_to", sa.BigInteger, nullable=False),
    Column("created_at", Instant, nullable=False),
)

offers = Table(
    "offers",
    metadata,
    Column("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), primary_key=True),
    Column("shot_id", Digest, primary_key=True),
    Column("rank", sa.BigInteger, nullable=False),
    Column("score", sa.Float, nullable=False),
    Column("chance", sa.Float, nullable=False),
    Column("offered_at", Instant, nullable=False),
    Column("seen_at", Instant),
    sa.Index("ix_offers_shot_id", "shot_id"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", BigKey, primary_key=True),
    Column("kind", Name, nullable=False),
    Column("subject", sa.Text, nullable=False),
    Column("request", sa.JSON, nullable=False),
    Column("state", Name, nullable=False),
    Column("wanted", Name, nullable=False),
    Column("owner", Name, nullable=False),
    Column("pid", sa.BigInteger),
    Column("host", Name),
    Column("stage", sa.Text, nullable=False),
    Column("done", sa.Float, nullable=False),
    Column("total", sa.Float),
    Column("unit", sa.Text, nullable=False),
    Column("note", sa.Text, nullable=False),
    Column("result", sa.JSON(none_as_null=True)),
    Column("started_at", Instant, nullable=False),
    Column("updated_at", Instant),
    Column("ended_at", Instant),
)

# What happened to a change of the encoder: begun, compared, switched, rolled back, discarded.
migrations = Table(
    "migrations",
    metadata,
    Column("seq", BigKey, primary_key=True),
    Column("migration", Name, nullable=False),
    Column("event", Name, nullable=False),
    Column("from_space", ForeignKey("spaces.id"), nullable=False),
    Column("to_space", ForeignKey("spaces.id"), nullable=False),
    Column("facts", sa.JSON, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Name, nullable=False),
)

# What a write with an idempotency key was answered, so that a retry is answered the same.
answers = Table(
    "answers",
    metadata,
    Column("key", Name, primary_key=True),
    Column("route", sa.Text, nullable=False),
    Column("status", sa.Integer, nullable=False),
    Column("body", sa.Text, nullable=False),
    Column("created_at", Instant, nullable=False, index=True),
)

# At most one row: the process that may write vectors and run jobs.
lease = Table(
    "lease",
    metadata,
    Column("id", sa.Integer, primary_key=True, autoincrement=False),
    Column("holder", Name, nullable=False),
    Column("pid", sa.BigInteger, nullable=False),
    Column("host", Name, nullable=False),
    Column("purpose", Name, nullable=False),
    Column("beat_at", Instant, nullable=False),
)
