"""For which unit a caller acts: the one named by id or budget code within his reach, or that of his post."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import NotFound, faulty_field
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.sharing.domain.entry import Owner
from services.sharing.tables import unit


def unit_for(session: Session, call: Call, operation: str, named: str) -> Owner:
    """The unit where the caller may do this; Invalid where a name fits none, or an empty one leaves a choice."""
    reach = require_anywhere(permissions("sharing"), call.actor, operation)
    asked = select(unit.c.id, unit.c.budget_code, unit.c.name, unit.c.path).where(within(unit.c.path, reach), unit.c.kind != "region")
    if named:
        found = session.execute(asked.where(or_(unit.c.id == named, unit.c.budget_code == named)).limit(2)).all()
    else:
        posts = sorted({post.org_id for post in call.actor.posts if post.role in permissions("sharing")[operation]})
        found = session.execute(asked.where(unit.c.id.in_(posts)).limit(2)).all()
    if len(found) == 1:
        return Owner(*found[0])
    if named and not found:
        raise NotFound("unit_not_found", "未找到该单位，或它不在您的权限范围内。", remedy="新建的单位请稍后再试。")
    raise faulty_field("unit", "unit_required", "请写明是哪个单位（单位编码，或“财政区划-预算编码”）。")
