"""What happened to changes of the encoder."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "migrations",
        sa.Column("seq", key, nullable=False),
        sa.Column("migration", sa.String(length=200), nullable=False),
        sa.Column("event", sa.String(length=200), nullable=False),
        sa.Column("from_space", sa.String(length=64), nullable=False),
        sa.Column("to_space", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["from_space"], ["spaces.id"], name=op.f("fk_migrations_from_space_spaces")
        ),
        sa.ForeignKeyConstraint(
            ["to_space"], ["spaces.id"], name=op.f("fk_migrations_to_space_spaces")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_migrations")),
    )
