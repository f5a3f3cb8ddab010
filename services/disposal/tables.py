"""Which tables disposal keeps for its cases: drafts, cases with their cards and history, batches, numbers, the calendar, its neighbours.

Materials and ledgers have their own modules; all share one metadata. Ids that a cursor compares sort by byte (`COLLATE "C"`).
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from services.disposal import ledger_tables, material_tables  # noqa: F401  # they migrate with these
from services.disposal.schema import metadata

ByteOrder = Text(collation="C")
LAPSING = "state IN ('approved', 'executing')"

draft = Table(
    "draft", metadata,
    Column("id", Uuid, primary_key=True, comment="the case's, once filed"),
    Column("revision", BigInteger, nullable=False),
    Column("filings", Integer, nullable=False, comment="how often it was filed"),
    Column("unit_id", ByteOrder, nullable=False),
    Column("method", Text, nullable=False),
    Column("facts", JSONB, nullable=False, comment="what the rules read, domain/facts.py"),
    Column("assets", JSONB, nullable=False, comment="the cards as the registry told them"),
    Column("secret", Boolean, nullable=False),
    Column("access", ARRAY(Text), nullable=False, comment="who may see and decide a secret case (Art. 49)"),
    Column("receiving_unit", ByteOrder, nullable=False, server_default="", comment="where a free transfer goes, if a unit of ours"),
    Column("emergency_name", Text, nullable=False, server_default="", comment="the emergency of Art. 11"),
    Column("drafted_by", Text, nullable=False),
    Column("drafted_at", DateTime(timezone=True), nullable=False),
    Column("revised_by", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("search", TSVECTOR, nullable=False, comment="character bigrams, see chassis/search_words.py"),
    Index("ix_draft_unit_id", "unit_id", "id"),
    Index("ix_draft_search", "search", postgresql_using="gin"),
)

case = Table(
    "case", metadata,
    Column("id", Uuid, ForeignKey("draft.id"), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("number", Text, nullable=False, comment="430121-2026-000123"),
    Column("state", Text, nullable=False, comment="see domain/states.py"),
    Column("method", Text, nullable=False),
    Column("unit_id", ByteOrder, nullable=False),
    Column("facts", JSONB, nullable=False, comment="as decided upon"),
    Column("ruling", JSONB, nullable=False, comment="what the policy made of the facts, with its name and digest"),
    Column("desks", JSONB, nullable=False, comment="[{step, authority, decision, …}]: the route of this filing with its decisions"),
    Column("filing", Integer, nullable=False, comment="1 for the first"),
    Column("month", Text, nullable=False, comment="Beijing month of the filing: the batch with its unit's others (Art. 10)"),
    Column("original_value_fen", BigInteger, nullable=False),
    Column("secret", Boolean, nullable=False),
    Column("emergency", Boolean, nullable=False),
    Column("emergency_name", Text, nullable=False, server_default=""),
    Column("access", ARRAY(Text), nullable=False),
    Column("receiving_unit", ByteOrder, nullable=False, server_default=""),
    Column("drafted_by", Text, nullable=False),
    Column("filed_by", Text, nullable=False),
    Column("filed_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("deciders", ARRAY(Text), nullable=False, comment="who decided on this filing: one person, one desk"),
    Column("reference", Text, comment="of the reservation at the registry; null once it is over"),
    Column("reason", Text, nullable=False, server_default="", comment="of the last return, refusal, withdrawal or end"),
    Column("approved_at", DateTime(timezone=True), comment="the approval result"),
    Column("valid_until", Date, comment="the last day on which it may be carried out"),
    Column("notice_from", Date, comment="publication of the public notice"),
    Column("notice_through", Date, comment="its last working day; null while the calendar of that year is not published"),
    Column("executed_on", Date),
    Column("reply_no", Text, nullable=False, server_default="", comment="〔2026〕12号"),
    Column("replied_at", DateTime(timezone=True)),
    Column("post_approval_due_on", Date),
    Column("booking_no", Text, nullable=False, server_default=""),
    Index("uq_case_number", "number", unique=True),
    Index("ix_case_unit_id_month", "unit_id", "month"),
    Index("ix_case_at_desk", "state", "id"),
    Index("ix_case_lapsing", "valid_until", postgresql_where=text(LAPSING)),
    Index("ix_case_notice", "notice_from", "id", postgresql_where=text("notice_from IS NOT NULL AND NOT secret")),
    Index("ix_case_reference", "reference", unique=True, postgresql_where=text("reference IS NOT NULL")),
)

case_asset = Table(
    "case_asset", metadata,
    Column("case_id", Uuid, ForeignKey("case.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("asset_no", ByteOrder, nullable=False),
    Column("live", Boolean, nullable=False, comment="whether the case holds the card"),
    Column("outcome", Text, nullable=False, comment="pending, written_off or moved"),
    Column("card", JSONB, nullable=False, comment="as it was when the case was filed"),
    Index("uq_case_asset_live", "asset_no", unique=True, postgresql_where=text("live")),
    Index("ix_case_asset_asset_no", "asset_no"),
)

case_history = Table(
    "case_history", metadata,
    Column("case_id", Uuid, ForeignKey("case.id"), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False, comment="the account"),
    Column("on_behalf_of", Text, nullable=False, server_default="", comment="the post-holder for whom a deputy acted"),
    Column("operation", Text, nullable=False),
    Column("state_before", Text, nullable=False, server_default=""),
    Column("state_after", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("article", Text, nullable=False, server_default=""),
    Column("facts", JSONB, comment="as they were from this step on; null where the step changed none"),
    Column("ruling", JSONB, comment="what the policy made of them"),
)

month_batch = Table(
    "month_batch", metadata,
    Column("unit_id", ByteOrder, primary_key=True),
    Column("month", Text, primary_key=True),
    comment="locked by whoever files, so that the filings of a unit's month see each other",
)

number_series = Table(
    "number_series", metadata,
    Column("kind", Text, primary_key=True, comment="case or reply"),
    Column("region", ByteOrder, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("last", Integer, nullable=False),
)

calendar_year = Table(
    "calendar_year", metadata,
    Column("year", Integer, primary_key=True),
    Column("source", Text, nullable=False, comment="the announcement it follows"),
    Column("published_by", Text, nullable=False),
    Column("published_at", DateTime(timezone=True), nullable=False),
    comment="years whose working days are known; another year is not published (未公布)",
)

calendar_day = Table(
    "calendar_day", metadata,
    Column("day", Date, primary_key=True),
    Column("working", Boolean, nullable=False),
    comment="days that differ from Monday-to-Friday",
)

deputy = Table(
    "deputy", metadata,
    Column("id", Uuid, primary_key=True),
    Column("principal", Text, nullable=False, comment="the account whose post it is"),
    Column("role", Text, nullable=False),
    Column("org_id", ByteOrder, nullable=False),
    Column("path", ByteOrder, nullable=False),
    Column("deputy", Text, nullable=False, comment="the account that stands in"),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), comment="ended before its time"),
    Column("version", BigInteger, nullable=False),
    Index("ix_deputy_deputy", "deputy", "ends_at"),
    comment="sharing's deputies, as its events tell them",
)

unit = Table(
    "unit", metadata,
    Column("id", ByteOrder, primary_key=True, comment="`310151-004011`; a region is its code"),
    Column("budget_code", Text, nullable=False, comment="empty for a region"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="region, department, administrative_unit, public_institution or section"),
    Column("region", Text, nullable=False),
    Column("path", ByteOrder, nullable=False, comment="ids from the root, joined by /"),
    Column("funding", Text, nullable=False, server_default="", comment="full, partial, self; empty where not known"),
    Column("version", BigInteger, nullable=False, comment="of identity's organisation; 0: as the registry told it"),
    Index("ix_unit_path", "path"),
    comment="identity's organisations, as its events tell them",
)

account = Table(
    "account", metadata,
    Column("account", Text, primary_key=True),
    Column("disabled", Boolean, nullable=False),
    Column("posts", JSONB, nullable=False, comment="[[role, org_id]]"),
    Column("version", BigInteger, nullable=False),
    comment="identity's accounts, as its events tell them: whose posts a deputy may fill",
)

asset = Table(
    "asset", metadata,
    Column("asset_no", ByteOrder, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("unit_id", ByteOrder, nullable=False),
    Column("state", Text, nullable=False),
    Column("removed", Boolean, nullable=False),
    comment="the registry's cards, as its events tell them: a case must not start from an older card",
)
