"""How a region's allocation standard for a class is set (配置标准, B-041): in words, shown beside the form of a demand."""

from dataclasses import dataclass, replace

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Conflict, Invalid, NotFound, faulty_field
from services.chassis.permissions import require, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.demand_tables import standard
from services.sharing.domain import sources
from services.sharing.domain.demand import class_faults
from services.sharing.tables import unit

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class SetStandard:
    """Empty words end it; `seen` are the words the caller saw (None: whatever they are)."""

    region: str
    class_code: str
    words: str
    seen: str | None = None
    class_name: str = ""


def checked_standard(call: Call, wanted: SetStandard) -> SetStandard:
    """The standard as it is kept, before anybody is asked; Forbidden for who sets none."""
    require_anywhere(permissions("sharing"), call.actor, "standard.set")
    kept = replace(wanted, class_code=wanted.class_code.strip().upper(), words="\n".join(wanted.words.strip().splitlines()))
    if faults := tuple(class_faults(kept.class_code)):
        raise Invalid("standard_invalid", "配置标准填写有误。", faults=faults)
    if len(kept.words) > LONGEST:
        raise faulty_field("standard", "too_long", f"配置标准不超过 {LONGEST} 字。")
    return kept


def set_standard(session: Session, call: Call, wanted: SetStandard) -> None:
    """Set it, or with empty words end it; refuses a region out of the caller's reach, and who missed a colleague's change."""
    region, class_code, words = wanted.region, wanted.class_code, wanted.words
    path = session.scalar(select(unit.c.path).where(unit.c.id == region, unit.c.kind == "region"))
    if path is None:
        raise NotFound("not_found", "未找到该财政区划，或它不在您的权限范围内。")
    require(permissions("sharing"), call.actor, "standard.set", path, what="财政区划")
    mine = (standard.c.region == region) & (standard.c.class_code == class_code)
    before = session.scalar(select(standard.c.standard).where(mine).with_for_update())
    if wanted.seen is not None and wanted.seen != (before or ""):
        raise Conflict("stale_version", "配置标准已被他人修改。", remedy="请刷新后重新办理。")
    if words:
        said = {"class_name": wanted.class_name, "standard": words, "set_by": call.actor.account}
        row = {"region": region, "class_code": class_code, "set_at": call.at, **said}
        fresh = insert(standard).values(**row)
        session.execute(fresh.on_conflict_do_update(index_elements=["region", "class_code"], set_=row))
    else:
        session.execute(delete(standard).where(mine))
    was = None if before is None else {"standard": before}
    what = audit.Entry("standard.set", "standard", f"{region}/{class_code}", path, was, {"standard": words}, sources.CLEARING_DEMANDS)
    audit.record(session, call, what)
