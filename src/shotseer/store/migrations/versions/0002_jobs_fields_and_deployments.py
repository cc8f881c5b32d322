"""Jobs that can be steered, own fields of videos, deployments, answers to retries."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "answers",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_created_at"), "answers", ["created_at"])
    op.create_table(
        "video_fields",
        sa.Column("video_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["video_id"],
            ["videos.id"],
            name=op.f("fk_video_fields_video_id_videos"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("video_id", "name", name=op.f("pk_video_fields")),
    )
    op.create_index(op.f("ix_video_fields_name"), "video_fields", ["name"])
    op.create_table(
        "deployments",
        sa.Column("seq", key, nullable=False),
        sa.Column("label_id", key, nullable=False),
        sa.Column("version_id", sa.String(length=64), nullable=True),
        sa.Column("threshold", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["label_id"],
            ["labels.id"],
            name=op.f("fk_deployments_label_id_labels"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["versions.id"],
            name=op.f("fk_deployments_version_id_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_deployments")),
    )
    op.create_index(op.f("ix_deployments_label_id"), "deployments", ["label_id"])
    op.add_column("videos", sa.Column("pixel_format", sa.String(length=200), nullable=True))
    op.add_column("videos", sa.Column("audio_codec", sa.String(length=200), nullable=True))
    op.create_index("ix_videos_name_id", "videos", ["name", "id"])
    for column in (
        sa.Column("subject", sa.Text(), nullable=False, server_default=""),
        sa.Column("request", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("wanted", sa.String(length=200), nullable=False, server_default="run"),
        sa.Column("pid", sa.BigInteger(), nullable=True),
        sa.Column("host", sa.String(length=200), nullable=True),
        sa.Column("unit", sa.Text(), nullable=False, server_default=""),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("updated_at", sa.String(32), nullable=True),
    ):
        op.add_column("jobs", column)
