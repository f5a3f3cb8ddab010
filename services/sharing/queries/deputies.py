"""Which deputies a caller may know of: those he appointed or may end, those he stands in for, those who stand in for him."""

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import reaches, within
from services.contracts.permissions import permissions
from services.sharing.domain.deputies import Deputy
from services.sharing.mapping import deputy_of
from services.sharing.tables import deputy


def list_deputies(session: Session, call: Call, cursor: str, limit: int, *, in_force_only: bool) -> tuple[list[Deputy], str]:
    """The newest first, and where the list continues."""
    me = call.actor.account
    governed = tuple(reach for reach in reaches(permissions("sharing"), call.actor, "deputy.appoint") if reach.scope == "tree")
    asked = select(deputy).where(or_(deputy.c.principal == me, deputy.c.deputy == me, within(deputy.c.path, governed)))
    if in_force_only:
        asked = asked.where(deputy.c.ended_at.is_(None), deputy.c.starts_at <= call.at, deputy.c.ends_at > call.at)
    behind = read_cursor(cursor, "deputies", (UUID,))
    if behind is not None:
        asked = asked.where(deputy.c.id < behind[0])
    rows = [deputy_of(row) for row in session.execute(asked.order_by(deputy.c.id.desc()).limit(limit + 1))]
    return rows[:limit], cursor_after("deputies", (rows[limit - 1].id,)) if len(rows) > limit else ""
