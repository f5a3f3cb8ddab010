"""Agreements about transfers, bookings of shared assets, and the two states in which an entry is transferred."""

import sqlalchemy as sa
from alembic import op

revision = "sharing_0005"
down_revision = "sharing_0004"
branch_labels = None
depends_on = None

LIVE, LIVE_BEFORE = "NOT (state IN ('cancelled', 'left', 'transferred'))", "NOT (state IN ('cancelled', 'left'))"
OPEN, TAKING = "state IN ('asked', 'offered', 'concluded')", "state IN ('booked', 'handed_out')"


def upgrade() -> None:
    op.add_column("entry", _text("transfer_mode", "how it was transferred: free_transfer, sale … (B-051)"))
    op.add_column("entry", _text("receiving_unit", "its name, once the transfer is agreed or registered"))
    op.drop_index("uq_entry_live", table_name="entry")
    op.create_index("uq_entry_live", "entry", ["asset_no"], unique=True, postgresql_where=sa.text(LIVE))
    _agreements()
    _bookings()


def downgrade() -> None:
    op.drop_table("booking")
    op.execute("DROP TYPE uuid_range")
    op.drop_table("agreement")
    op.execute("UPDATE entry SET state = 'left' WHERE state = 'transferred'")
    op.drop_index("uq_entry_live", table_name="entry")
    op.create_index("uq_entry_live", "entry", ["asset_no"], unique=True, postgresql_where=sa.text(LIVE_BEFORE))
    op.drop_column("entry", "receiving_unit")
    op.drop_column("entry", "transfer_mode")


def _agreements() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="see domain/agreement.py"),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("supplier_id", sa.Text(collation="C"), nullable=False),
        sa.Column("receiver_id", sa.Text(collation="C"), nullable=False),
        _text("demand_id", "the receiver's demand that it answers; empty: none"),
        _text("message", "of the receiver"),
        _text("terms", "of the supplier"),
        _text("reason", "why it came to nothing"),
        sa.Column("asked_by", sa.Text(), nullable=False, comment="an account of the receiver"),
        _text("accepted_by", "an account of the supplier"),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("concluded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _text("case_id", "disposal's, once filed"),
        _text("case_number"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_agreement_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
    )
    concluded = sa.text("state = 'concluded'")
    op.create_index("uq_agreement_concluded", "agreement", ["entry_id"], unique=True, postgresql_where=concluded)
    op.create_index("uq_agreement_open", "agreement", ["entry_id", "receiver_id"], unique=True, postgresql_where=sa.text(OPEN))
    for name in ("supplier_id", "receiver_id", "entry_id"):
        op.create_index(f"ix_agreement_{name}", "agreement", [name, "id"])
    for name in ("asset_no", "case_id"):
        op.create_index(f"ix_agreement_{name}", "agreement", [name], postgresql_where=concluded)


def _bookings() -> None:
    op.execute("CREATE TYPE uuid_range AS RANGE (subtype = uuid)")
    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="booked, handed_out, returned or cancelled"),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("supplier_id", sa.Text(collation="C"), nullable=False),
        sa.Column("user_id", sa.Text(collation="C"), nullable=False, comment="the unit that uses it"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False, comment="the first moment that is free again"),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("booked_by", sa.Text(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _text("condition_out"),
        _text("condition_back"),
        sa.Column("photos_out", sa.ARRAY(sa.Text()), nullable=False, comment="SHA-256 of photos"),
        sa.Column("photos_back", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("handed_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True, comment="when it was told that the asset is not back"),
        _text("reason", "of the cancellation"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_booking_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
    )
    op.execute(
        "ALTER TABLE booking ADD CONSTRAINT ex_booking_period EXCLUDE USING gist "
        f"(uuid_range(entry_id, entry_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) WHERE ({TAKING})"
    )
    op.create_index("uq_booking_out", "booking", ["entry_id"], unique=True, postgresql_where=sa.text("state = 'handed_out'"))
    for name in ("supplier_id", "user_id"):
        op.create_index(f"ix_booking_{name}", "booking", [name, "id"])
    op.create_index("ix_booking_late", "booking", ["ends_at"], postgresql_where=sa.text(TAKING))


def _text(name: str, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False, comment=comment)
