"""Identity's tables: the organisation tree, accounts with posts and credentials, sessions, counted sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "identity_0001"
down_revision = None
branch_labels = ("identity",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("budget_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text()),
        sa.Column("path", sa.Text(collation="C"), nullable=False),
        sa.Column("funding", sa.Text(), nullable=False),
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name="fk_organisation_parent_id", initially="DEFERRED", deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
    )
    op.create_index("ix_organisation_budget_code", "organisation", ["budget_code"], unique=False)
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"], unique=False)
    op.create_index("ix_organisation_path", "organisation", ["path"], unique=True)
    op.create_table(
        "sign_in_attempt",
        sa.Column("scope", sa.Text(), nullable=False, comment="account or address"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("scope", "name", name="pk_sign_in_attempt"),
    )
    op.create_table(
        "account",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("id_number", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name="fk_account_org_id"),
        sa.PrimaryKeyConstraint("account", name="pk_account"),
    )
    op.create_index("ix_account_org_id", "account", ["org_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.Text(), nullable=False, comment="argon2id of a password, sha256 of a machine's random secret"),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_sign_in_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["account"], ["account.account"], name="fk_credential_account"),
        sa.PrimaryKeyConstraint("account", name="pk_credential"),
    )
    op.create_table(
        "post",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("org_id", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["account.account"], name="fk_post_account"),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name="fk_post_org_id"),
        sa.PrimaryKeyConstraint("account", "role", "org_id", name="pk_post"),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(), nullable=False, comment="SHA-256; the token itself is nowhere"),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("signed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False, comment="written at most once a minute"),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("user_agent", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.Text(), comment="sign_out, disabled, password_changed, password_reset, administrator"),
        sa.ForeignKeyConstraint(["account"], ["account.account"], name="fk_session_account"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_digest", name="uq_session_token_digest"),
    )
    op.create_index("ix_session_account", "session", ["account"], unique=False, postgresql_where=sa.text("ended_at IS NULL"))
    op.create_index("ix_session_signed_in_at", "session", ["signed_in_at"], unique=False)


def downgrade() -> None:
    for table in ("session", "post", "credential", "account", "sign_in_attempt", "organisation"):
        op.drop_table(table)
