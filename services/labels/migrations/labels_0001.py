"""Print jobs with their labels, stations, and the picture of the organisations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "labels_0001"
down_revision = None
branch_labels = ("labels",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolment_failure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_failure")),
        comment="wrong one-time codes of the last minutes",
    )
    op.create_index("ix_enrolment_failure_at", "enrolment_failure", ["at"], unique=False)
    op.create_table(
        "station",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="`station-` and 8 hexadecimal digits: its broker user"),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("driver", sa.Text(), nullable=False, comment="zpl, tspl, ipp or folder"),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=False),
        sa.Column("rendering", sa.Text(), nullable=False, comment="central or station"),
        sa.Column("enrolment", sa.Integer(), nullable=False, comment="counts the codes used; its reports' subject is `<id>/<enrolment>`"),
        sa.Column("code_digest", sa.Text(), nullable=True, comment="SHA-256 of the one-time code that still waits to be used"),
        sa.Column("code_lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("session", sa.Integer(), nullable=False, comment="of the last hello of this enrolment; 0: none yet"),
        sa.Column("told", sa.BigInteger(), nullable=False, comment="version of the last event that was sent to it"),
        sa.Column("software", sa.Text(), server_default="", nullable=False),
        sa.Column("font", sa.Text(), server_default="", nullable=False, comment="SHA-256 of the font it draws with"),
        sa.Column("troubles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
    )
    op.create_index("ix_station_unit_id", "station", ["unit_id", "id"], unique=False)
    op.create_index("uq_station_code_digest", "station", ["code_digest"], unique=True, postgresql_where=sa.text("code_digest IS NOT NULL"))
    op.create_table(
        "unit",
        sa.Column("id", sa.Text(collation="C"), nullable=False, comment="`310151-004011`; a region is its code"),
        sa.Column("budget_code", sa.Text(), nullable=False, comment="empty for a region"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="region, department, administrative_unit, public_institution or section"),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(collation="C"), nullable=False, comment="ids from the root, joined by /"),
        sa.Column("version", sa.BigInteger(), nullable=False, comment="of identity's organisation; 0: as the registry told it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        comment="identity's organisations, as its events tell them",
    )
    op.create_index("ix_unit_path", "unit", ["path"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Text(),
            nullable=False,
            comment="open, paused, done or cancelled",
        ),
        sa.Column("unit_id", sa.Text(collation="C"), nullable=False),
        sa.Column("station_id", sa.Text(collation="C"), nullable=False, comment="which shall print what is still queued"),
        sa.Column("template_code", sa.Text(), nullable=False),
        sa.Column("template_name", sa.Text(), nullable=False),
        sa.Column("template", postgresql.JSONB(astext_type=sa.Text()), nullable=False, comment="as it was when ordered"),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("ordered_by", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reprint_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column(
            "counts",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=False,
            comment="how many labels are in each state; states without any are left out",
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_job_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_station_id", "job", ["station_id", "id"], unique=False)
    op.create_index(
        "ix_job_under_way",
        "job",
        ["station_id", sa.text("priority DESC"), "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('open', 'paused')"),
    )
    op.create_index("ix_job_unit_id", "job", ["unit_id", "id"], unique=False)
    op.create_table(
        "label_print",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asset_no", sa.Text(collation="C"), nullable=False),
        sa.Column("asset_name", sa.Text(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False, comment="1 for the first label of the asset; 2 and more are marked as reprints"),
        sa.Column(
            "card",
            postgresql.JSONB(astext_type=sa.Text()),
            nullable=True,
            comment="what the label says; gone once it is over, as it names the user",
        ),
        sa.Column("state", sa.Text(), nullable=False, comment="queued, claimed, sent, printed, unknown, failed or cancelled"),
        sa.Column("station_id", sa.Text(collation="C"), nullable=True, comment="which has it, or had it last"),
        sa.Column("begun", sa.Boolean(), nullable=False, comment="a station said that it began: never queued again"),
        sa.Column("recalled", sa.Boolean(), nullable=False, comment="the station was asked to give it back"),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_by", sa.Text(), server_default="", nullable=False, comment="who decided what became of it"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_label_print_job_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_print")),
    )
    op.create_index("ix_label_print_asset_no", "label_print", ["asset_no", "id"], unique=False)
    op.create_index(
        "ix_label_print_held",
        "label_print",
        ["station_id", "job_id"],
        unique=False,
        postgresql_where=sa.text("state IN ('claimed', 'sent')"),
    )
    op.create_index("ix_label_print_open", "label_print", ["id"], unique=False, postgresql_where=sa.text("state IN ('unknown', 'failed')"))
    op.create_index(
        "ix_label_print_printed", "label_print", ["station_id", "changed_at"], unique=False, postgresql_where=sa.text("state = 'printed'")
    )
    op.create_index(
        "ix_label_print_queued", "label_print", ["job_id", "position"], unique=False, postgresql_where=sa.text("state = 'queued'")
    )
    op.create_index(
        "uq_label_print_issue",
        "label_print",
        ["asset_no", "issue"],
        unique=True,
        postgresql_where=sa.text("begun OR state NOT IN ('failed', 'cancelled')"),
    )
    op.create_index("uq_label_print_job_id", "label_print", ["job_id", "position"], unique=True)


def downgrade() -> None:
    op.drop_table("label_print")
    op.drop_table("job")
    op.drop_table("unit")
    op.drop_table("station")
    op.drop_table("enrolment_failure")
