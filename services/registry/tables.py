"""Which tables the registry keeps: cards and their history, changes, lendings, holds, responsibility, units, class codes.

Asset numbers and ids sort by byte (`COLLATE "C"`), so that the database, Python and a cursor agree on the order.
"""

from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, ForeignKey, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from services.registry import import_tables  # noqa: F401  # the tables of imports migrate with these
from services.registry.schema import metadata

ByteOrder = Text(collation="C")

unit = Table(
    "unit", metadata,
    Column("id", ByteOrder, primary_key=True, comment="`310151-004011`; a region is its code"),
    Column("budget_code", Text, nullable=False, comment="empty for a region"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="region, department, administrative_unit, public_institution or section"),
    Column("region", Text, nullable=False),
    Column("parent_id", Text),
    Column("path", ByteOrder, nullable=False, comment="ids from the root, joined by /"),
    Column("funding", Text, nullable=False, server_default=""),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("version", BigInteger, nullable=False, comment="the version of identity's organisation this row shows"),
    Index("ix_unit_path", "path"),
    Index("ix_unit_budget_code", "budget_code"),
    comment="identity's organisations, as its events tell them",
)

card = Table(
    "card", metadata,
    Column("asset_no", ByteOrder, primary_key=True),
    Column("unit_id", ByteOrder, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("class_code", ByteOrder, nullable=False),
    Column("model", Text, nullable=False, server_default=""),
    Column("brand", Text, nullable=False, server_default=""),
    Column("quantity", BigInteger, nullable=False),
    Column("measure_unit", Text, nullable=False, server_default=""),
    Column("value_type", Text, nullable=False),
    Column("original_value_fen", BigInteger, nullable=False),
    Column("accumulated_depreciation_fen", BigInteger, nullable=False),
    Column("net_value_fen", BigInteger, nullable=False),
    Column("acquisition_method", Text, nullable=False, server_default=""),
    Column("acquired_on", Date, nullable=False),
    Column("booked_on", Date),
    Column("voucher_no", Text, nullable=False, server_default=""),
    Column("depreciation_state", Text, nullable=False, server_default=""),
    Column("service_life_months", Integer),
    Column("depreciated_months", Integer),
    Column("state", Text, nullable=False),
    Column("use_direction", Text, nullable=False, server_default=""),
    Column("use_department", Text, nullable=False),
    Column("user_name", Text, nullable=False),
    Column("place", Text, nullable=False, server_default="", comment="as written; the layers below are read from it"),
    Column("campus", Text, nullable=False, server_default=""),
    Column("building", Text, nullable=False, server_default=""),
    Column("floor", Text, nullable=False, server_default=""),
    Column("room", Text, nullable=False, server_default=""),
    Column("shareable", Boolean, nullable=False),
    Column("remark", Text, nullable=False, server_default=""),
    Column("details", JSONB, nullable=False, server_default=text("'{}'"), comment="per kind; {} while nobody has entered them"),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("import_id", Uuid, comment="the import that brought it, if one did"),
    Column("search", TSVECTOR, nullable=False, comment="character bigrams, see chassis/search_words.py"),
    Index("ix_card_unit_id", "unit_id", "asset_no"),
    Index("ix_card_import_id", "import_id", postgresql_where=text("import_id IS NOT NULL")),
    Index("ix_card_search", "search", postgresql_using="gin"),
)

card_history = Table(
    "card_history", metadata,
    Column("asset_no", ByteOrder, primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False, comment="the account"),
    Column("operation", Text, nullable=False, comment="registered, imported, changed, assigned, split, lent, taken_back, written_off …"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("changes", JSONB, nullable=False, comment="field → [before, after]; {} where the card came into being"),
    Column("article", Text, nullable=False, server_default=""),
    Index("ix_card_history_removed", "asset_no", postgresql_where=text("operation = 'removed'")),
)

number_series = Table(
    "number_series", metadata,
    Column("budget_code", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", BigInteger, nullable=False),
    comment="the last serial used for asset numbers the system gives out",
)

class_code = Table(
    "class_code", metadata,
    Column("code", ByteOrder, primary_key=True),
    Column("name", Text, nullable=False),
    comment="an imported full list; while empty the shipped short list holds",
)

change = Table(
    "change", metadata,
    Column("id", Uuid, primary_key=True),
    Column("asset_no", ByteOrder, ForeignKey("card.asset_no"), nullable=False),
    Column("unit_id", ByteOrder, nullable=False, comment="the unit that held the card when the change was filed"),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False, comment="in_effect, awaiting_review, approved or returned"),
    Column("base_version", BigInteger, nullable=False, comment="the card version the change starts from"),
    Column("applied_version", BigInteger, comment="the card version it made"),
    Column("reason", Text, nullable=False),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("filed_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", Text),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text, nullable=False, server_default=""),
    Index("ix_change_asset_no", "asset_no"),
    Index("ix_change_unit_id", "unit_id", "filed_at"),
    Index("ix_change_awaiting_review", "unit_id", postgresql_where=text("state = 'awaiting_review'")),
)

lending = Table(
    "lending", metadata,
    Column("id", Uuid, primary_key=True),
    Column("asset_no", ByteOrder, ForeignKey("card.asset_no"), nullable=False),
    Column("kind", Text, nullable=False, comment="lease (出租) or loan (出借)"),
    Column("counterparty", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("state_before", Text, nullable=False),
    Column("use_direction_before", Text, nullable=False),
    Column("lent_at", DateTime(timezone=True), nullable=False),
    Column("lent_by", Text, nullable=False),
    Column("taken_back_at", DateTime(timezone=True)),
    Column("taken_back_by", Text),
    Column("note", Text, nullable=False, server_default=""),
    Index("uq_lending_open", "asset_no", unique=True, postgresql_where=text("taken_back_at IS NULL")),
    Index("ix_lending_asset_no", "asset_no"),
)

hold = Table(
    "hold", metadata,
    Column("asset_no", ByteOrder, ForeignKey("card.asset_no"), primary_key=True),
    Column("service", Text, nullable=False, comment="the service that reserved the card"),
    Column("reference", Text, nullable=False, comment="what it was reserved for, in that service's words"),
    Column("purpose", Text, nullable=False, comment="publication or disposal"),
    Column("reason", Text, nullable=False),
    Column("article", Text, nullable=False, server_default=""),
    Column("remedy", Text, nullable=False, server_default=""),
    Column("placed_at", DateTime(timezone=True), nullable=False),
    Column("lapses_at", DateTime(timezone=True), comment="null once an event has confirmed it"),
    Index("ix_hold_reference", "service", "reference"),
    Index("ix_hold_lapses_at", "lapses_at", postgresql_where=text("lapses_at IS NOT NULL")),
    comment="a card has at most one",
)

ended_hold = Table(
    "ended_hold", metadata,
    Column("service", Text, primary_key=True),
    Column("reference", Text, primary_key=True),
    Column("ended_at", DateTime(timezone=True), nullable=False),
    Column("outcome", Text, nullable=False, comment="released or lapsed"),
    comment="references that are over: a late request or confirmation does not revive them",
)

responsibility = Table(
    "responsibility", metadata,
    Column("unit_id", ByteOrder, primary_key=True),
    Column("section", Text, primary_key=True, comment="empty for the unit itself and for a single asset"),
    Column("asset_no", ByteOrder, primary_key=True, comment="empty for the unit itself and for a section"),
    Column("person", Text, nullable=False, comment="empty once withdrawn"),
    Column("duty", Text, nullable=False, server_default="", comment="what the person is there: head, custodian …"),
    Column("version", BigInteger, nullable=False),
    Column("assigned_at", DateTime(timezone=True), nullable=False),
    Column("assigned_by", Text, nullable=False),
    comment="who answers for unit, section and asset (A-013 to A-015)",
)
