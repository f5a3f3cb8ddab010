"""Templates of the regions, the label of each asset, photos of pasted ones."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "labels_0002"
down_revision = "labels_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _template()
    _asset_label()
    _photo()


def _template() -> None:
    op.create_table(
        "template",
        sa.Column("region", sa.Text(collation="C"), nullable=False, comment="whose it is: 2, 4 or 6 digits"),
        sa.Column(
            "code",
            sa.Text(collation="C"),
            nullable=False,
            comment="60x40-standard; the same as one from above or of the product overrides it",
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("stock", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="see domain/template.py"),
        sa.Column("elements", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="see domain/template.py"),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("asset_no_length", sa.Integer(), nullable=False),
        sa.Column("saved_by", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("region", "code", name=op.f("pk_template")),
    )


def _asset_label() -> None:
    op.create_table(
        "asset_label",
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="of what was told of the label; 0: never printed nor marked"),
        sa.Column("card_version", sa.BigInteger(), nullable=False, comment="of the registry's card as last heard of; 0: not heard of yet"),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("section", sa.Text(collation="C"), nullable=False, comment="the department that uses it (使用部门)"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("class_code", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("acquired_on", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="never_printed, printed, pasted, cannot_paste or deferred"),
        sa.Column("issues", sa.Integer(), nullable=False, comment="how many labels were printed"),
        sa.Column(
            "printed_as",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="what the sticker says, domain/pasting.py; null while there is none",
        ),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pasted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pasted_by", sa.Text(), nullable=False),
        sa.Column("pasted_place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False, comment="why it cannot be pasted, or not yet (A-081)"),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marked_by", sa.Text(), nullable=False),
        sa.Column(
            "outdated",
            postgresql.ARRAY(sa.Text()),
            nullable=False,
            comment="the fields of which the sticker says something else than the card",
        ),
        sa.Column("voided", sa.Boolean(), nullable=False, comment="the card was written off or is no more"),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False, comment="SHA-256 of the last photo; empty: none"),
        sa.Column(
            "search", postgresql.TSVECTOR(), nullable=False, comment="number and name, character bigrams, see chassis/search_words.py"
        ),
        sa.PrimaryKeyConstraint("asset_no", name=op.f("pk_asset_label")),
        comment="every card of the registry, as its events tell it, and what is known of its label",
    )
    op.create_index("ix_asset_label_outdated", "asset_label", ["asset_no"], unique=False, postgresql_where=sa.text("outdated <> '{}'"))
    op.create_index(
        "ix_asset_label_progress",
        "asset_label",
        ["unit_id", "section", "state"],
        unique=False,
        postgresql_include=["outdated"],
        postgresql_where=sa.text("NOT voided"),
    )
    op.create_index("ix_asset_label_search", "asset_label", ["search"], unique=False, postgresql_using="gin")
    op.create_index(
        "ix_asset_label_state",
        "asset_label",
        ["state", "asset_no"],
        unique=False,
        postgresql_where=sa.text("state IN ('cannot_paste', 'deferred')"),
    )
    op.create_index("ix_asset_label_unit_id", "asset_label", ["unit_id", "asset_no"], unique=False)


def _photo() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False, comment="of what is stored: a JPEG made anew, without anything but the picture"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        comment="photos of pasted labels; the last one is shown, none is taken away",
    )
    op.create_index("ix_photo_asset_no", "photo", ["asset_no", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("photo")
    op.drop_table("asset_label")
    op.drop_table("template")
