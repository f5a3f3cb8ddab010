"""Disposal's ledgers: income with remittances, losses kept on file with recoveries, findings of supervision."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "disposal_0003"
down_revision = "disposal_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _income()
    _remittance()
    _loss()
    _recovery()
    _finding()


def _income() -> None:
    op.create_table(
        "income",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="see domain/income.toml"),
        sa.Column("gross_fen", sa.BigInteger(), nullable=False),
        sa.Column("deductions", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="[{kind, amount_fen, note}]"),
        sa.Column("net_fen", sa.BigInteger(), nullable=False, comment="gross less deductions"),
        sa.Column("invested_money_fen", sa.BigInteger(), nullable=False, comment="of equity: how much of the investment was money"),
        sa.Column("invested_fen", sa.BigInteger(), nullable=False, comment="of equity: the whole investment"),
        sa.Column("treasury_fen", sa.BigInteger(), nullable=False, comment="of the net, what goes to the treasury"),
        sa.Column("remitted_fen", sa.BigInteger(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="due, overdue, remitted or kept"),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_income_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_income")),
    )
    op.create_index("ix_income_case_id", "income", ["case_id"], unique=False)
    op.create_index("ix_income_due_on", "income", ["due_on"], unique=False, postgresql_where=sa.text("state = 'due'"))
    op.create_index("ix_income_received_on", "income", ["received_on"], unique=False)
    op.create_index("ix_income_unit_id", "income", ["unit_id", "id"], unique=False)


def _remittance() -> None:
    op.create_table(
        "remittance",
        sa.Column("income_id", sa.Uuid(), nullable=False),
        sa.Column("receipt_no", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("remitted_on", sa.Date(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["income_id"], ["income.id"], name=op.f("fk_remittance_income_id")),
        sa.PrimaryKeyConstraint("income_id", "receipt_no", name=op.f("pk_remittance")),
    )
    op.create_index("ix_remittance_remitted_on", "remittance", ["remitted_on"], unique=False)


def _loss() -> None:
    op.create_table(
        "loss",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("asset_name", sa.Text(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False, comment="the book original value written off"),
        sa.Column("recovered_fen", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="open or recovered"),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_loss_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loss")),
        comment="账销案存 (Art. 38): off the books, on file",
    )
    op.create_index("ix_loss_unit_id", "loss", ["unit_id", "id"], unique=False)
    op.create_index("uq_loss_asset", "loss", ["case_id", "asset_no"], unique=True)


def _recovery() -> None:
    op.create_table(
        "recovery",
        sa.Column("loss_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="money or asset"),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recovered_on", sa.Date(), nullable=False),
        sa.Column(
            "asset_no", sa.Text(collation="C"), server_default="", nullable=False, comment="the card under which the asset was booked again"
        ),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["loss_id"], ["loss.id"], name=op.f("fk_recovery_loss_id")),
        sa.PrimaryKeyConstraint("loss_id", "position", name=op.f("pk_recovery")),
    )
    op.create_index("uq_recovery_asset_no", "recovery", ["asset_no"], unique=True, postgresql_where=sa.text("asset_no <> ''"))


def _finding() -> None:
    op.create_table(
        "finding",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True, comment="null: of a unit, not of a case"),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raised_by", sa.Text(), nullable=False, comment="the account, or system"),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="open or settled"),
        sa.Column("settlement", sa.Text(), server_default="", nullable=False),
        sa.Column("settled_by", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_finding_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        comment="of supervision (Arts. 42 to 45)",
    )
    op.create_index("ix_finding_case_id", "finding", ["case_id"], unique=False)
    op.create_index("ix_finding_unit_id", "finding", ["unit_id", "id"], unique=False)
    op.create_index(
        "uq_finding_system",
        "finding",
        ["case_id", "kind"],
        unique=True,
        postgresql_where=sa.text("raised_by = 'system' AND state = 'open'"),
    )


def downgrade() -> None:
    for table in ("finding", "recovery", "loss", "remittance", "income"):
        op.drop_table(table)
