"""A unit's drafts of applications: a table of their own, so that processes of the version before run on beside it."""

import sqlalchemy as sa
from alembic import op

revision = "sharing_0002"
down_revision = "sharing_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("asset_nos", sa.ARRAY(sa.Text()), nullable=False, comment="in the order in which they were picked"),
        sa.Column("mode", sa.Text(), nullable=True, comment="null: not said yet"),
        sa.Column("scope", sa.Text(), nullable=True, comment="null: not said yet"),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        comment="working papers of a unit's handlers; gone once submitted",
    )
    op.create_index("ix_draft_unit_id", "draft", ["unit_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_draft_unit_id", table_name="draft")
    op.drop_table("draft")
