"""The papers of a case: materials, receipts of paper originals, issued documents."""

import sqlalchemy as sa
from alembic import op

revision = "disposal_0002"
down_revision = "disposal_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _material()
    op.create_table(
        "paper",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "code", name=op.f("pk_paper")),
        comment="paper originals that the finance bureau has in hand (Art. 18)",
    )
    op.create_table(
        "document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="approval_result or reply"),
        sa.Column("number", sa.Text(collation="C"), nullable=False, comment="tells it from an earlier one of its kind"),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False, comment="whose decision it puts down"),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), comment="null until its PDF is made, shortly after"),
        sa.Column("size", sa.BigInteger()),
        sa.Column("sha256", sa.Text(collation="C")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("case_id", "kind", "number", name=op.f("uq_document_case_id_kind_number")),
        comment="documents as they were issued; a later print is the same bytes",
    )
    op.create_index("ix_document_due", "document", ["issued_at"], postgresql_where=sa.text("printed_at IS NULL"))


def _material() -> None:
    op.create_table(
        "material",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False, comment="of the case, or of the draft that becomes it"),
        sa.Column("code", sa.Text(collation="C"), nullable=False, comment="`18-1/form`; `other/…` for what the law does not list"),
        sa.Column(
            "voucher", sa.Text(), nullable=False, server_default="", comment="which of the vouchers of Art. 18（一）, where that was said"
        ),
        sa.Column("stage", sa.Text(), nullable=False, comment="filing or execution"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False, server_default=""),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False, comment="by content"),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes"),
        sa.Column("sha256", sa.Text(collation="C"), nullable=False, comment="hexadecimal; where the store keeps it"),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Text()),
        sa.Column("removed_at", sa.DateTime(timezone=True), comment="the row and its file stay"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
    )
    op.create_index("ix_material_case_id", "material", ["case_id", "id"])
    op.create_index(
        "uq_material_content", "material", ["case_id", "code", "sha256"], unique=True, postgresql_where=sa.text("removed_at IS NULL")
    )


def downgrade() -> None:
    for table in ("document", "paper", "material"):
        op.drop_table(table)
