"""The chassis's tables: messages out and in, request keys, audit records that nobody can change."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "chassis_0001"
down_revision = None
branch_labels = ("chassis",)
depends_on = None

IMMUTABLE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'table % only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE inbox_position SET (fillfactor = 70);
"""


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False, comment="the account"),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("object_kind", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Text(), nullable=False),
        sa.Column(
            "org_path", sa.Text(), server_default="", nullable=False,
            comment="where the object belongs; filters what an auditor sees",
        ),
        sa.Column("before", postgresql.JSONB()),
        sa.Column("after", postgresql.JSONB()),
        sa.Column("correlation_id", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_audit")
    )
    op.create_index("ix_audit_object", "audit", ["object_kind", "object_id"])
    op.create_index("ix_audit_org_path", "audit", ["org_path"], postgresql_ops={"org_path": "text_pattern_ops"})
    op.create_table(
        "audit_seal",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("audit_position", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 over the digest before and the record"),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_audit_seal"),
        sa.UniqueConstraint("audit_position", name="uq_audit_seal_audit_position")
    )
    op.create_table(
        "inbox",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("arrival", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column(
            "snapshot", sa.Boolean(), server_default=sa.text("false"), nullable=False,
            comment="sets the position instead of following it",
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True)),
        sa.Column(
            "outcome", sa.Text(),
            comment="handled, ignored (no handler), superseded (position was past it) or dropped, once processed",
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True)),
        sa.Column("parked_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.Text(), comment="type and place of the last failure; no business data"),
        sa.PrimaryKeyConstraint("consumer", "event_id", name="pk_inbox")
    )
    op.create_index(
        "ix_inbox_ready", "inbox", ["consumer", "arrival"],
        postgresql_where=sa.text("processed_at IS NULL AND parked_at IS NULL"),
    )
    op.create_index("ix_inbox_received_at", "inbox", ["received_at"], postgresql_using="brin")
    op.create_index(
        "ix_inbox_unprocessed", "inbox", ["consumer", "aggregate", "subject", "version"],
        postgresql_where=sa.text("processed_at IS NULL"),
    )
    op.create_table(
        "inbox_position",
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="the last version that took effect; 0 before the first"),
        sa.PrimaryKeyConstraint("consumer", "aggregate", "subject", name="pk_inbox_position"),
        comment="one row for each aggregate a consumer has heard of; whoever handles its events holds the row's lock"
    )
    op.create_table(
        "outbox",
        sa.Column("position", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="the CloudEvents JSON exactly as it is sent"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.Text(), comment="routed or unrouted, once published"),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "next_try_at", sa.DateTime(timezone=True),
            comment="set while an alarm holds this event and the later ones of its aggregate",
        ),
        sa.Column("last_error", sa.Text()),
        sa.PrimaryKeyConstraint("position", name="pk_outbox"),
        sa.UniqueConstraint("aggregate", "subject", "version", name="uq_outbox_aggregate_subject_version")
    )
    op.create_index(
        "ix_outbox_held", "outbox", ["aggregate", "subject", "version"],
        postgresql_where=sa.text("published_at IS NULL AND next_try_at IS NOT NULL"),
    )
    op.create_index(
        "ix_outbox_unpublished", "outbox", ["position"],
        postgresql_where=sa.text("published_at IS NULL"),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("consumer", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("routing_key", sa.Text(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False, comment="repr, cut to 4 KiB"),
        sa.Column("body", sa.LargeBinary(), nullable=False, comment="as received, cut to the size limit of an event"),
        sa.Column("body_bytes", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quarantine")
    )
    op.create_table(
        "request_key",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("request_digest", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("account", "key", name="pk_request_key")
    )
    op.create_index("ix_request_key_recorded_at", "request_key", ["recorded_at"])
    op.execute(IMMUTABLE)


def downgrade() -> None:
    for table in ("outbox", "inbox", "inbox_position", "quarantine", "request_key", "audit_seal", "audit"):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")
