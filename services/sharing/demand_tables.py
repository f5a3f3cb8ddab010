"""Which tables sharing keeps for demands and for what a region allows a unit to have (配置标准)."""

from sqlalchemy import BigInteger, Column, Date, DateTime, ForeignKey, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR

from services.sharing.schema import ByteOrder, metadata

PUBLISHED = "state = 'published'"
LIVE = "state IN ('submitted', 'returned', 'published')"

demand = Table(
    "demand", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False, comment="see domain/demand.py"),
    Column("unit_id", ByteOrder, nullable=False),
    Column("region", ByteOrder, nullable=False, comment="the owner's: 2, 4 or 6 digits"),
    Column("city", ByteOrder, nullable=False, comment="the region's first 4 digits"),
    Column("province", ByteOrder, nullable=False, comment="the region's first 2 digits"),
    Column("department", ByteOrder, nullable=False, comment="the organisation right below the region"),
    Column("class_code", ByteOrder, nullable=False),
    Column("class_name", Text, nullable=False),
    Column("kin", ByteOrder, nullable=False, comment="the beginning that classes akin to it share; empty: none"),
    Column("name", Text, nullable=False),
    Column("quantity", BigInteger, nullable=False),
    Column("supplied", BigInteger, nullable=False, comment="what agreements have brought of it"),
    Column("measure_unit", Text, nullable=False),
    Column("indicators", JSONB, nullable=False, comment="[{name, relation, value, measure_unit}]"),
    Column("mode", Text, nullable=False, comment="transfer, share or empty: either"),
    Column("scope", Text, nullable=False, comment="as asked for, or as the reviewer changed it"),
    Column("shown", Text, comment="how far the square shows it; null: nobody beside the unit sees it"),
    Column("audience", ByteOrder, comment="`city:3101`: shown applied to the owner, see domain/audience.py"),
    Column("needed_by", Date, comment="the last day (Beijing) on which it helps"),
    Column("reason", Text, nullable=False),
    Column("contact_name", Text, nullable=False),
    Column("contact_phone", Text, nullable=False),
    Column("budget_fen", BigInteger, nullable=False),
    Column("submitted_by", Text, nullable=False),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("note", Text, nullable=False, server_default="", comment="of the last return or end"),
    Column("national_receipt_no", Text, nullable=False, server_default="", comment="of the national platform"),
    Column("national_refusal", Text, nullable=False, server_default="", comment="why the platform does not take it, in its words"),
    Column("search", TSVECTOR, nullable=False, comment="character bigrams, see chassis/search_words.py"),
    Index("ix_demand_unit_id", "unit_id", "id"),
    Index("ix_demand_at_desk", "id", postgresql_where=text("state = 'submitted'")),
    Index("ix_demand_audience", "audience", "id", postgresql_where=text("audience IS NOT NULL")),
    Index("ix_demand_due", "needed_by", postgresql_where=text(LIVE)),
    Index("ix_demand_search", "search", postgresql_using="gin"),
    *(
        Index(f"ix_demand_{place or 'anywhere'}_{kind}", *filter(None, (place, kind, "submitted_at")), postgresql_where=text(PUBLISHED))
        for place in ("department", "region", "city", "province", "") for kind in ("class_code", "kin")
    ),
)  # fmt: skip

demand_history = Table(
    "demand_history", metadata,
    Column("demand_id", Uuid, ForeignKey("demand.id"), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False),
    Column("on_behalf_of", Text, nullable=False, server_default="", comment="the post-holder for whom a deputy acted"),
    Column("operation", Text, nullable=False),
    Column("state_after", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
)  # fmt: skip

standard = Table(
    "standard", metadata,
    Column("region", ByteOrder, primary_key=True),
    Column("class_code", ByteOrder, primary_key=True, comment="its beginning is enough: the longest that fits holds"),
    Column("standard", Text, nullable=False),
    Column("class_name", Text, nullable=False, server_default="", comment="empty for one that is only the beginning of others"),
    Column("set_by", Text, nullable=False),
    Column("set_at", DateTime(timezone=True), nullable=False),
    comment="allocation standards (配置标准) of regions, in words (B-041)",
)  # fmt: skip
