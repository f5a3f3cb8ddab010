"""What is told of an offered asset by name (B-016, B-040): by its card, and by the handler who entered it.

In columns of their own, not in `asset`: code of before reads that whole. Entries of before have none until they are submitted again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "sharing_0007"
down_revision = "sharing_0006"
branch_labels = None
depends_on = None

COLUMNS = (
    ("entry", "features", "[{name, value, measure_unit}], as the handler said"),
    ("entry", "card_features", "the same, as the card said when submitted"),
    ("draft", "features", "[{name, value, measure_unit}]"),
)


def upgrade() -> None:
    for table, name, said in COLUMNS:
        op.add_column(table, sa.Column(name, JSONB(), nullable=False, server_default="[]", comment=said))


def downgrade() -> None:
    for table, name, _ in COLUMNS:
        op.drop_column(table, name)
