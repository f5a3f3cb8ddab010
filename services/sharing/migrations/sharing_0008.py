"""What the national platform answered to a demand that was reported to it (B-039): its receipt, or why it does not take it.

Demands that were published to the province or the nation before are told to it by `guanzi events snapshot --from sharing --to gateway`.
"""

import sqlalchemy as sa
from alembic import op

revision = "sharing_0008"
down_revision = "sharing_0007"
branch_labels = None
depends_on = None

COLUMNS = (("national_receipt_no", "of the national platform"), ("national_refusal", "why the platform does not take it, in its words"))


def upgrade() -> None:
    for name, said in COLUMNS:
        op.add_column("demand", sa.Column(name, sa.Text(), nullable=False, server_default="", comment=said))


def downgrade() -> None:
    for name, _ in COLUMNS:
        op.drop_column("demand", name)
