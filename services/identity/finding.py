"""Which organisation or account somebody means, within what he may see."""

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Invalid, NotFound
from services.chassis.permissions import require, require_anywhere, within
from services.contracts.permissions import permissions
from services.identity import tables
from services.identity.domain.account import Account
from services.identity.domain.organisation import Organisation

TABLE = permissions("identity")


def organisation_meant(session: Session, text: str, visible: ColumnElement[bool] | None = None) -> Organisation:
    """The organisation of a full id, region code or budget code.

    A budget code that several regions use is Invalid (`organisation_ambiguous`) and names the candidates.
    """
    text = text.strip()
    named = (tables.organisation.c.id == text) | (tables.organisation.c.budget_code == text)
    asked = select(Organisation).where(named, true() if visible is None else visible)
    found = list(session.scalars(asked.order_by(tables.organisation.c.path).limit(6)))
    exact = [organisation for organisation in found if organisation.id == text]
    if len(found) > 1 and not exact:
        names = "、".join(f"{organisation.id}（{organisation.name}）" for organisation in found)
        raise Invalid("organisation_ambiguous", f"预算编码 {text} 在多个财政区划中使用：{names}。", remedy="请写完整的编码。")
    if not found:
        raise NotFound("not_found", f"未找到单位或财政区划“{text}”，或它不在您的权限范围内。")
    return (exact or found)[0]


def organisation_allowed(session: Session, call: Call, operation: str, text: str) -> Organisation:
    """The organisation meant, among those where the caller may do the operation."""
    reach = require_anywhere(TABLE, call.actor, operation)
    return organisation_meant(session, text, within(tables.organisation.c.path, reach))


def account_allowed(session: Session, call: Call, operation: str, name: str, *, lock: bool = False) -> tuple[Account, str]:
    """The account and the path where it belongs; refuses where the caller may not do the operation there."""
    require_anywhere(TABLE, call.actor, operation)
    account = session.get(Account, name, with_for_update=lock)
    if account is None:
        raise NotFound("not_found", "未找到该账号，或它不在您的权限范围内。")
    path = path_of(session, account.org_id)
    require(TABLE, call.actor, operation, path, what="账号")
    return account, path


def path_of(session: Session, org_id: str) -> str:
    """The path of an organisation that exists."""
    return str(session.execute(select(tables.organisation.c.path).where(tables.organisation.c.id == org_id)).scalar_one())
