"""What is kept about targets, deliveries, their attempts, reconciliations, and the events that others may hear."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.gateway.schema import metadata

target = Table(
    "target", metadata,
    Column("id", Text, primary_key=True, comment="`platform`, or a webhook's id"),
    Column("kind", Text, nullable=False, comment="which adapter speaks to it"),
    Column("name", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("secret", Text, nullable=False, server_default="", comment="of a webhook, told once; the platform's is a setting"),
    Column("seat", Text, nullable=False, server_default="", comment="path of the organisation for which a webhook listens"),
    Column("types", ARRAY(Text), nullable=False, server_default="{}"),
    Column("organisations", ARRAY(Text), nullable=False, server_default="{}"),
    Column("active", Boolean, nullable=False, server_default=true()),
    Column("version", BigInteger, nullable=False, server_default="1"),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("created_by", Text, nullable=False, server_default=""),
    Column("failures", Integer, nullable=False, server_default="0", comment="of the breaker: in a row"),
    Column("openings", Integer, nullable=False, server_default="0"),
    Column("open_until", DateTime(timezone=True)),
    Column("paused_until", DateTime(timezone=True), comment="what the target asked for by Retry-After"),
    Column("probing_until", DateTime(timezone=True)),
    CheckConstraint("kind IN ('national_platform', 'webhook')", name="kind"),
)

delivery = Table(
    "delivery", metadata,
    Column("id", Uuid, primary_key=True),
    Column("position", BigInteger, Identity(always=True), nullable=False, comment="the order within a subject, drawn under its lock"),
    Column("target", Text, ForeignKey("target.id"), nullable=False),
    Column("subject", Text, nullable=False, comment="what must arrive in order: an asset number, or an event's aggregate and subject"),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False, comment="the idempotency key"),
    Column("aggregate", Text, nullable=False, comment="of the event that caused it: `sharing.entry`"),
    Column("aggregate_id", Text, nullable=False),
    Column("aggregate_version", BigInteger, nullable=False),
    Column("body", Text, nullable=False, comment="the JSON exactly as it is signed and sent"),
    Column("correlation_id", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0", comment="in a row; what the backoff counts"),
    Column("next_try_at", DateTime(timezone=True), comment="while sending: when the claim lapses"),
    Column("claim", Uuid, comment="who is sending it; a lapsed claim can settle nothing"),
    Column("last_status", Integer),
    Column("last_error", Text),
    Column("receipt_no", Text, nullable=False, server_default=""),
    Column("receipt", JSONB),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("version", BigInteger, nullable=False, server_default="0", comment="of the aggregate gateway.delivery: events told so far"),
    UniqueConstraint("target", "key"),
    CheckConstraint("state IN ('pending', 'sending', 'delivered', 'parked', 'dropped')", name="state"),
    Index("ix_delivery_due", "target", "next_try_at", "position", postgresql_where=text("state IN ('pending', 'sending')")),
    Index("ix_delivery_unfinished", "target", "subject", "position", postgresql_where=text("state IN ('pending', 'sending', 'parked')")),
    Index("ix_delivery_subject", "target", "subject", "position"),
    Index("ix_delivery_aggregate", "target", "aggregate_id", "position"),
    Index("ix_delivery_shown", "state", "position"),
)

attempt = Table(
    "attempt", metadata,
    Column("delivery", Uuid, ForeignKey("delivery.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("milliseconds", Integer),
    Column("outcome", Text, nullable=False, comment="received, refused, failed or interrupted"),
    Column("status", Integer, nullable=False, comment="HTTP; 0 where nothing answered"),
    Column("reason", Text, nullable=False, server_default=""),
)

reconciliation = Table(
    "reconciliation", metadata,
    Column("id", Uuid, primary_key=True),
    Column("target", Text, ForeignKey("target.id"), nullable=False),
    Column("day", Date, comment="the Beijing day it belongs to; NULL when an operator asked for it"),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", DateTime(timezone=True), nullable=False),
    Column("started_at", DateTime(timezone=True)),
    Column("finished_at", DateTime(timezone=True)),
    Column("ours", Integer),
    Column("theirs", Integer),
    Column("mended", Integer),
    Column("report", JSONB, comment="one line for each subject that differed"),
    UniqueConstraint("target", "day"),
)

organisation = Table(
    "organisation", metadata,
    Column("id", Text, primary_key=True),
    Column("path", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    comment="as identity tells of them: where an event without a path belongs, and where a webhook sits",
)

event = Table(
    "event", metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True, comment="drawn under one lock, so that it follows the commits"),
    Column("event_id", Uuid, nullable=False, unique=True),
    Column("aggregate", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("owner", Text, nullable=False, comment="path of the organisation it belongs to"),
    Column("audience", ARRAY(Text), nullable=False, server_default="{}", comment="organisations whose whole trees may hear it; `nation`"),
    Column("body", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_event_recorded_at", "recorded_at", postgresql_using="brin"),
)
