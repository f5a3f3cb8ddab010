"""Where the assets of a draft come from (B-011, B-012, B-085), so that what the radar suggests can be entered with its source."""

import sqlalchemy as sa
from alembic import op

revision = "sharing_0009"
down_revision = "sharing_0008"
branch_labels = None
depends_on = None

WHERE_FROM = "see domain/origin.py"


def upgrade() -> None:
    op.add_column("draft", sa.Column("source", sa.Text(), nullable=False, server_default="ordinary", comment=WHERE_FROM))
    said = "which warehouse, body, event or work"
    op.add_column("draft", sa.Column("source_note", sa.Text(), nullable=False, server_default="", comment=said))
    op.alter_column("entry", "source", comment=WHERE_FROM)


def downgrade() -> None:
    op.alter_column("entry", "source", comment="ordinary, physical_warehouse or temporary_body")
    op.drop_column("draft", "source_note")
    op.drop_column("draft", "source")
