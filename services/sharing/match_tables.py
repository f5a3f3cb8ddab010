"""Which tables sharing keeps for matches, for what is still to be matched, and for statements that there was nothing to match."""

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Identity, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.sharing.schema import ByteOrder, metadata

REFUSED_OFFERS = "[{entry_id, name, model, unit_name, reason, refused_at}]: what would have served and was refused"

match = Table(
    "match", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("demand_id", Uuid, ForeignKey("demand.id"), comment="null: of a purchase check"),
    Column("entry_id", Uuid, ForeignKey("entry.id"), nullable=False),
    Column("demander_id", ByteOrder, nullable=False),
    Column("supplier_id", ByteOrder, nullable=False),
    Column("class_code", ByteOrder, nullable=False, comment="what was asked for"),
    Column("score", Integer, nullable=False),
    Column("criteria", JSONB, nullable=False, comment="[{name, points, most, explanation}]"),
    Column("state", Text, nullable=False, comment="open, refused, taken or gone"),
    Column("refusal", Text, nullable=False, server_default=""),
    Column("refused_by", Text, nullable=False, server_default=""),
    Column("found_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Index("uq_match_of_demand", "demand_id", "entry_id", unique=True, postgresql_where=text("demand_id IS NOT NULL")),
    Index("uq_match_of_check", "demander_id", "class_code", "entry_id", unique=True, postgresql_where=text("demand_id IS NULL")),
    Index("ix_match_entry_id", "entry_id", "score"),
    Index("ix_match_best", "demand_id", "score"),
    Index("ix_match_open_demander", "demander_id", postgresql_where=text("state = 'open'")),
    Index("ix_match_open_supplier", "supplier_id", postgresql_where=text("state = 'open'")),
)  # fmt: skip

match_task = Table(
    "match_task", metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False, comment="offer or demand"),
    Column("subject", Uuid, nullable=False, comment="of the entry or the demand"),
    Index("ix_match_task_subject", "subject"),
    comment="what was published, changed or ended since it was matched last; written with the change, worked off behind it",
)  # fmt: skip

statement = Table(
    "statement", metadata,
    Column("number", ByteOrder, primary_key=True, comment="310151-2026-000123"),
    Column("unit_id", ByteOrder, nullable=False),
    Column("unit_name", Text, nullable=False),
    Column("class_code", ByteOrder, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("indicators", JSONB, nullable=False, comment="[{name, relation, value, measure_unit}]"),
    Column("class_name", Text, nullable=False, server_default=""),
    Column("refused", JSONB, nullable=False, server_default="[]", comment=REFUSED_OFFERS),
    Column("given_by", Text, nullable=False),
    Column("given_at", DateTime(timezone=True), nullable=False),
    Column("valid_until", Date, nullable=False, comment="the last day (Beijing) on which it holds"),
    Index("ix_statement_unit_id", "unit_id", "given_at"),
)  # fmt: skip

statement_counter = Table(
    "statement_counter", metadata,
    Column("region", ByteOrder, primary_key=True),
    Column("year", Integer, primary_key=True, comment="in Beijing"),
    Column("last", BigInteger, nullable=False),
    comment="counted up in the transaction that gives the statement, so that no number is missing",
)  # fmt: skip
