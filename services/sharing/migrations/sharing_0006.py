"""What the idle radar looks at (B-084), where entries come from (B-011, B-012, B-085), and since when they are listed (B-055).

Cards that were known before have no name here until they change, or until the operator fills them all:
`guanzi events snapshot --from registry --to sharing`. The radar passes over a card without a name.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "sharing_0006"
down_revision = "sharing_0005"
branch_labels = None
depends_on = None

CARD: dict[str, sa.types.TypeEngine[Any]] = {
    "name": sa.Text(), "class_code": sa.Text(collation="C"), "model": sa.Text(), "brand": sa.Text(), "quantity": sa.BigInteger(),
    "acquired_on": sa.Date(), "service_life_months": sa.Integer(), "original_value_fen": sa.BigInteger(),
    "net_value_fen": sa.BigInteger(), "use_department": sa.Text(), "place": sa.Text(),
}  # fmt: skip
LISTED = "local_audience IS NOT NULL"


def upgrade() -> None:
    for name, kind in CARD.items():
        said = "null, as those below, of a card not told of since they are kept" if name == "name" else None
        op.add_column("asset", sa.Column(name, kind, nullable=True, comment=said))
    said = "the last loan or lease left it in no use"
    op.add_column("asset", sa.Column("loan_ended", sa.Boolean(), nullable=False, server_default="false", comment=said))
    op.create_index("ix_asset_unit_id", "asset", ["unit_id"], postgresql_where=sa.text("NOT removed"))
    said = "ordinary, physical_warehouse or temporary_body"
    op.add_column("entry", sa.Column("source", sa.Text(), nullable=False, server_default="ordinary", comment=said))
    op.add_column("entry", sa.Column("source_note", sa.Text(), nullable=False, server_default="", comment="which warehouse, body or event"))
    op.create_index("ix_entry_listed", "entry", ["submitted_at"], postgresql_where=sa.text(LISTED))
    op.create_index("ix_entry_history_at", "entry_history", ["at"])
    _suggestion()
    _radar_unit()


def downgrade() -> None:
    op.drop_table("radar_unit")
    op.drop_table("suggestion")
    op.drop_index("ix_entry_history_at", table_name="entry_history")
    op.drop_index("ix_entry_listed", table_name="entry")
    op.drop_column("entry", "source_note")
    op.drop_column("entry", "source")
    op.drop_index("ix_asset_unit_id", table_name="asset")
    for name in ("loan_ended", *CARD):
        op.drop_column("asset", name)


def _suggestion() -> None:
    op.create_table(
        "suggestion",
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("signs", sa.ARRAY(sa.Text()), nullable=False, comment="see domain/radar.py"),
        sa.Column("value_fen", sa.BigInteger(), nullable=False, comment="at stake: the card's original value"),
        sa.Column("same", sa.BigInteger(), nullable=False, comment="how many of its class and model the unit has"),
        sa.Column("same_idle", sa.BigInteger(), nullable=False, comment="how many of those stand idle"),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False, comment="open, accepted, postponed or refused"),
        sa.Column("answered_signs", sa.ARRAY(sa.Text()), nullable=False, comment="those that stood when it was answered, and still do"),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.Column("postponed_until", sa.Date(), nullable=True, comment="the day (Beijing) on which it comes back"),
        sa.Column("answered_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft_id", sa.Uuid(), nullable=True, comment="of the application that was begun"),
        sa.PrimaryKeyConstraint("asset_no", name=op.f("pk_suggestion")),
        comment="assets that look idle, and what their unit says to it",
    )
    op.create_index("ix_suggestion_unit_id", "suggestion", ["unit_id", "answer", sa.text("value_fen DESC"), "asset_no"])
    op.create_index("ix_suggestion_answer", "suggestion", ["answer", sa.text("value_fen DESC"), "asset_no"])
    op.create_index("ix_suggestion_postponed", "suggestion", ["postponed_until"], postgresql_where=sa.text("answer = 'postponed'"))


def _radar_unit() -> None:
    op.create_table(
        "radar_unit",
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_radar_unit")),
        comment="when the radar looks at a unit next: soon after a card changed, else once a day",
    )
    op.create_index("ix_radar_unit_due_at", "radar_unit", ["due_at"])
    op.execute("INSERT INTO radar_unit SELECT DISTINCT unit_id, now() FROM asset")
