"""The registry's tables: cards with history, changes, lendings, holds, responsibility, units, class codes, imports."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "registry_0001"
down_revision = None
branch_labels = ("registry",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "card",
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("class_code", sa.Text(collation="C"), nullable=False),
        sa.Column("model", sa.Text(), server_default="", nullable=False),
        sa.Column("brand", sa.Text(), server_default="", nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("measure_unit", sa.Text(), server_default="", nullable=False),
        sa.Column("value_type", sa.Text(), nullable=False),
        sa.Column("original_value_fen", sa.BigInteger(), nullable=False),
        sa.Column("accumulated_depreciation_fen", sa.BigInteger(), nullable=False),
        sa.Column("net_value_fen", sa.BigInteger(), nullable=False),
        sa.Column("acquisition_method", sa.Text(), server_default="", nullable=False),
        sa.Column("acquired_on", sa.Date(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=True),
        sa.Column("voucher_no", sa.Text(), server_default="", nullable=False),
        sa.Column("depreciation_state", sa.Text(), server_default="", nullable=False),
        sa.Column("service_life_months", sa.Integer(), nullable=True),
        sa.Column("depreciated_months", sa.Integer(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("use_direction", sa.Text(), server_default="", nullable=False),
        sa.Column("use_department", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False, comment="as written; the layers below are read from it"),
        sa.Column("campus", sa.Text(), server_default="", nullable=False),
        sa.Column("building", sa.Text(), server_default="", nullable=False),
        sa.Column("floor", sa.Text(), server_default="", nullable=False),
        sa.Column("room", sa.Text(), server_default="", nullable=False),
        sa.Column("shareable", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "details",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
            comment="per kind; {} while nobody has entered them",
        ),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True, comment="the import that brought it, if one did"),
        sa.Column("search", postgresql.TSVECTOR(), nullable=False, comment="character bigrams, see chassis/search_words.py"),
        sa.PrimaryKeyConstraint("asset_no", name=op.f("pk_card")),
    )
    op.create_index("ix_card_import_id", "card", ["import_id"], unique=False, postgresql_where=sa.text("import_id IS NOT NULL"))
    op.create_index("ix_card_search", "card", ["search"], unique=False, postgresql_using="gin")
    op.create_index("ix_card_unit_id", "card", ["unit_id", "asset_no"], unique=False)
    op.create_table(
        "card_history",
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False, comment="the account"),
        sa.Column(
            "operation",
            sa.Text(),
            nullable=False,
            comment="registered, imported, changed, assigned, split, lent, taken_back, written_off …",
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "changes",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="field → [before, after]; {} where the card came into being",
        ),
        sa.Column("article", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("asset_no", "version", name=op.f("pk_card_history")),
    )
    op.create_table(
        "class_code",
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_class_code")),
        comment="an imported full list; while empty the shipped short list holds",
    )
    op.create_table(
        "control_total",
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("cards", sa.BigInteger(), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False, comment="where the figures come from: a report, a file, a screen"),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_control_total")),
        comment="the old edition's cards and value per unit (A-066)",
    )
    op.create_table(
        "difference_ticket",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("old_cards", sa.BigInteger(), nullable=False),
        sa.Column("old_value_fen", sa.BigInteger(), nullable=False),
        sa.Column("new_cards", sa.BigInteger(), nullable=False),
        sa.Column("new_value_fen", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False, comment="the account that has to remove the difference"),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolution", sa.Text(), server_default="", nullable=False),
        sa.Column("equal_at_closure", sa.Boolean(), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_difference_ticket")),
        comment="A-067",
    )
    op.create_index(
        "uq_difference_ticket_open", "difference_ticket", ["unit_id"], unique=True, postgresql_where=sa.text("closed_at IS NULL")
    )
    op.create_table(
        "ended_hold",
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False, comment="released or lapsed"),
        sa.PrimaryKeyConstraint("service", "reference", name=op.f("pk_ended_hold")),
        comment="references that are over: a late request or confirmation does not revive them",
    )
    op.create_table(
        "import",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False, comment="xlsx or csv, as the content says"),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False, comment="SHA-256 of the file"),
        sa.Column("mode", sa.Text(), nullable=False, comment="check or commit"),
        sa.Column("accept", sa.Text(), nullable=False, comment="all or valid"),
        sa.Column("state", sa.Text(), nullable=False, comment="queued, checked, committed, rejected or failed"),
        sa.Column("submitted_by", sa.Text(), nullable=False, comment="the account"),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("org_path", sa.Text(collation="C"), nullable=False, comment="where the importer's post is; decides who sees the import"),
        sa.Column(
            "reaches",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="[[path, scope]]: which units the importer may import for",
        ),
        sa.Column("correlation_id", sa.Text(), nullable=False),
        sa.Column("traceparent", sa.Text(), server_default="", nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("accepted", sa.BigInteger(), server_default="0", nullable=False, comment="good rows that are not in the registry yet"),
        sa.Column(
            "unchanged", sa.BigInteger(), server_default="0", nullable=False, comment="good rows whose card stands with equal content"
        ),
        sa.Column("rejected", sa.BigInteger(), server_default="0", nullable=False, comment="rows with a fault"),
        sa.Column("faults", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("ignored_columns", sa.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("refusal_code", sa.Text(), server_default="", nullable=False, comment="why the file as a whole was refused"),
        sa.Column("refusal", sa.Text(), server_default="", nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    op.create_index("ix_import_org_path", "import", ["org_path", "submitted_at"], unique=False)
    op.create_index("ix_import_queued", "import", ["submitted_at"], unique=False, postgresql_where=sa.text("state = 'queued'"))
    op.create_table(
        "number_series",
        sa.Column("budget_code", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("budget_code", "year", name=op.f("pk_number_series")),
        comment="the last serial used for asset numbers the system gives out",
    )
    op.create_table(
        "responsibility",
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("section", sa.Text(), nullable=False, comment="empty for the unit itself and for a single asset"),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False, comment="empty for the unit itself and for a section"),
        sa.Column("person", sa.Text(), nullable=False, comment="empty once withdrawn"),
        sa.Column("duty", sa.Text(), server_default="", nullable=False, comment="what the person is there: head, custodian …"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "section", "asset_no", name=op.f("pk_responsibility")),
        comment="who answers for unit, section and asset (A-013 to A-015)",
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="`310151-004011`; a region is its code"),
        sa.Column("budget_code", sa.Text(), nullable=False, comment="empty for a region"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="region, department, administrative_unit, public_institution or section"),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=True),
        sa.Column("path", sa.Text(collation="C"), nullable=False, comment="ids from the root, joined by /"),
        sa.Column("funding", sa.Text(), server_default="", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="the version of identity's organisation this row shows"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        comment="identity's organisations, as its events tell them",
    )
    op.create_index("ix_unit_budget_code", "unit", ["budget_code"], unique=False)
    op.create_index("ix_unit_path", "unit", ["path"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False, comment="the unit that held the card when the change was filed"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="in_effect, awaiting_review, approved or returned"),
        sa.Column("base_version", sa.BigInteger(), nullable=False, comment="the card version the change starts from"),
        sa.Column("applied_version", sa.BigInteger(), nullable=True, comment="the card version it made"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["asset_no"], ["card.asset_no"], name=op.f("fk_change_asset_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_index("ix_change_asset_no", "change", ["asset_no"], unique=False)
    op.create_index("ix_change_awaiting_review", "change", ["unit_id"], unique=False, postgresql_where=sa.text("state = 'awaiting_review'"))
    op.create_index("ix_change_unit_id", "change", ["unit_id", "filed_at"], unique=False)
    op.create_table(
        "hold",
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("service", sa.Text(), nullable=False, comment="the service that reserved the card"),
        sa.Column("reference", sa.Text(), nullable=False, comment="what it was reserved for, in that service's words"),
        sa.Column("purpose", sa.Text(), nullable=False, comment="publication or disposal"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), server_default="", nullable=False),
        sa.Column("remedy", sa.Text(), server_default="", nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True, comment="null once an event has confirmed it"),
        sa.ForeignKeyConstraint(["asset_no"], ["card.asset_no"], name=op.f("fk_hold_asset_no")),
        sa.PrimaryKeyConstraint("asset_no", name=op.f("pk_hold")),
        comment="a card has at most one",
    )
    op.create_index("ix_hold_lapses_at", "hold", ["lapses_at"], unique=False, postgresql_where=sa.text("lapses_at IS NOT NULL"))
    op.create_index("ix_hold_reference", "hold", ["service", "reference"], unique=False)
    op.create_table(
        "import_fault",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="of the fault in its row, by column"),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_import_fault_import_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("import_id", "row", "number", name=op.f("pk_import_fault")),
    )
    op.create_table(
        "import_file_chunk",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_import_file_chunk_import_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_file_chunk")),
        comment="the file while the import waits and runs; removed with its end",
    )
    op.create_table(
        "import_progress",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=False, comment="reading, comparing or storing"),
        sa.Column("rows_read", sa.BigInteger(), nullable=False),
        sa.Column("rows_stored", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_import_progress_import_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_progress")),
    )
    op.create_table(
        "import_unit",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("budget_code", sa.Text(), nullable=False),
        sa.Column("cards", sa.BigInteger(), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_import_unit_import_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("import_id", "unit_id", name=op.f("pk_import_unit")),
        comment="control totals of an import's good rows, unchanged ones included",
    )
    op.create_table(
        "lending",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="lease (出租) or loan (出借)"),
        sa.Column("counterparty", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column("use_direction_before", sa.Text(), nullable=False),
        sa.Column("lent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lent_by", sa.Text(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_back_by", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["asset_no"], ["card.asset_no"], name=op.f("fk_lending_asset_no")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lending")),
    )
    op.create_index("ix_lending_asset_no", "lending", ["asset_no"], unique=False)
    op.create_index("uq_lending_open", "lending", ["asset_no"], unique=True, postgresql_where=sa.text("taken_back_at IS NULL"))


def downgrade() -> None:
    op.drop_index("uq_lending_open", table_name="lending", postgresql_where=sa.text("taken_back_at IS NULL"))
    op.drop_index("ix_lending_asset_no", table_name="lending")
    op.drop_table("lending")
    op.drop_table("import_unit")
    op.drop_table("import_progress")
    op.drop_table("import_file_chunk")
    op.drop_table("import_fault")
    op.drop_index("ix_hold_reference", table_name="hold")
    op.drop_index("ix_hold_lapses_at", table_name="hold", postgresql_where=sa.text("lapses_at IS NOT NULL"))
    op.drop_table("hold")
    op.drop_index("ix_change_unit_id", table_name="change")
    op.drop_index("ix_change_awaiting_review", table_name="change", postgresql_where=sa.text("state = 'awaiting_review'"))
    op.drop_index("ix_change_asset_no", table_name="change")
    op.drop_table("change")
    op.drop_index("ix_unit_path", table_name="unit")
    op.drop_index("ix_unit_budget_code", table_name="unit")
    op.drop_table("unit")
    op.drop_table("responsibility")
    op.drop_table("number_series")
    op.drop_index("ix_import_queued", table_name="import", postgresql_where=sa.text("state = 'queued'"))
    op.drop_index("ix_import_org_path", table_name="import")
    op.drop_table("import")
    op.drop_table("ended_hold")
    op.drop_index("uq_difference_ticket_open", table_name="difference_ticket", postgresql_where=sa.text("closed_at IS NULL"))
    op.drop_table("difference_ticket")
    op.drop_table("control_total")
    op.drop_table("class_code")
    op.drop_table("card_history")
    op.drop_index("ix_card_unit_id", table_name="card")
    op.drop_index("ix_card_search", table_name="card", postgresql_using="gin")
    op.drop_index("ix_card_import_id", table_name="card", postgresql_where=sa.text("import_id IS NOT NULL"))
    op.drop_table("card")
