"""An event may be for one consumer alone, such as a print station."""

import sqlalchemy as sa
from alembic import op

revision = "chassis_0002"
down_revision = "chassis_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    meaning = "the one consumer whose queue gets it; null: everybody who follows the aggregate"
    op.add_column("outbox", sa.Column("addressee", sa.Text(), nullable=True, comment=meaning))


def downgrade() -> None:
    op.drop_column("outbox", "addressee")
