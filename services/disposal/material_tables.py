"""Which tables hold a case's papers: uploaded materials, receipts of paper originals, issued documents; the files lie in the store."""

from sqlalchemy import BigInteger, Column, DateTime, Index, Table, Text, UniqueConstraint, Uuid, text

from services.disposal.schema import metadata

ByteOrder = Text(collation="C")

material = Table(
    "material", metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False, comment="of the case, or of the draft that becomes it"),
    Column("code", ByteOrder, nullable=False, comment="`18-1/form`; `other/…` for what the law does not list"),
    Column("voucher", Text, nullable=False, server_default="", comment="which of the vouchers of Art. 18（一）, where that was said"),
    Column("stage", Text, nullable=False, comment="filing or execution"),
    Column("name", Text, nullable=False),
    Column("article", Text, nullable=False, server_default=""),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False, comment="by content"),
    Column("size", BigInteger, nullable=False, comment="bytes"),
    Column("sha256", ByteOrder, nullable=False, comment="hexadecimal; where the store keeps it"),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("removed_by", Text),
    Column("removed_at", DateTime(timezone=True), comment="the row and its file stay"),
    Index("ix_material_case_id", "case_id", "id"),
    Index("uq_material_content", "case_id", "code", "sha256", unique=True, postgresql_where=text("removed_at IS NULL")),
)

paper = Table(
    "paper", metadata,
    Column("case_id", Uuid, primary_key=True),
    Column("code", ByteOrder, primary_key=True),
    Column("received_by", Text, nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False),
    comment="paper originals that the finance bureau has in hand (Art. 18)",
)

document = Table(
    "document", metadata,
    Column("id", Uuid, primary_key=True),
    Column("case_id", Uuid, nullable=False),
    Column("kind", Text, nullable=False, comment="approval_result or reply"),
    Column("number", ByteOrder, nullable=False, comment="tells it from an earlier one of its kind"),
    Column("file_name", Text, nullable=False),
    Column("issued_by", Text, nullable=False, comment="whose decision it puts down"),
    Column("issued_at", DateTime(timezone=True), nullable=False),
    Column("printed_at", DateTime(timezone=True), comment="null until its PDF is made, shortly after"),
    Column("size", BigInteger),
    Column("sha256", ByteOrder),
    UniqueConstraint("case_id", "kind", "number"),
    Index("ix_document_due", "issued_at", postgresql_where=text("printed_at IS NULL")),
    comment="documents as they were issued; a later print is the same bytes",
)
