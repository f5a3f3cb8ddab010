"""Deliveries to other systems: targets, deliveries, attempts, comparisons; the events that others may hear."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "gateway_0001"
down_revision = None
branch_labels = ("gateway",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column(
            "position",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="drawn under one lock, so that it follows the commits",
        ),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("aggregate", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="path of the organisation it belongs to"),
        sa.Column(
            "audience",
            postgresql.ARRAY(sa.Text()),
            server_default="{}",
            nullable=False,
            comment="organisations whose whole trees may hear it; `nation`",
        ),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_event"),
        sa.UniqueConstraint("event_id", name="uq_event_event_id"),
    )
    op.create_index("ix_event_recorded_at", "event", ["recorded_at"], postgresql_using="brin")
    op.create_table(
        "organisation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        comment="as identity tells of them: where an event without a path belongs, and where a webhook sits",
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Text(), nullable=False, comment="`platform`, or a webhook's id"),
        sa.Column("kind", sa.Text(), nullable=False, comment="which adapter speaks to it"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), server_default="", nullable=False, comment="of a webhook, told once; the platform's is a setting"),
        sa.Column("seat", sa.Text(), server_default="", nullable=False, comment="path of the organisation for which a webhook listens"),
        sa.Column("types", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("organisations", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by", sa.Text(), server_default="", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False, comment="of the breaker: in a row"),
        sa.Column("openings", sa.Integer(), server_default="0", nullable=False),
        sa.Column("open_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True, comment="what the target asked for by Retry-After"),
        sa.Column("probing_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('national_platform', 'webhook')", name="ck_target_kind"),
        sa.PrimaryKeyConstraint("id", name="pk_target"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column(
            "position",
            sa.BigInteger(),
            sa.Identity(always=True),
            nullable=False,
            comment="the order within a subject, drawn under its lock",
        ),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column(
            "subject", sa.Text(), nullable=False, comment="what must arrive in order: an asset number, or an event's aggregate and subject"
        ),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="the idempotency key"),
        sa.Column("aggregate", sa.Text(), nullable=False, comment="of the event that caused it: `sharing.entry`"),
        sa.Column("aggregate_id", sa.Text(), nullable=False),
        sa.Column("aggregate_version", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False, comment="the JSON exactly as it is signed and sent"),
        sa.Column(
            "owner",
            sa.Text(),
            server_default="",
            nullable=False,
            comment="path of the organisation it is about; filters what an auditor sees",
        ),
        sa.Column("correlation_id", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="pending", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False, comment="in a row; what the backoff counts"),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True, comment="while sending: when the claim lapses"),
        sa.Column("claim", sa.Uuid(), nullable=True, comment="who is sending it; a lapsed claim can settle nothing"),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("receipt_no", sa.Text(), server_default="", nullable=False),
        sa.Column("receipt", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "version", sa.BigInteger(), server_default="0", nullable=False, comment="of the aggregate gateway.delivery: events told so far"
        ),
        sa.CheckConstraint("state IN ('pending', 'sending', 'delivered', 'parked', 'dropped')", name="ck_delivery_state"),
        sa.ForeignKeyConstraint(["target"], ["target.id"], name="fk_delivery_target"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.UniqueConstraint("target", "key", name="uq_delivery_target_key"),
    )
    op.create_index("ix_delivery_aggregate", "delivery", ["target", "aggregate_id", "position"])
    op.create_index(
        "ix_delivery_due", "delivery", ["target", "next_try_at", "position"], postgresql_where=sa.text("state IN ('pending', 'sending')")
    )
    op.create_index("ix_delivery_shown", "delivery", ["state", "position"])
    op.create_index("ix_delivery_subject", "delivery", ["target", "subject", "position"])
    op.create_index(
        "ix_delivery_unfinished",
        "delivery",
        ["target", "subject", "position"],
        postgresql_where=sa.text("state IN ('pending', 'sending', 'parked')"),
    )
    op.create_table(
        "reconciliation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True, comment="the Beijing day it belongs to; NULL when an operator asked for it"),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ours", sa.Integer(), nullable=True),
        sa.Column("theirs", sa.Integer(), nullable=True),
        sa.Column("mended", sa.Integer(), nullable=True),
        sa.Column("report", postgresql.JSONB(astext_type=sa.Text()), nullable=True, comment="one line for each subject that differed"),
        sa.ForeignKeyConstraint(["target"], ["target.id"], name="fk_reconciliation_target"),
        sa.PrimaryKeyConstraint("id", name="pk_reconciliation"),
        sa.UniqueConstraint("target", "day", name="uq_reconciliation_target_day"),
    )
    op.create_table(
        "attempt",
        sa.Column("delivery", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False, comment="received, refused, failed or interrupted"),
        sa.Column("status", sa.Integer(), nullable=False, comment="HTTP; 0 where nothing answered"),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["delivery"], ["delivery.id"], name="fk_attempt_delivery", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("delivery", "number", name="pk_attempt"),
    )
    op.execute(
        "INSERT INTO target (id, kind, name, url, active) VALUES ('national-platform', 'national_platform', '全国调剂共享平台', '', false)"
    )


def downgrade() -> None:
    for table in ("attempt", "reconciliation", "delivery", "target", "organisation", "event"):
        op.drop_table(table)
