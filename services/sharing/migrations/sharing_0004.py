"""Demands, allocation standards, matches with what is still to be matched, statements; and the indexes by which offers are found."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "sharing_0004"
down_revision = "sharing_0003"
branch_labels = None
depends_on = None

PUBLISHED, LIVE = "state = 'published'", "state IN ('submitted', 'returned', 'published')"
OFFERS: dict[str, tuple[tuple[Any, ...], str]] = {
    "ix_entry_near_class": (("region", "mode", "class_code", "id"), "local_audience IS NOT NULL"),
    "ix_entry_local_class": (("local_audience", "mode", "class_code", "id"), "local_audience IS NOT NULL"),
    "ix_entry_province_class": ((sa.text('"left"(region, 2)'), "mode", "class_code", "id"), "wide_audience IS NOT NULL"),
    "ix_entry_wide_class": (("wide_audience", "mode", "class_code", "id"), "wide_audience IS NOT NULL"),
}  # fmt: skip


def upgrade() -> None:
    _demand()
    _standard()
    _match()
    _statement()
    for name, (columns, where) in OFFERS.items():
        op.create_index(name, "entry", list(columns), postgresql_where=sa.text(where))


def _demand() -> None:
    op.create_table(
        "demand",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="see domain/demand.py"),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("region", sa.Text(collation="C"), nullable=False, comment="the owner's: 2, 4 or 6 digits"),
        sa.Column("city", sa.Text(collation="C"), nullable=False, comment="the region's first 4 digits"),
        sa.Column("province", sa.Text(collation="C"), nullable=False, comment="the region's first 2 digits"),
        sa.Column("department", sa.Text(collation="C"), nullable=False, comment="the organisation right below the region"),
        sa.Column("class_code", sa.Text(collation="C"), nullable=False),
        sa.Column("class_name", sa.Text(), nullable=False),
        sa.Column("kin", sa.Text(collation="C"), nullable=False, comment="the beginning that classes akin to it share; empty: none"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("supplied", sa.BigInteger(), nullable=False, comment="what agreements have brought of it"),
        sa.Column("measure_unit", sa.Text(), nullable=False),
        sa.Column("indicators", postgresql.JSONB(), nullable=False, comment="[{name, relation, value, measure_unit}]"),
        sa.Column("mode", sa.Text(), nullable=False, comment="transfer, share or empty: either"),
        sa.Column("scope", sa.Text(), nullable=False, comment="as asked for, or as the reviewer changed it"),
        sa.Column("shown", sa.Text(), comment="how far the square shows it; null: nobody beside the unit sees it"),
        sa.Column("audience", sa.Text(collation="C"), comment="`city:3101`: shown applied to the owner, see domain/audience.py"),
        sa.Column("needed_by", sa.Date(), comment="the last day (Beijing) on which it helps"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone", sa.Text(), nullable=False),
        sa.Column("budget_fen", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False, server_default="", comment="of the last return or end"),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False, comment="character bigrams, see chassis/search_words.py"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
    )
    op.create_index("ix_demand_unit_id", "demand", ["unit_id", "id"])
    op.create_index("ix_demand_at_desk", "demand", ["id"], postgresql_where=sa.text("state = 'submitted'"))
    op.create_index("ix_demand_audience", "demand", ["audience", "id"], postgresql_where=sa.text("audience IS NOT NULL"))
    op.create_index("ix_demand_due", "demand", ["needed_by"], postgresql_where=sa.text(LIVE))
    op.create_index("ix_demand_search", "demand", ["search"], postgresql_using="gin")
    for place in ("department", "region", "city", "province", ""):
        for kind in ("class_code", "kin"):
            columns = [name for name in (place, kind, "submitted_at") if name]
            op.create_index(f"ix_demand_{place or 'anywhere'}_{kind}", "demand", columns, postgresql_where=sa.text(PUBLISHED))
    op.create_table(
        "demand_history",
        sa.Column("demand_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=False, server_default="", comment="the post-holder for whom a deputy acted"),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_demand_history_demand_id")),
        sa.PrimaryKeyConstraint("demand_id", "version", name=op.f("pk_demand_history")),
    )


def _standard() -> None:
    op.create_table(
        "standard",
        sa.Column("region", sa.Text(collation="C"), nullable=False),
        sa.Column(
            "class_code", sa.Text(collation="C"), nullable=False, comment="its beginning is enough: the longest that fits holds"
        ),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Text(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("region", "class_code", name=op.f("pk_standard")),
        comment="allocation standards (配置标准) of regions, in words (B-041)",
    )


def _match() -> None:
    op.create_table(
        "match",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("demand_id", sa.Uuid(), comment="null: of a purchase check"),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("demander_id", sa.Text(collation="C"), nullable=False),
        sa.Column("supplier_id", sa.Text(collation="C"), nullable=False),
        sa.Column("class_code", sa.Text(collation="C"), nullable=False, comment="what was asked for"),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("criteria", postgresql.JSONB(), nullable=False, comment="[{name, points, most, explanation}]"),
        sa.Column("state", sa.Text(), nullable=False, comment="open, refused, taken or gone"),
        sa.Column("refusal", sa.Text(), nullable=False, server_default=""),
        sa.Column("refused_by", sa.Text(), nullable=False, server_default=""),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["demand_id"], ["demand.id"], name=op.f("fk_match_demand_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_match_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
    )
    unique = {"uq_match_of_demand": (["demand_id", "entry_id"], "demand_id IS NOT NULL"),
              "uq_match_of_check": (["demander_id", "class_code", "entry_id"], "demand_id IS NULL")}  # fmt: skip
    for name, (columns, where) in unique.items():
        op.create_index(name, "match", columns, unique=True, postgresql_where=sa.text(where))
    op.create_index("ix_match_entry_id", "match", ["entry_id", "score"])
    op.create_index("ix_match_best", "match", ["demand_id", "score"])
    op.create_index("ix_match_open_demander", "match", ["demander_id"], postgresql_where=sa.text("state = 'open'"))
    op.create_index("ix_match_open_supplier", "match", ["supplier_id"], postgresql_where=sa.text("state = 'open'"))
    op.create_table(
        "match_task",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="offer or demand"),
        sa.Column("subject", sa.Uuid(), nullable=False, comment="of the entry or the demand"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_task")),
        comment="what was published, changed or ended since it was matched last; written with the change, worked off behind it",
    )
    op.create_index("ix_match_task_subject", "match_task", ["subject"])


def _statement() -> None:
    op.create_table(
        "statement",
        sa.Column("number", sa.Text(collation="C"), nullable=False, comment="310151-2026-000123"),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_name", sa.Text(), nullable=False),
        sa.Column("class_code", sa.Text(collation="C"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("indicators", postgresql.JSONB(), nullable=False, comment="[{name, relation, value, measure_unit}]"),
        sa.Column("given_by", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False, comment="the last day (Beijing) on which it holds"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_statement")),
    )
    op.create_index("ix_statement_unit_id", "statement", ["unit_id", "given_at"])
    op.create_table(
        "statement_counter",
        sa.Column("region", sa.Text(collation="C"), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False, comment="in Beijing"),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("region", "year", name=op.f("pk_statement_counter")),
        comment="counted up in the transaction that gives the statement, so that no number is missing",
    )


def downgrade() -> None:
    for name in OFFERS:
        op.drop_index(name, table_name="entry")
    for table in ("statement_counter", "statement", "match_task", "match", "standard", "demand_history", "demand"):
        op.drop_table(table)
