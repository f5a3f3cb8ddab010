"""Which tables every service's database has besides its own: messages out and in, request keys, audit.

They live in one metadata of the chassis and have their own Alembic branch (`migrations/`), so that each
service's database gets the same ones.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    false,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

outbox = Table(
    "outbox", metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("aggregate", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("body", Text, nullable=False, comment="the CloudEvents JSON exactly as it is sent"),
    Column("addressee", Text, comment="the one consumer whose queue gets it; null: everybody who follows the aggregate"),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("published_at", DateTime(timezone=True)),
    Column("outcome", Text, comment="routed or unrouted, once published"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", DateTime(timezone=True), comment="set while an alarm holds this event and the later ones of its aggregate"),
    Column("last_error", Text),
    UniqueConstraint("aggregate", "subject", "version"),
    Index("ix_outbox_unpublished", "position", postgresql_where=text("published_at IS NULL")),
    Index("ix_outbox_held", "aggregate", "subject", "version", postgresql_where=text("published_at IS NULL AND next_try_at IS NOT NULL")),
)

inbox = Table(
    "inbox", metadata,
    Column("consumer", Text, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("arrival", BigInteger, Identity(always=True), nullable=False),
    Column("aggregate", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("type", Text, nullable=False),
    Column("snapshot", Boolean, nullable=False, server_default=false(), comment="sets the position instead of following it"),
    Column("body", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("processed_at", DateTime(timezone=True)),
    Column("outcome", Text, comment="handled, ignored (no handler), superseded (position was past it) or dropped, once processed"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", DateTime(timezone=True)),
    Column("parked_at", DateTime(timezone=True)),
    Column("last_error", Text, comment="type and place of the last failure; no business data"),
    Index("ix_inbox_received_at", "received_at", postgresql_using="brin"),
    Index("ix_inbox_ready", "consumer", "arrival", postgresql_where=text("processed_at IS NULL AND parked_at IS NULL")),
    Index("ix_inbox_unprocessed", "consumer", "aggregate", "subject", "version", postgresql_where=text("processed_at IS NULL")),
)

inbox_position = Table(
    "inbox_position", metadata,
    Column("consumer", Text, primary_key=True),
    Column("aggregate", Text, primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="the last version that took effect; 0 before the first"),
    comment="one row for each aggregate a consumer has heard of; whoever handles its events holds the row's lock",
)

quarantine = Table(
    "quarantine", metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("consumer", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("reason", Text, nullable=False),
    Column("routing_key", Text, nullable=False),
    Column("headers", Text, nullable=False, comment="repr, cut to 4 KiB"),
    Column("body", LargeBinary, nullable=False, comment="as received, cut to the size limit of an event"),
    Column("body_bytes", BigInteger, nullable=False),
)

request_key = Table(
    "request_key", metadata,
    Column("account", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("operation", Text, nullable=False),
    Column("request_digest", LargeBinary, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("ix_request_key_recorded_at", "recorded_at"),
)

audit = Table(
    "audit", metadata,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("actor", Text, nullable=False, comment="the account"),
    Column("operation", Text, nullable=False),
    Column("object_kind", Text, nullable=False),
    Column("object_id", Text, nullable=False),
    Column("org_path", Text, nullable=False, server_default="", comment="where the object belongs; filters what an auditor sees"),
    Column("before", JSONB),
    Column("after", JSONB),
    Column("correlation_id", Text, nullable=False),
    Column("article", Text, nullable=False, server_default=""),
    Index("ix_audit_object", "object_kind", "object_id"),
    Index("ix_audit_org_path", "org_path", postgresql_ops={"org_path": "text_pattern_ops"}),
)

audit_seal = Table(
    "audit_seal", metadata,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("audit_position", BigInteger, nullable=False, unique=True),
    Column("digest", LargeBinary, nullable=False, comment="SHA-256 over the digest before and the record"),
    Column("sealed_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)
