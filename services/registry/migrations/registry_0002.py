"""Find at once which asset numbers had a card before, whose import was undone: an index that is nearly always empty."""

import sqlalchemy as sa
from alembic import op

revision = "registry_0002"
down_revision = "registry_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_card_history_removed", "card_history", ["asset_no"], postgresql_where=sa.text("operation = 'removed'"))


def downgrade() -> None:
    op.drop_index("ix_card_history_removed", table_name="card_history")
