"""Which tables imports and the reconciliation with the old edition keep.

An import's row is locked by the importer for as long as it works, and changed once, together with the cards; what
others see meanwhile is in `import_progress`, written beside the transaction.
"""

from sqlalchemy import ARRAY, BigInteger, Boolean, Column, DateTime, ForeignKey, Index, Integer, LargeBinary, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB

from services.registry.schema import metadata

ByteOrder = Text(collation="C")


def _import_id(*, primary_key: bool = True) -> Column[object]:
    return Column("import_id", Uuid, ForeignKey("import.id", ondelete="CASCADE"), primary_key=primary_key, nullable=False)


import_ = Table(
    "import", metadata,
    Column("id", Uuid, primary_key=True),
    Column("file_name", Text, nullable=False),
    Column("media", Text, nullable=False, comment="xlsx or csv, as the content says"),
    Column("size_bytes", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 of the file"),
    Column("mode", Text, nullable=False, comment="check or commit"),
    Column("accept", Text, nullable=False, comment="all or valid"),
    Column("state", Text, nullable=False, comment="queued, checked, committed, rejected or failed"),
    Column("submitted_by", Text, nullable=False, comment="the account"),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("org_path", ByteOrder, nullable=False, comment="where the importer's post is; decides who sees the import"),
    Column("reaches", JSONB, nullable=False, comment="[[path, scope]]: which units the importer may import for"),
    Column("correlation_id", Text, nullable=False),
    Column("traceparent", Text, nullable=False, server_default=""),
    Column("finished_at", DateTime(timezone=True)),
    Column("rows", BigInteger, nullable=False, server_default="0"),
    Column("accepted", BigInteger, nullable=False, server_default="0", comment="good rows that are not in the registry yet"),
    Column("unchanged", BigInteger, nullable=False, server_default="0", comment="good rows whose card stands with equal content"),
    Column("rejected", BigInteger, nullable=False, server_default="0", comment="rows with a fault"),
    Column("faults", BigInteger, nullable=False, server_default="0"),
    Column("ignored_columns", ARRAY(Text), nullable=False, server_default="{}"),
    Column("refusal_code", Text, nullable=False, server_default="", comment="why the file as a whole was refused"),
    Column("refusal", Text, nullable=False, server_default=""),
    Column("undone_at", DateTime(timezone=True)),
    Column("undone_by", Text),
    Index("ix_import_queued", "submitted_at", postgresql_where=text("state = 'queued'")),
    Index("ix_import_org_path", "org_path", "submitted_at"),
)

import_file_chunk = Table(
    "import_file_chunk", metadata,
    _import_id(),
    Column("number", Integer, primary_key=True),
    Column("content", LargeBinary, nullable=False),
    comment="the file while the import waits and runs; removed with its end",
)

import_progress = Table(
    "import_progress", metadata,
    _import_id(),
    Column("phase", Text, nullable=False, comment="reading, comparing or storing"),
    Column("rows_read", BigInteger, nullable=False),
    Column("rows_stored", BigInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("updated_at", DateTime(timezone=True), nullable=False),
)

import_fault = Table(
    "import_fault", metadata,
    _import_id(),
    Column("row", BigInteger, primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, comment="of the fault in its row, by column"),
    Column("column", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("value", Text, nullable=False),
)

import_unit = Table(
    "import_unit", metadata,
    _import_id(),
    Column("unit_id", ByteOrder, primary_key=True),
    Column("budget_code", Text, nullable=False),
    Column("cards", BigInteger, nullable=False),
    Column("value_fen", BigInteger, nullable=False),
    comment="control totals of an import's good rows, unchanged ones included",
)

control_total = Table(
    "control_total", metadata,
    Column("unit_id", ByteOrder, primary_key=True),
    Column("cards", BigInteger, nullable=False),
    Column("value_fen", BigInteger, nullable=False),
    Column("source", Text, nullable=False, comment="where the figures come from: a report, a file, a screen"),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("version", BigInteger, nullable=False),
    comment="the old edition's cards and value per unit (A-066)",
)

difference_ticket = Table(
    "difference_ticket", metadata,
    Column("id", Uuid, primary_key=True),
    Column("unit_id", ByteOrder, nullable=False),
    Column("old_cards", BigInteger, nullable=False),
    Column("old_value_fen", BigInteger, nullable=False),
    Column("new_cards", BigInteger, nullable=False),
    Column("new_value_fen", BigInteger, nullable=False),
    Column("owner", Text, nullable=False, comment="the account that has to remove the difference"),
    Column("opened_by", Text, nullable=False),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_by", Text),
    Column("closed_at", DateTime(timezone=True)),
    Column("resolution", Text, nullable=False, server_default=""),
    Column("equal_at_closure", Boolean),
    Column("version", BigInteger, nullable=False),
    Index("uq_difference_ticket_open", "unit_id", unique=True, postgresql_where=text("closed_at IS NULL")),
    comment="A-067",
)
