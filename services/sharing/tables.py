"""Which tables sharing keeps: entries with their history, drafts, deputies, and its own picture of units, accounts and cards.

Ids that a cursor compares sort by byte (`COLLATE "C"`).
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

from services.sharing import agreement_tables, booking_tables, demand_tables, match_tables, photo_tables, radar_tables  # noqa: F401  # they migrate with these
from services.sharing.schema import ByteOrder, metadata

ENDED = "state IN ('cancelled', 'left', 'transferred')"
LOCAL, WIDE = "local_audience IS NOT NULL", "wide_audience IS NOT NULL"
FILTERED = ["region", "department", "class_code", "asset_state", "acquired_on", "stored_photos"]
"""What the squares' indexes carry along, so that filters need not look at the rows."""
AT_DESK = "state IN ('submitted', 'authority_review', 'agreed', 'withdrawal_review')"

entry = Table(
    "entry", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False, comment="see domain/states.py"),
    Column("mode", Text, nullable=False, comment="transfer or share"),
    Column("scope", Text, nullable=False, comment="as applied for, or as the authority changed it"),
    Column("local_scope", Text, comment="department, county or city: who sees it in the local square; null: nobody"),
    Column("wide_scope", Text, comment="province or nation, once reported to the centre"),
    Column("local_audience", ByteOrder, comment="`city:3101`: local_scope applied to the owner, see domain/audience.py"),
    Column("wide_audience", ByteOrder, comment="`province:31` or `nation`"),
    Column("unit_id", ByteOrder, nullable=False),
    Column("region", ByteOrder, nullable=False, comment="the owner's: 2, 4 or 6 digits"),
    Column("asset_no", ByteOrder, nullable=False),
    Column("class_code", ByteOrder, nullable=False),
    Column("asset", JSONB, nullable=False, comment="the card as it was when submitted"),
    Column("contact_name", Text, nullable=False),
    Column("contact_phone", Text, nullable=False),
    Column("photos", Integer, nullable=False),
    Column("findings", JSONB, nullable=False, comment="[{code, message, article}]: what a desk should look at"),
    Column("reason", Text, nullable=False, server_default="", comment="of the last return, withdrawal or leaving"),
    Column("submitted_by", Text, nullable=False),
    Column("submitted_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("deciders", ARRAY(Text), nullable=False, comment="who decided since it was submitted: one person, one desk"),
    Column("withdrawn_by", Text, comment="who asked for it back"),
    Column("before_withdrawal", Text, comment="the state to go back to when the withdrawal is refused"),
    Column("reference", Text, comment="of the reservation at the registry; null once released"),
    Column("national_receipt_no", Text, nullable=False, server_default=""),
    Column("national_refusal", Text, nullable=False, server_default=""),
    Column("transfer_mode", Text, nullable=False, server_default="", comment="how it was transferred: free_transfer, sale … (B-051)"),
    Column("receiving_unit", Text, nullable=False, server_default="", comment="its name, once the transfer is agreed or registered"),
    Column("department", ByteOrder, nullable=False, server_default="", comment="of its unit: the organisation right below the region"),
    Column("asset_state", Text, nullable=False, server_default="", comment="of the card, as `asset` tells"),
    Column("acquired_on", Date, comment="of the card, as `asset` tells"),
    Column("stored_photos", Integer, nullable=False, server_default="0", comment="how many uploaded photos it has; see usecases/photos.py"),
    Column("source", Text, nullable=False, server_default="ordinary", comment="see domain/origin.py"),
    Column("source_note", Text, nullable=False, server_default="", comment="which warehouse, body or event"),
    Column("features", JSONB, nullable=False, server_default="[]", comment="[{name, value, measure_unit}], as the handler said"),
    Column("card_features", JSONB, nullable=False, server_default="[]", comment="the same, as the card said when submitted"),
    Column("search", TSVECTOR, nullable=False, comment="character bigrams, see chassis/search_words.py"),
    Index("uq_entry_live", "asset_no", unique=True, postgresql_where=text(f"NOT ({ENDED})")),
    Index("ix_entry_local_audience", "local_audience", "id", postgresql_where=text(LOCAL), postgresql_include=FILTERED),
    Index("ix_entry_wide_audience", "wide_audience", "mode", "id", postgresql_where=text(WIDE), postgresql_include=FILTERED),
    Index("ix_entry_local_region", "local_audience", "region", "id", postgresql_where=text(LOCAL)),
    Index("ix_entry_wide_region", "wide_audience", "mode", "region", "id", postgresql_where=text(WIDE)),
    Index("ix_entry_department", "department", "id", postgresql_where=text(LOCAL)),
    Index("ix_entry_public", "region", "id", postgresql_where=text(f"{WIDE} OR mode = 'share' AND {LOCAL}")),
    Index("ix_entry_unit_class", "unit_id", "class_code", postgresql_where=text(f"NOT ({ENDED})")),
    Index("ix_entry_near_class", "region", "mode", "class_code", "id", postgresql_where=text(LOCAL)),
    Index("ix_entry_local_class", "local_audience", "mode", "class_code", "id", postgresql_where=text(LOCAL)),
    Index("ix_entry_province_class", text('"left"(region, 2)'), "mode", "class_code", "id", postgresql_where=text(WIDE)),
    Index("ix_entry_wide_class", "wide_audience", "mode", "class_code", "id", postgresql_where=text(WIDE)),
    Index("ix_entry_unit_id", "unit_id", "id"),
    Index("ix_entry_at_desk", "state", "id", postgresql_where=text(AT_DESK)),
    Index("ix_entry_search", "search", postgresql_using="gin"),
    Index("ix_entry_listed", "submitted_at", postgresql_where=text(LOCAL)),
)

entry_history = Table(
    "entry_history", metadata,
    Column("entry_id", Uuid, ForeignKey("entry.id"), primary_key=True),
    Column("version", BigInteger, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False, comment="the account"),
    Column("on_behalf_of", Text, nullable=False, server_default="", comment="the post-holder for whom a deputy acted"),
    Column("operation", Text, nullable=False),
    Column("state_before", Text, nullable=False, server_default=""),
    Column("state_after", Text, nullable=False),
    Column("scope", Text, nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("article", Text, nullable=False, server_default=""),
    Index("ix_entry_history_at", "at"),
)

draft = Table(
    "draft", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("unit_id", ByteOrder, nullable=False),
    Column("asset_nos", ARRAY(Text), nullable=False, comment="in the order in which they were picked"),
    Column("mode", Text, comment="null: not said yet"),
    Column("scope", Text, comment="null: not said yet"),
    Column("contact_name", Text, nullable=False),
    Column("contact_phone", Text, nullable=False),
    Column("photos", Integer, nullable=False),
    Column("features", JSONB, nullable=False, server_default="[]", comment="[{name, value, measure_unit}]"),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
    Column("source", Text, nullable=False, server_default="ordinary", comment="see domain/origin.py"),
    Column("source_note", Text, nullable=False, server_default="", comment="which warehouse, body, event or work"),
    Index("ix_draft_unit_id", "unit_id", "id"),
    comment="working papers of a unit's handlers; gone once submitted",
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
    Column("reason", Text, nullable=False),
    Column("appointed_by", Text, nullable=False),
    Column("appointed_at", DateTime(timezone=True), nullable=False),
    Column("ended_at", DateTime(timezone=True), comment="ended before its time"),
    Column("ended_by", Text),
    Index("ix_deputy_deputy", "deputy", "ends_at"),
    Index("ix_deputy_path", "path"),
)

unit = Table(
    "unit", metadata,
    Column("id", ByteOrder, primary_key=True, comment="`310151-004011`; a region is its code"),
    Column("budget_code", Text, nullable=False, comment="empty for a region"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="region, department, administrative_unit, public_institution or section"),
    Column("region", Text, nullable=False),
    Column("path", ByteOrder, nullable=False, comment="ids from the root, joined by /"),
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
    Column("shareable", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("name", Text, comment="null, as those below, of a card not told of since they are kept"),
    Column("class_code", ByteOrder),
    Column("model", Text),
    Column("brand", Text),
    Column("quantity", BigInteger),
    Column("acquired_on", Date),
    Column("service_life_months", Integer),
    Column("original_value_fen", BigInteger),
    Column("net_value_fen", BigInteger),
    Column("use_department", Text),
    Column("place", Text),
    Column("loan_ended", Boolean, nullable=False, server_default="false", comment="the last loan or lease left it in no use"),
    Index("ix_asset_unit_id", "unit_id", postgresql_where=text("NOT removed")),
    comment="the registry's cards, as its events tell them: an entry must not start from an older card",
)
