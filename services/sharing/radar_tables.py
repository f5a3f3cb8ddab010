"""Which tables the idle radar keeps: what it suggests, and when it looks at a unit next."""

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY

from services.sharing.schema import ByteOrder, metadata

suggestion = Table(
    "suggestion", metadata,
    Column("asset_no", ByteOrder, primary_key=True),
    Column("unit_id", ByteOrder, nullable=False),
    Column("signs", ARRAY(Text), nullable=False, comment="see domain/radar.py"),
    Column("value_fen", BigInteger, nullable=False, comment="at stake: the card's original value"),
    Column("same", BigInteger, nullable=False, comment="how many of its class and model the unit has"),
    Column("same_idle", BigInteger, nullable=False, comment="how many of those stand idle"),
    Column("found_at", DateTime(timezone=True), nullable=False),
    Column("answer", Text, nullable=False, comment="open, accepted, postponed or refused"),
    Column("answered_signs", ARRAY(Text), nullable=False, comment="those that stood when it was answered, and still do"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("postponed_until", Date, comment="the day (Beijing) on which it comes back"),
    Column("answered_by", Text, nullable=False, server_default=""),
    Column("answered_at", DateTime(timezone=True)),
    Column("draft_id", Uuid, comment="of the application that was begun"),
    Index("ix_suggestion_unit_id", "unit_id", "answer", text("value_fen DESC"), "asset_no"),
    Index("ix_suggestion_answer", "answer", text("value_fen DESC"), "asset_no"),
    Index("ix_suggestion_postponed", "postponed_until", postgresql_where=text("answer = 'postponed'")),
    comment="assets that look idle, and what their unit says to it",
)  # fmt: skip

radar_unit = Table(
    "radar_unit", metadata,
    Column("unit_id", ByteOrder, primary_key=True),
    Column("due_at", DateTime(timezone=True), nullable=False),
    Index("ix_radar_unit_due_at", "due_at"),
    comment="when the radar looks at a unit next: soon after a card changed, else once a day",
)
