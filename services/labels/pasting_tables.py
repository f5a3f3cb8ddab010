"""Which tables hold label templates of the regions, the label of each asset, and the photos of pasted ones."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TSVECTOR

from services.labels.schema import metadata

ByteOrder = Text(collation="C")

template = Table(
    "template", metadata,
    Column("region", ByteOrder, primary_key=True, comment="whose it is: 2, 4 or 6 digits"),
    Column("code", ByteOrder, primary_key=True, comment="60x40-standard; the same as one from above or of the product overrides it"),
    Column("name", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("stock", JSONB, nullable=False, comment="see domain/template.py"),
    Column("elements", JSONB, nullable=False, comment="see domain/template.py"),
    Column("dpi", Integer, nullable=False),
    Column("asset_no_length", Integer, nullable=False),
    Column("saved_by", Text, nullable=False),
    Column("saved_at", DateTime(timezone=True), nullable=False),
)

asset_label = Table(
    "asset_label", metadata,
    Column("asset_no", ByteOrder, primary_key=True),
    Column("version", BigInteger, nullable=False, comment="of what was told of the label; 0: never printed nor marked"),
    Column("card_version", BigInteger, nullable=False, comment="of the registry's card as last heard of; 0: not heard of yet"),
    Column("unit_id", ByteOrder, nullable=False),
    Column("section", ByteOrder, nullable=False, comment="the department that uses it (使用部门)"),
    Column("name", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("class_code", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("acquired_on", Text, nullable=False),
    Column("state", Text, nullable=False, comment="never_printed, printed, pasted, cannot_paste or deferred"),
    Column("issues", Integer, nullable=False, comment="how many labels were printed"),
    Column("printed_as", JSONB(none_as_null=True), comment="what the sticker says, domain/pasting.py; null while there is none"),
    Column("printed_at", DateTime(timezone=True)),
    Column("pasted_at", DateTime(timezone=True)),
    Column("pasted_by", Text, nullable=False),
    Column("pasted_place", Text, nullable=False),
    Column("reason", Text, nullable=False, comment="why it cannot be pasted, or not yet (A-081)"),
    Column("marked_at", DateTime(timezone=True)),
    Column("marked_by", Text, nullable=False),
    Column("outdated", ARRAY(Text), nullable=False, comment="the fields of which the sticker says something else than the card"),
    Column("voided", Boolean, nullable=False, comment="the card was written off or is no more"),
    Column("void_reason", Text, nullable=False),
    Column("photo", Text, nullable=False, comment="SHA-256 of the last photo; empty: none"),
    Column("search", TSVECTOR, nullable=False, comment="number and name, character bigrams, see chassis/search_words.py"),
    Index("ix_asset_label_search", "search", postgresql_using="gin"),
    Index("ix_asset_label_unit_id", "unit_id", "asset_no"),
    Index("ix_asset_label_state", "state", "asset_no", postgresql_where=text("state IN ('cannot_paste', 'deferred')")),
    Index("ix_asset_label_outdated", "asset_no", postgresql_where=text("outdated <> '{}'")),
    Index(
        "ix_asset_label_progress", "unit_id", "section", "state", postgresql_include=["outdated"],
        postgresql_where=text("NOT voided"),
    ),
    comment="every card of the registry, as its events tell it, and what is known of its label",
)

photo = Table(
    "photo", metadata,
    Column("id", Uuid, primary_key=True),
    Column("asset_no", ByteOrder, nullable=False),
    Column("sha256", Text, nullable=False, comment="of what is stored: a JPEG made anew, without anything but the picture"),
    Column("size", BigInteger, nullable=False),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Index("ix_photo_asset_no", "asset_no", "id"),
    comment="photos of pasted labels; the last one is shown, none is taken away",
)
