"""For which unit a caller acts with others: the very unit of his post (B-057, B-060)."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict, faulty_field
from services.chassis.permissions import reaches, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.domain.audience import Place, sees
from services.sharing.domain.entry import Entry, Owner
from services.sharing.mapping import UNIT_COLUMNS, owner_of
from services.sharing.tables import unit

ACT = "agreement.act"


def acting_unit(session: Session, call: Call, named: str) -> Owner:
    """The unit (id or budget code) where the caller may act, the first of his posts where none is named; refuses others."""
    require_anywhere(permissions("sharing"), call.actor, ACT)
    roles = permissions("sharing")[ACT]
    for post in call.actor.posts:
        if post.role in roles and named in ("", post.org_id, post.org_id.partition("-")[2]):
            row = session.execute(select(*UNIT_COLUMNS).where(unit.c.id == post.org_id)).first()
            if row is None:
                raise Conflict("unit_not_known_yet", "本单位的信息正在同步。", remedy="请稍后再试。")
            return owner_of(row)
    raise faulty_field("unit", "unit_unknown", "只能为本单位办理。")


def acts_for(call: Call, owner: Owner) -> bool:
    """Whether the caller may act for this unit; Forbidden for who may for none."""
    require_anywhere(permissions("sharing"), call.actor, ACT)
    return any(reach.covers(owner.path) for reach in reaches(permissions("sharing"), call.actor, ACT))


def sees_offer(owner: Owner, one: Entry) -> bool:
    """Whether the offer is shown to the unit, or its own."""
    return one.owner.id == owner.id or sees(Place(owner.path), one.shown_to)
