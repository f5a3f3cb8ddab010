"""Which tables hold what follows from disposals: income and its remittances, losses kept on file and their recoveries, findings."""

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.disposal.schema import metadata

ByteOrder = Text(collation="C")
SYSTEM = "system"
"""Who raised a finding that a rule of the system raised."""

income = Table(
    "income", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("case_id", Uuid, ForeignKey("case.id"), nullable=False),
    Column("unit_id", ByteOrder, nullable=False),
    Column("kind", Text, nullable=False, comment="see domain/income.toml"),
    Column("gross_fen", BigInteger, nullable=False),
    Column("deductions", JSONB, nullable=False, comment="[{kind, amount_fen, note}]"),
    Column("net_fen", BigInteger, nullable=False, comment="gross less deductions"),
    Column("invested_money_fen", BigInteger, nullable=False, comment="of equity: how much of the investment was money"),
    Column("invested_fen", BigInteger, nullable=False, comment="of equity: the whole investment"),
    Column("treasury_fen", BigInteger, nullable=False, comment="of the net, what goes to the treasury"),
    Column("remitted_fen", BigInteger, nullable=False),
    Column("article", Text, nullable=False),
    Column("received_on", Date, nullable=False),
    Column("due_on", Date, nullable=False),
    Column("state", Text, nullable=False, comment="due, overdue, remitted or kept"),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Index("ix_income_case_id", "case_id"),
    Index("ix_income_unit_id", "unit_id", "id"),
    Index("ix_income_received_on", "received_on"),
    Index("ix_income_due_on", "due_on", postgresql_where=text("state = 'due'")),
)

remittance = Table(
    "remittance", metadata,
    Column("income_id", Uuid, ForeignKey("income.id"), primary_key=True),
    Column("receipt_no", Text, primary_key=True),
    Column("amount_fen", BigInteger, nullable=False),
    Column("remitted_on", Date, nullable=False),
    Column("account", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_remittance_remitted_on", "remitted_on"),
)

loss = Table(
    "loss", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("case_id", Uuid, ForeignKey("case.id"), nullable=False),
    Column("unit_id", ByteOrder, nullable=False),
    Column("asset_no", ByteOrder, nullable=False),
    Column("asset_name", Text, nullable=False),
    Column("amount_fen", BigInteger, nullable=False, comment="the book original value written off"),
    Column("recovered_fen", BigInteger, nullable=False),
    Column("state", Text, nullable=False, comment="open or recovered"),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Index("uq_loss_asset", "case_id", "asset_no", unique=True),
    Index("ix_loss_unit_id", "unit_id", "id"),
    comment="账销案存 (Art. 38): off the books, on file",
)

recovery = Table(
    "recovery", metadata,
    Column("loss_id", Uuid, ForeignKey("loss.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False, comment="money or asset"),
    Column("amount_fen", BigInteger, nullable=False),
    Column("note", Text, nullable=False),
    Column("recovered_on", Date, nullable=False),
    Column("asset_no", ByteOrder, nullable=False, server_default="", comment="the card under which the asset was booked again"),
    Column("account", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("uq_recovery_asset_no", "asset_no", unique=True, postgresql_where=text("asset_no <> ''")),
)

finding = Table(
    "finding", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("case_id", Uuid, ForeignKey("case.id"), comment="null: of a unit, not of a case"),
    Column("unit_id", ByteOrder, nullable=False),
    Column("kind", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("raised_by", Text, nullable=False, comment="the account, or system"),
    Column("raised_at", DateTime(timezone=True), nullable=False),
    Column("state", Text, nullable=False, comment="open or settled"),
    Column("settlement", Text, nullable=False, server_default=""),
    Column("settled_by", Text),
    Column("settled_at", DateTime(timezone=True)),
    Index("uq_finding_system", "case_id", "kind", unique=True, postgresql_where=text(f"raised_by = '{SYSTEM}' AND state = 'open'")),
    Index("ix_finding_case_id", "case_id"),
    Index("ix_finding_unit_id", "unit_id", "id"),
    comment="of supervision (Arts. 42 to 45)",
)
