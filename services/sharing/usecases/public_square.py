"""How a region opens its public square to society, and closes it again (D-044)."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import NotFound
from services.chassis.permissions import require, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.photo_tables import public_square
from services.sharing.tables import unit


def set_public_square(session: Session, call: Call, region: str, *, open_it: bool) -> None:
    """Show society what the units of this very region offer, or no more; NotFound for a region out of the caller's reach."""
    require_anywhere(permissions("sharing"), call.actor, "square.publish")
    path = session.scalar(select(unit.c.path).where(unit.c.id == region, unit.c.kind == "region"))
    if path is None:
        raise NotFound("not_found", "未找到该财政区划，或它不在您的权限范围内。")
    require(permissions("sharing"), call.actor, "square.publish", path, what="财政区划")
    before = bool(session.scalar(select(public_square.c.open).where(public_square.c.region == region).with_for_update()))
    said = {"open": open_it, "changed_by": call.actor.account, "changed_at": call.at}
    session.execute(insert(public_square).values(region=region, **said).on_conflict_do_update(index_elements=["region"], set_=said))
    operation = "square.opened" if open_it else "square.closed"
    audit.record(session, call, audit.Entry(operation, "public_square", region, path, {"open": before}, {"open": open_it}))
