"""Finished deliveries by the time they ended, so that old ones are found and pruned."""

import sqlalchemy as sa
from alembic import op

revision = "gateway_0002"
down_revision = "gateway_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_delivery_finished", "delivery", ["finished_at"], postgresql_where=sa.text("state IN ('delivered', 'dropped')"))
    op.alter_column(
        "target", "secret", comment="of a webhook, sealed, told once; the platform's is a setting", existing_type=sa.Text(),
        existing_comment="of a webhook, told once; the platform's is a setting", existing_nullable=False, existing_server_default="",
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_finished", "delivery")
    op.alter_column(
        "target", "secret", comment="of a webhook, told once; the platform's is a setting", existing_type=sa.Text(),
        existing_nullable=False, existing_server_default="",
    )
