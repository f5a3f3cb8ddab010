"""What administrators see of accounts: personal data masked, everything within their reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.chassis.masking import mask_id_number, mask_phone
from services.chassis.permissions import require_anywhere, within
from services.identity import tables
from services.identity.finding import TABLE
from services.identity.seats import SeatedPost, posts_of_all

MAX_LIMIT = 200
_A, _O, _C = tables.account.c, tables.organisation.c, tables.credential.c
_ATTEMPT, _P = tables.sign_in_attempt.c, tables.post.c


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account as a list shows it; phone and identity number are masked."""

    account: str
    name: str
    kind: str
    org_id: str
    org_name: str
    posts: tuple[SeatedPost, ...]
    disabled: bool
    must_change_password: bool
    locked_until: datetime | None
    created_at: datetime
    last_sign_in_at: datetime | None
    phone: str
    id_number: str
    version: int


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One page in the order of account names."""

    items: Sequence[AccountView]
    next_cursor: str
    total: int


def list_accounts(
    session: Session, call: Call, *, query: str = "", org_id: str = "", role: str = "", limit: int = 0, cursor: str = ""
) -> AccountPage:
    """Accounts that belong within the caller's reach, filtered by part of a name, organisation and role."""
    where = [within(_O.path, require_anywhere(TABLE, call.actor, "account.read")), *_filters(query.strip(), org_id, role)]
    limit = min(limit or MAX_LIMIT, MAX_LIMIT)
    joined = tables.account.join(tables.organisation, _O.id == _A.org_id)
    total = session.scalar(select(func.count()).select_from(joined).where(*where)) or 0
    rows = session.execute(_rows(call.at).where(*where, _A.account > cursor).order_by(_A.account).limit(limit + 1)).all()
    items = _views(session, rows[:limit])
    return AccountPage(items, items[-1].account if len(rows) > limit else "", total)


def get_account(session: Session, call: Call, name: str) -> AccountView:
    """One account within the caller's reach."""
    reach = within(_O.path, require_anywhere(TABLE, call.actor, "account.read"))
    rows = session.execute(_rows(call.at).where(reach, _A.account == name)).all()
    if not rows:
        raise NotFound("not_found", "未找到该账号，或它不在您的权限范围内。")
    return _views(session, rows)[0]


def _rows(at: datetime) -> Select[*tuple[Any, ...]]:
    locked = (_ATTEMPT.scope == "account") & (_ATTEMPT.name == _A.account) & (_ATTEMPT.blocked_until > at)
    return (
        select(tables.account, _O.name.label("org_name"), _C.must_change, _ATTEMPT.blocked_until, _C.last_sign_in_at)
        .join(tables.organisation, _O.id == _A.org_id)
        .join(tables.credential, _C.account == _A.account)
        .outerjoin(tables.sign_in_attempt, locked)
    )


def _filters(query: str, org_id: str, role: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query:
        found.append(or_(_A.account.contains(query, autoescape=True), _A.name.contains(query, autoescape=True)))
    if org_id:
        found.append(_A.org_id == org_id)
    if role:
        found.append(_A.account.in_(select(_P.account).where(_P.role == role)))
    return found


def _views(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[AccountView]:
    posts = posts_of_all(session, [row.account for row in rows])
    return [
        AccountView(
            account=row.account, name=row.name, kind=row.kind, org_id=row.org_id, org_name=row.org_name, posts=posts[row.account],
            disabled=row.disabled, must_change_password=row.must_change, locked_until=row.blocked_until, created_at=row.created_at,
            last_sign_in_at=row.last_sign_in_at, phone=mask_phone(row.phone), id_number=mask_id_number(row.id_number), version=row.version,
        )
        for row in rows
    ]
