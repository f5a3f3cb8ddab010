"""Disposal's tables: drafts, cases with cards and history, batches, numbers, calendar, deputies, units, accounts, cards."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "disposal_0001"
down_revision = None
branch_labels = ("disposal",)
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
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("asset_no", name=op.f("pk_asset")),
        comment="the registry's cards, as its events tell them: a case must not start from an older card",
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
        comment="days that differ from Monday-to-Friday",
    )
    op.create_table(
        "calendar_year",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="the announcement it follows"),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_calendar_year")),
        comment="years whose working days are known; another year is not published (未公布)",
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
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True, comment="ended before its time"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputy")),
        comment="sharing's deputies, as its events tell them",
    )
    op.create_index("ix_deputy_deputy", "deputy", ["deputy", "ends_at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", sa.Uuid(), nullable=False, comment="the case's, once filed"),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("filings", sa.Integer(), nullable=False, comment="how often it was filed"),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="what the rules read, domain/facts.py"),
        sa.Column("assets", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="the cards as the registry told them"),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("access", postgresql.ARRAY(sa.Text()), nullable=False, comment="who may see and decide a secret case (Art. 49)"),
        sa.Column(
            "receiving_unit",
            sa.Text(collation="C"),
            server_default="",
            nullable=False,
            comment="where a free transfer goes, if a unit of ours",
        ),
        sa.Column("emergency_name", sa.Text(), server_default="", nullable=False, comment="the emergency of Art. 11"),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revised_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False, comment="character bigrams, see chassis/search_words.py"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_search", "draft", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_draft_unit_id", "draft", ["unit_id", "id"], unique=False)
    op.create_table(
        "month_batch",
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "month", name=op.f("pk_month_batch")),
        comment="locked by whoever files, so that the filings of a unit's month see each other",
    )
    op.create_table(
        "number_series",
        sa.Column("kind", sa.Text(), nullable=False, comment="case or reply"),
        sa.Column("region", sa.Text(collation="C"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "region", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="`310151-004011`; a region is its code"),
        sa.Column("budget_code", sa.Text(), nullable=False, comment="empty for a region"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="region, department, administrative_unit, public_institution or section"),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False, comment="ids from the root, joined by /"),
        sa.Column("funding", sa.Text(), server_default="", nullable=False, comment="full, partial, self; empty where not known"),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="of identity's organisation; 0: as the registry told it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        comment="identity's organisations, as its events tell them",
    )
    op.create_index("ix_unit_path", "unit", ["path"], unique=False)
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False, comment="430121-2026-000123"),
        sa.Column("state", sa.Text(), nullable=False, comment="see domain/states.py"),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="as decided upon"),
        sa.Column(
            "ruling",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="what the policy made of the facts, with its name and digest",
        ),
        sa.Column(
            "desks",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="[{step, authority, decision, …}]: the route of this filing with its decisions",
        ),
        sa.Column("filing", sa.Integer(), nullable=False, comment="1 for the first"),
        sa.Column("month", sa.Text(), nullable=False, comment="Beijing month of the filing: the batch with its unit's others (Art. 10)"),
        sa.Column("original_value_fen", sa.BigInteger(), nullable=False),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("emergency", sa.Boolean(), nullable=False),
        sa.Column("emergency_name", sa.Text(), server_default="", nullable=False),
        sa.Column("access", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("receiving_unit", sa.Text(collation="C"), server_default="", nullable=False),
        sa.Column("drafted_by", sa.Text(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deciders", postgresql.ARRAY(sa.Text()), nullable=False, comment="who decided on this filing: one person, one desk"),
        sa.Column("reference", sa.Text(), nullable=True, comment="of the reservation at the registry; null once it is over"),
        sa.Column("reason", sa.Text(), server_default="", nullable=False, comment="of the last return, refusal, withdrawal or end"),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True, comment="the approval result"),
        sa.Column("valid_until", sa.Date(), nullable=True, comment="the last day on which it may be carried out"),
        sa.Column("notice_from", sa.Date(), nullable=True, comment="publication of the public notice"),
        sa.Column(
            "notice_through",
            sa.Date(),
            nullable=True,
            comment="its last working day; null while the calendar of that year is not published",
        ),
        sa.Column("executed_on", sa.Date(), nullable=True),
        sa.Column("reply_no", sa.Text(), server_default="", nullable=False, comment="〔2026〕12号"),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("post_approval_due_on", sa.Date(), nullable=True),
        sa.Column("booking_no", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["id"], ["draft.id"], name=op.f("fk_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
    )
    op.create_index("ix_case_at_desk", "case", ["state", "id"], unique=False)
    op.create_index(
        "ix_case_lapsing", "case", ["valid_until"], unique=False, postgresql_where=sa.text("state IN ('approved', 'executing')")
    )
    op.create_index(
        "ix_case_notice", "case", ["notice_from", "id"], unique=False, postgresql_where=sa.text("notice_from IS NOT NULL AND NOT secret")
    )
    op.create_index("ix_case_reference", "case", ["reference"], unique=True, postgresql_where=sa.text("reference IS NOT NULL"))
    op.create_index("ix_case_unit_id_month", "case", ["unit_id", "month"], unique=False)
    op.create_index("uq_case_number", "case", ["number"], unique=True)
    op.create_table(
        "case_asset",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False, comment="whether the case holds the card"),
        sa.Column("outcome", sa.Text(), nullable=False, comment="pending, written_off or moved"),
        sa.Column("card", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="as it was when the case was filed"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_asset_case_id")),
        sa.PrimaryKeyConstraint("case_id", "position", name=op.f("pk_case_asset")),
    )
    op.create_index("ix_case_asset_asset_no", "case_asset", ["asset_no"], unique=False)
    op.create_index("uq_case_asset_live", "case_asset", ["asset_no"], unique=True, postgresql_where=sa.text("live"))
    op.create_table(
        "case_history",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False, comment="the account"),
        sa.Column("on_behalf_of", sa.Text(), server_default="", nullable=False, comment="the post-holder for whom a deputy acted"),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("state_before", sa.Text(), server_default="", nullable=False),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("article", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "facts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="as they were from this step on; null where the step changed none",
        ),
        sa.Column("ruling", postgresql.JSONB(astext_type=sa.Text()), nullable=True, comment="what the policy made of them"),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_history_case_id")),
        sa.PrimaryKeyConstraint("case_id", "version", name=op.f("pk_case_history")),
    )


def downgrade() -> None:
    op.drop_table("case_history")
    op.drop_table("case_asset")
    op.drop_table("case")
    op.drop_table("unit")
    op.drop_table("number_series")
    op.drop_table("month_batch")
    op.drop_table("draft")
    op.drop_table("deputy")
    op.drop_table("calendar_year")
    op.drop_table("calendar_day")
    op.drop_table("asset")
    op.drop_table("account")
