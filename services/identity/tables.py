"""Which tables identity keeps, and how the classes of the domain map onto them."""

from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    Uuid,
    text,
)
from sqlalchemy.orm import registry, relationship

from services.chassis.tables import metadata as chassis_metadata
from services.contracts.roles import Role
from services.identity.domain.account import Account, AccountKind, HeldPost
from services.identity.domain.attempts import Attempts
from services.identity.domain.organisation import Funding, Kind, Organisation

metadata = MetaData(naming_convention=chassis_metadata.naming_convention)
_AT = DateTime(timezone=True)


class Word(TypeDecorator[StrEnum]):
    """A StrEnum of the domain, stored as its text."""

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Any) -> str | None:
        """Store the text."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Any) -> StrEnum | None:
        """Give the word back."""
        del dialect
        return None if value is None else self.kind(value)


organisation = Table(
    "organisation", metadata,
    Column("id", Text, primary_key=True),
    Column("budget_code", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("region", Text, nullable=False),
    Column("parent_id", Text, ForeignKey("organisation.id", deferrable=True, initially="DEFERRED")),
    Column("path", Text(collation="C"), nullable=False),
    Column("funding", Word(Funding), nullable=False),
    Column("credit_code", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Index("ix_organisation_path", "path", unique=True),
    Index("ix_organisation_parent_id", "parent_id"),
    Index("ix_organisation_budget_code", "budget_code"),
)

account = Table(
    "account", metadata,
    Column("account", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Word(AccountKind), nullable=False),
    Column("org_id", Text, ForeignKey("organisation.id"), nullable=False),
    Column("phone", Text, nullable=False),
    Column("id_number", Text, nullable=False),
    Column("created_at", _AT, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("version", BigInteger, nullable=False),
    Index("ix_account_org_id", "org_id"),
)

post = Table(
    "post", metadata,
    Column("account", Text, ForeignKey("account.account"), primary_key=True),
    Column("role", Word(Role), primary_key=True),
    Column("org_id", Text, ForeignKey("organisation.id"), primary_key=True),
    Column("granted_at", _AT, nullable=False),
)

credential = Table(
    "credential", metadata,
    Column("account", Text, ForeignKey("account.account"), primary_key=True),
    Column("secret_hash", Text, nullable=False, comment="argon2id of a password, sha256 of a machine's random secret"),
    Column("must_change", Boolean, nullable=False),
    Column("changed_at", _AT, nullable=False),
    Column("last_sign_in_at", _AT),
)

session = Table(
    "session", metadata,
    Column("id", Uuid, primary_key=True),
    Column("token_digest", LargeBinary, nullable=False, unique=True, comment="SHA-256; the token itself is nowhere"),
    Column("account", Text, ForeignKey("account.account"), nullable=False),
    Column("signed_in_at", _AT, nullable=False),
    Column("last_seen_at", _AT, nullable=False, comment="written at most once a minute"),
    Column("address", Text, nullable=False),
    Column("user_agent", Text, nullable=False),
    Column("ended_at", _AT),
    Column("ended_by", Text, comment="sign_out, disabled, password_changed, password_reset, administrator"),
    Index("ix_session_account", "account", postgresql_where=text("ended_at IS NULL")),
    Index("ix_session_signed_in_at", "signed_in_at"),
)

sign_in_attempt = Table(
    "sign_in_attempt", metadata,
    Column("scope", Text, primary_key=True, comment="account or address"),
    Column("name", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("since", _AT, nullable=False),
    Column("blocked_until", _AT),
)

mapper = registry(metadata=metadata)
mapper.map_imperatively(Organisation, organisation)
mapper.map_imperatively(HeldPost, post)
mapper.map_imperatively(
    Account, account,
    properties={"posts": relationship(HeldPost, lazy="selectin", cascade="all, delete-orphan", order_by=post.c.granted_at)},
)
mapper.map_imperatively(Attempts, sign_in_attempt)
