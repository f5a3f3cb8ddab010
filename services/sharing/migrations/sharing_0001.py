"""Sharing's tables: entries with history, deputies, units, accounts, cards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "sharing_0001"
down_revision = None
branch_labels = ("sharing",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("posts", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="[[role, org_id]]"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_account")),
        comment="identity's accounts, as its events tell them: whose posts a deputy may fill",
    )
    op.create_table(
        "asset",
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shareable", sa.Boolean(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("asset_no", name=op.f("pk_asset")),
        comment="the registry's cards, as its events tell them: an entry must not start from an older card",
    )
    op.create_table(
        "deputy",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("principal", sa.Text(), nullable=False, comment="the account whose post it is"),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(collation="C"), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False),
        sa.Column("deputy", sa.Text(), nullable=False, comment="the account that stands in"),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("appointed_by", sa.Text(), nullable=False),
        sa.Column("appointed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="ended before its time"),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
    )
    op.create_index("ix_deputy_deputy", "deputy", ["deputy", "ends_at"], unique=False)
    op.create_index("ix_deputy_path", "deputy", ["path"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="see domain/states.py"),
        sa.Column("mode", sa.Text(), nullable=False, comment="transfer or share"),
        sa.Column("scope", sa.Text(), nullable=False, comment="as applied for, or as the authority changed it"),
        sa.Column(
            "local_scope", sa.Text(), nullable=True, comment="department, county or city: who sees it in the local square; null: nobody"
        ),
        sa.Column("wide_scope", sa.Text(), nullable=True, comment="province or nation, once reported to the centre"),
        sa.Column(
            "local_audience",
            sa.Text(collation="C"),
            nullable=True,
            comment="`city:3101`: local_scope applied to the owner, see domain/audience.py",
        ),
        sa.Column("wide_audience", sa.Text(collation="C"), nullable=True, comment="`province:31` or `nation`"),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("region", sa.Text(collation="C"), nullable=False, comment="the owner's: 2, 4 or 6 digits"),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("class_code", sa.Text(collation="C"), nullable=False),
        sa.Column("asset", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="the card as it was when submitted"),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column(
            "findings",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="[{code, message, article}]: what a desk should look at",
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False, comment="of the last return, withdrawal or leaving"),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deciders", sa.ARRAY(sa.Text()), nullable=False, comment="who decided since it was submitted: one person, one desk"),
        sa.Column("withdrawn_by", sa.Text(), nullable=True, comment="who asked for it back"),
        sa.Column("before_withdrawal", sa.Text(), nullable=True, comment="the state to go back to when the withdrawal is refused"),
        sa.Column("reference", sa.Text(), nullable=True, comment="of the reservation at the registry; null once released"),
        sa.Column("national_receipt_no", sa.Text(), server_default="", nullable=False),
        sa.Column("national_refusal", sa.Text(), server_default="", nullable=False),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False, comment="character bigrams, see chassis/search_words.py"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
    )
    op.create_index(
        "ix_entry_at_desk",
        "entry",
        ["state", "id"],
        unique=False,
        postgresql_where=sa.text("state IN ('submitted', 'authority_review', 'agreed', 'withdrawal_review')"),
    )
    op.create_index(
        "ix_entry_local_audience", "entry", ["local_audience", "id"], unique=False, postgresql_where=sa.text("local_audience IS NOT NULL")
    )
    op.create_index("ix_entry_search", "entry", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_entry_unit_id", "entry", ["unit_id", "id"], unique=False)
    op.create_index(
        "ix_entry_wide_audience",
        "entry",
        ["wide_audience", "mode", "id"],
        unique=False,
        postgresql_where=sa.text("wide_audience IS NOT NULL"),
    )
    op.create_index("uq_entry_live", "entry", ["asset_no"], unique=True, postgresql_where=sa.text("NOT (state IN ('cancelled', 'left'))"))
    op.create_table(
        "unit",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="`310151-004011`; a region is its code"),
        sa.Column("budget_code", sa.Text(), nullable=False, comment="empty for a region"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="region, department, administrative_unit, public_institution or section"),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False, comment="ids from the root, joined by /"),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="of identity's organisation; 0: as the registry told it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        comment="identity's organisations, as its events tell them",
    )
    op.create_index("ix_unit_path", "unit", ["path"], unique=False)
    op.create_table(
        "entry_history",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False, comment="the account"),
        sa.Column("on_behalf_of", sa.Text(), server_default="", nullable=False, comment="the post-holder for whom a deputy acted"),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), server_default="", nullable=False),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("article", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_history_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "version", name=op.f("pk_entry_history")),
    )


def downgrade() -> None:
    op.drop_table("entry_history")
    op.drop_index("ix_unit_path", table_name="unit")
    op.drop_table("unit")
    op.drop_index("uq_entry_live", table_name="entry", postgresql_where=sa.text("NOT (state IN ('cancelled', 'left'))"))
    op.drop_index("ix_entry_wide_audience", table_name="entry", postgresql_where=sa.text("wide_audience IS NOT NULL"))
    op.drop_index("ix_entry_unit_id", table_name="entry")
    op.drop_index("ix_entry_search", table_name="entry", postgresql_using="gin")
    op.drop_index("ix_entry_local_audience", table_name="entry", postgresql_where=sa.text("local_audience IS NOT NULL"))
    op.drop_index(
        "ix_entry_at_desk",
        table_name="entry",
        postgresql_where=sa.text("state IN ('submitted', 'authority_review', 'agreed', 'withdrawal_review')"),
    )
    op.drop_table("entry")
    op.drop_index("ix_deputy_path", table_name="deputy")
    op.drop_index("ix_deputy_deputy", table_name="deputy")
    op.drop_table("deputy")
    op.drop_table("asset")
    op.drop_table("account")
