"""Which tables keep photos of assets, and where the public square is open."""

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Index, Integer, Table, Text, Uuid, text

from services.sharing.schema import ByteOrder, metadata

photo = Table(
    "photo", metadata,
    Column("id", Uuid, primary_key=True),
    Column("asset_no", ByteOrder, nullable=False, comment="of which it was taken"),
    Column("unit_id", ByteOrder, nullable=False, comment="whose asset it was then"),
    Column("class_code", ByteOrder, nullable=False),
    Column("brand", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("for_model", Boolean, nullable=False, comment="it serves every asset of the unit with this class, brand and model"),
    Column("sha256", Text, nullable=False, comment="what the file store keeps the picture under"),
    Column("thumbnail", Text, nullable=False, comment="the same for the small picture"),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", BigInteger, nullable=False, comment="bytes of the picture as it is kept"),
    Column("uploaded_by", Text, nullable=False),
    Column("uploaded_at", DateTime(timezone=True), nullable=False),
    Column("removed_at", DateTime(timezone=True), comment="null: it is shown"),
    Column("removed_by", Text),
    Index("ix_photo_asset_no", "asset_no", "id", postgresql_where=text("removed_at IS NULL AND NOT for_model")),
    Index(
        "ix_photo_model", "unit_id", "class_code", "brand", "model", "id", postgresql_where=text("removed_at IS NULL AND for_model")
    ),
)

public_square = Table(
    "public_square", metadata,
    Column("region", ByteOrder, primary_key=True, comment="the code; of this very region, not of those below"),
    Column("open", Boolean, nullable=False, comment="whether society sees what its units offer (D-044)"),
    Column("changed_by", Text, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
)
