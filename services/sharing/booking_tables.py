"""Which tables sharing keeps for bookings; that no two periods of an asset overlap is a constraint of the table (B-060).

The constraint's index compares ranges alone, so that it needs no extension: an entry's id is the range of that one id.
"""

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Table, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint

from services.sharing.schema import ByteOrder, metadata

TAKING = "state IN ('booked', 'handed_out')"

booking = Table(
    "booking", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("state", Text, nullable=False, comment="booked, handed_out, returned or cancelled"),
    Column("entry_id", Uuid, ForeignKey("entry.id"), nullable=False),
    Column("asset_no", ByteOrder, nullable=False),
    Column("supplier_id", ByteOrder, nullable=False),
    Column("user_id", ByteOrder, nullable=False, comment="the unit that uses it"),
    Column("starts_at", DateTime(timezone=True), nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False, comment="the first moment that is free again"),
    Column("purpose", Text, nullable=False),
    Column("booked_by", Text, nullable=False),
    Column("booked_at", DateTime(timezone=True), nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("condition_out", Text, nullable=False, server_default=""),
    Column("condition_back", Text, nullable=False, server_default=""),
    Column("photos_out", ARRAY(Text), nullable=False, comment="SHA-256 of photos"),
    Column("photos_back", ARRAY(Text), nullable=False),
    Column("handed_out_at", DateTime(timezone=True)),
    Column("returned_at", DateTime(timezone=True)),
    Column("overdue_at", DateTime(timezone=True), comment="when it was told that the asset is not back"),
    Column("reason", Text, nullable=False, server_default="", comment="of the cancellation"),
    ExcludeConstraint(
        (func.uuid_range(text("entry_id"), text("entry_id"), text("'[]'")), "&&"),
        (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
        name="ex_booking_period", using="gist", where=text(TAKING),
    ),
    Index("uq_booking_out", "entry_id", unique=True, postgresql_where=text("state = 'handed_out'")),
    Index("ix_booking_supplier_id", "supplier_id", "id"),
    Index("ix_booking_user_id", "user_id", "id"),
    Index("ix_booking_late", "ends_at", postgresql_where=text(TAKING)),
)  # fmt: skip
