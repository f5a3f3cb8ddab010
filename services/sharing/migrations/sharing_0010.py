"""What a statement says besides its number (B-044, B-092): the class by name, what was refused; and a standard its class by name (B-041).

Statements and standards of before have no name of their class, and those statements name nothing that was refused.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "sharing_0010"
down_revision = "sharing_0009"
branch_labels = None
depends_on = None

REFUSED = "[{entry_id, name, model, unit_name, reason, refused_at}]: what would have served and was refused"


def upgrade() -> None:
    op.add_column("statement", sa.Column("class_name", sa.Text(), nullable=False, server_default=""))
    op.add_column("statement", sa.Column("refused", JSONB(), nullable=False, server_default="[]", comment=REFUSED))
    said = "empty for one that is only the beginning of others"
    op.add_column("standard", sa.Column("class_name", sa.Text(), nullable=False, server_default="", comment=said))


def downgrade() -> None:
    op.drop_column("standard", "class_name")
    op.drop_column("statement", "refused")
    op.drop_column("statement", "class_name")
