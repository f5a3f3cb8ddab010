"""Photos of assets, where the public square is open, and the columns and indexes by which the squares are filtered.

What is added has defaults, so that processes of the version before run on beside it.
"""

import sqlalchemy as sa
from alembic import op

revision = "sharing_0003"
down_revision = "sharing_0002"
branch_labels = None
depends_on = None

LOCAL, WIDE = "local_audience IS NOT NULL", "wide_audience IS NOT NULL"
PUBLIC = f"{WIDE} OR mode = 'share' AND {LOCAL}"
LIVE = "NOT (state IN ('cancelled', 'left', 'transferred'))"
OLD = {
    "ix_entry_local_audience": (["local_audience", "id"], LOCAL),
    "ix_entry_wide_audience": (["wide_audience", "mode", "id"], WIDE),
}  # fmt: skip
NEW = {
    "ix_entry_local_region": (["local_audience", "region", "id"], LOCAL),
    "ix_entry_wide_region": (["wide_audience", "mode", "region", "id"], WIDE),
    "ix_entry_department": (["department", "id"], LOCAL),
    "ix_entry_public": (["region", "id"], PUBLIC),
    "ix_entry_unit_class": (["unit_id", "class_code"], LIVE),
}  # fmt: skip
FILTERED = ["region", "department", "class_code", "asset_state", "acquired_on", "stored_photos"]


def upgrade() -> None:
    _photo()
    _public_square()
    said = "of its unit: the organisation right below the region"
    op.add_column("entry", sa.Column("department", sa.Text(collation="C"), nullable=False, server_default="", comment=said))
    op.add_column("entry", sa.Column("asset_state", sa.Text(), nullable=False, server_default="", comment="of the card, as `asset` tells"))
    op.add_column("entry", sa.Column("acquired_on", sa.Date(), nullable=True, comment="of the card, as `asset` tells"))
    said = "how many uploaded photos it has; see usecases/photos.py"
    op.add_column("entry", sa.Column("stored_photos", sa.Integer(), nullable=False, server_default="0", comment=said))
    op.execute("UPDATE entry SET asset_state = asset ->> 'state', acquired_on = (asset ->> 'acquired_on')::date")
    op.execute(
        "UPDATE entry SET department = coalesce((SELECT part FROM unnest(string_to_array(unit.path, '/')) "
        "WITH ORDINALITY AS it(part, place) WHERE part !~ '^[0-9]+$' ORDER BY place LIMIT 1), '') FROM unit WHERE unit.id = entry.unit_id"
    )
    for name, (columns, where) in OLD.items():
        op.drop_index(name, table_name="entry", postgresql_where=sa.text(where))
        op.create_index(name, "entry", columns, postgresql_where=sa.text(where), postgresql_include=FILTERED)
    for name, (columns, where) in NEW.items():
        op.create_index(name, "entry", columns, postgresql_where=sa.text(where))


def _photo() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False, comment="of which it was taken"),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False, comment="whose asset it was then"),
        sa.Column("class_code", sa.Text(collation="C"), nullable=False),
        sa.Column("brand", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column(
            "for_model", sa.Boolean(), nullable=False, comment="it serves every asset of the unit with this class, brand and model"
        ),
        sa.Column("sha256", sa.Text(), nullable=False, comment="what the file store keeps the picture under"),
        sa.Column("thumbnail", sa.Text(), nullable=False, comment="the same for the small picture"),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False, comment="bytes of the picture as it is kept"),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True, comment="null: it is shown"),
        sa.Column("removed_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
    )
    shown = "removed_at IS NULL AND {}for_model"
    op.create_index("ix_photo_asset_no", "photo", ["asset_no", "id"], postgresql_where=sa.text(shown.format("NOT ")))
    model = ["unit_id", "class_code", "brand", "model", "id"]
    op.create_index("ix_photo_model", "photo", model, postgresql_where=sa.text(shown.format("")))


def _public_square() -> None:
    op.create_table(
        "public_square",
        sa.Column("region", sa.Text(collation="C"), nullable=False, comment="the code; of this very region, not of those below"),
        sa.Column("open", sa.Boolean(), nullable=False, comment="whether society sees what its units offer (D-044)"),
        sa.Column("changed_by", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("region", name=op.f("pk_public_square")),
    )


def downgrade() -> None:
    for name in NEW:
        op.drop_index(name, table_name="entry")
    for name, (columns, where) in OLD.items():
        op.drop_index(name, table_name="entry")
        op.create_index(name, "entry", columns, postgresql_where=sa.text(where))
    for column in ("stored_photos", "acquired_on", "asset_state", "department"):
        op.drop_column("entry", column)
    op.drop_table("public_square")
    op.drop_table("photo")
