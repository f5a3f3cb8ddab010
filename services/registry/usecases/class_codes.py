"""How a full list of class codes takes the place of the one in force."""

from collections.abc import Mapping

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Refused
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.registry.tables import card, class_code


def import_class_codes(session: Session, call: Call, names: Mapping[str, str]) -> int:
    """Take over a whole list, code → name, and answer how many; refuses one that lacks a code some card has."""
    require_anywhere(permissions("registry"), call.actor, "class_code.import")
    used = set(session.scalars(select(card.c.class_code).distinct()))
    missing = sorted(used - names.keys())
    if missing:
        shown = "、".join(missing[:10])
        message = f"新分类表缺少 {len(missing)} 个已有卡片使用的代码：{shown}。"
        raise Refused("class_codes_in_use", message, remedy="请补充这些代码后再导入。")
    session.execute(delete(class_code))
    session.execute(insert(class_code), [{"code": code, "name": name} for code, name in names.items()])
    audit.record(session, call, audit.Entry("class_code.import", "class_codes", "list", after={"codes": len(names)}))
    return len(names)
