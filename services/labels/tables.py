"""Which tables print jobs and stations are kept in, and labels' picture of the organisations.

Ids that a cursor compares sort by byte (`COLLATE "C"`). A label is one row of `label_print`: one sticker that shall come out once.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from services.labels import pasting_tables  # noqa: F401  # they migrate with these
from services.labels.schema import metadata

__all__ = ["enrolment_failure", "job", "label_print", "metadata", "station", "unit"]

ByteOrder = Text(collation="C")

unit = Table(
    "unit", metadata,
    Column("id", ByteOrder, primary_key=True, comment="`310151-004011`; a region is its code"),
    Column("budget_code", Text, nullable=False, comment="empty for a region"),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, comment="region, department, administrative_unit, public_institution or section"),
    Column("region", Text, nullable=False),
    Column("path", ByteOrder, nullable=False, comment="ids from the root, joined by /"),
    Column("version", BigInteger, nullable=False, comment="of identity's organisation; 0: as the registry told it"),
    Index("ix_unit_path", "path"),
    comment="identity's organisations, as its events tell them",
)

station = Table(
    "station", metadata,
    Column("id", ByteOrder, primary_key=True, comment="`station-` and 8 hexadecimal digits: its broker user"),
    Column("version", BigInteger, nullable=False),
    Column("unit_id", ByteOrder, nullable=False),
    Column("name", Text, nullable=False),
    Column("driver", Text, nullable=False, comment="zpl, tspl, ipp or folder"),
    Column("address", Text, nullable=False),
    Column("dpi", Integer, nullable=False),
    Column("rendering", Text, nullable=False, comment="central or station"),
    Column("enrolment", Integer, nullable=False, comment="counts the codes used; its reports' subject is `<id>/<enrolment>`"),
    Column("code_digest", Text, comment="SHA-256 of the one-time code that still waits to be used"),
    Column("code_lapses_at", DateTime(timezone=True)),
    Column("session", Integer, nullable=False, comment="of the last hello of this enrolment; 0: none yet"),
    Column("told", BigInteger, nullable=False, comment="version of the last event that was sent to it"),
    Column("software", Text, nullable=False, server_default=""),
    Column("font", Text, nullable=False, server_default="", comment="SHA-256 of the font it draws with"),
    Column("troubles", ARRAY(Text), nullable=False),
    Column("last_seen_at", DateTime(timezone=True)),
    Column("registered_by", Text, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("retired_at", DateTime(timezone=True)),
    Index("ix_station_unit_id", "unit_id", "id"),
    Index("uq_station_code_digest", "code_digest", unique=True, postgresql_where=text("code_digest IS NOT NULL")),
)

enrolment_failure = Table(
    "enrolment_failure", metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Index("ix_enrolment_failure_at", "at"),
    comment="wrong one-time codes of the last minutes",
)

job = Table(
    "job", metadata,
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("status", Text, nullable=False, comment="open, paused, done or cancelled"),
    Column("unit_id", ByteOrder, nullable=False),
    Column("station_id", ByteOrder, ForeignKey("station.id"), nullable=False, comment="which shall print what is still queued"),
    Column("template_code", Text, nullable=False),
    Column("template_name", Text, nullable=False),
    Column("template", JSONB, nullable=False, comment="as it was when ordered"),
    Column("priority", Integer, nullable=False),
    Column("ordered_by", Text, nullable=False),
    Column("ordered_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("reprint_reason", Text, nullable=False, server_default=""),
    Column("total", Integer, nullable=False),
    Column("counts", JSONB, nullable=False, comment="how many labels are in each state; states without any are left out"),
    Index("ix_job_unit_id", "unit_id", "id"),
    Index("ix_job_station_id", "station_id", "id"),
    Index("ix_job_under_way", "station_id", text("priority DESC"), "id", postgresql_where=text("status IN ('open', 'paused')")),
)

label_print = Table(
    "label_print", metadata,
    Column("id", Uuid, primary_key=True),
    Column("job_id", Uuid, ForeignKey("job.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("asset_no", ByteOrder, nullable=False),
    Column("asset_name", Text, nullable=False),
    Column("issue", Integer, nullable=False, comment="1 for the first label of the asset; 2 and more are marked as reprints"),
    Column("card", JSONB, comment="what the label says; gone once it is over, as it names the user"),
    Column("state", Text, nullable=False, comment="queued, claimed, sent, printed, unknown, failed or cancelled"),
    Column("station_id", ByteOrder, comment="which has it, or had it last"),
    Column("begun", Boolean, nullable=False, comment="a station said that it began: never queued again"),
    Column("recalled", Boolean, nullable=False, comment="the station was asked to give it back"),
    Column("reason", Text, nullable=False, server_default=""),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    Column("resolved_by", Text, nullable=False, server_default="", comment="who decided what became of it"),
    Index("uq_label_print_job_id", "job_id", "position", unique=True),
    Index("ix_label_print_queued", "job_id", "position", postgresql_where=text("state = 'queued'")),
    Index("ix_label_print_held", "station_id", "job_id", postgresql_where=text("state IN ('claimed', 'sent')")),
    Index("ix_label_print_open", "id", postgresql_where=text("state IN ('unknown', 'failed')")),
    Index("ix_label_print_printed", "station_id", "changed_at", postgresql_where=text("state = 'printed'")),
    Index("ix_label_print_asset_no", "asset_no", "id"),
    Index(
        "uq_label_print_issue", "asset_no", "issue", unique=True,
        postgresql_where=text("begun OR state NOT IN ('failed', 'cancelled')"),
    ),
)
