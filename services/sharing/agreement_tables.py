"""Which tables sharing keeps for agreements about transfers."""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, text

from services.sharing.schema import ByteOrder, metadata

OPEN = "state IN ('asked', 'offered', 'concluded')"

agreement = Table(
    "agreement", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False, comment="see domain/agreement.py"),
    Column("entry_id", Uuid, ForeignKey("entry.id"), nullable=False),
    Column("asset_no", ByteOrder, nullable=False),
    Column("supplier_id", ByteOrder, nullable=False),
    Column("receiver_id", ByteOrder, nullable=False),
    Column("demand_id", Text, nullable=False, server_default="", comment="the receiver's demand that it answers; empty: none"),
    Column("message", Text, nullable=False, server_default="", comment="of the receiver"),
    Column("terms", Text, nullable=False, server_default="", comment="of the supplier"),
    Column("reason", Text, nullable=False, server_default="", comment="why it came to nothing"),
    Column("asked_by", Text, nullable=False, comment="an account of the receiver"),
    Column("accepted_by", Text, nullable=False, server_default="", comment="an account of the supplier"),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("concluded_at", DateTime(timezone=True)),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("case_id", Text, nullable=False, server_default="", comment="disposal's, once filed"),
    Column("case_number", Text, nullable=False, server_default=""),
    Index("uq_agreement_concluded", "entry_id", unique=True, postgresql_where=text("state = 'concluded'")),
    Index("uq_agreement_open", "entry_id", "receiver_id", unique=True, postgresql_where=text(OPEN)),
    Index("ix_agreement_supplier_id", "supplier_id", "id"),
    Index("ix_agreement_receiver_id", "receiver_id", "id"),
    Index("ix_agreement_entry_id", "entry_id", "id"),
    Index("ix_agreement_asset_no", "asset_no", postgresql_where=text("state = 'concluded'")),
    Index("ix_agreement_case_id", "case_id", postgresql_where=text("state = 'concluded'")),
)
