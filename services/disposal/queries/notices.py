"""Public notices (公示, Art. 16): readable by everybody; secret cases have none."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, NotFound
from services.chassis.paging import cursor_after, read_cursor
from services.disposal.domain.carrying_out import notice_end
from services.disposal.domain.case import Case
from services.disposal.domain.states import State
from services.disposal.domain.working_days import beijing_day
from services.disposal.mapping import cases
from services.disposal.tables import case, unit
from services.disposal.usecases.calendar import load_calendar
from services.disposal.usecases.loading import with_assets

GIVEN_UP = (State.REFUSED.value, State.LAPSED.value, State.FOR_RECORD.value, State.RECORDED.value)
SHOWN = 20
"""Of each notice in a list, the first of its cards."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A case as the public sees it, and the last day of its notice; None while that year's calendar is not published."""

    case: Case
    through: date | None


def list_notices(session: Session, call: Call, region: str, cursor: str, limit: int) -> tuple[list[Notice], str]:
    """The notices that run now, the latest first."""
    if region and not (region.isdigit() and len(region) in (2, 4, 6)):
        message = "财政区划是 2、4 或 6 位数字。"
        raise Invalid("region_unknown", message, faults=(FieldFault("region", "region_unknown", message),))
    today, behind = beijing_day(call.at), read_cursor(cursor, f"notices:{region}", (UUID,))
    running = or_(case.c.notice_through.is_(None), case.c.notice_through >= today)
    asked = cases().where(_published(), running)
    if region:
        asked = asked.where(unit.c.region.startswith(region, autoescape=True))
    if behind is not None:
        asked = asked.where(case.c.id < behind[0])
    rows = session.execute(asked.order_by(case.c.id.desc()).limit(limit + 1)).all()
    calendar = load_calendar(session, call.at)
    found = [Notice(one, notice_end(one, calendar)) for one in with_assets(session, rows[:limit], SHOWN)]
    running_now = [one for one in found if one.through is None or one.through >= today]
    return running_now, cursor_after(f"notices:{region}", (rows[limit - 1].id,)) if len(rows) > limit else ""


def get_notice(session: Session, call: Call, case_id: UUID) -> Notice:
    """One notice with every card; NotFound for a case without one, as for one that does not exist."""
    asked = cases().where(case.c.id == case_id, _published())
    found = with_assets(session, session.execute(asked).all())
    if not found:
        raise NotFound("not_found", "没有这项公示。")
    return Notice(found[0], notice_end(found[0], load_calendar(session, call.at)))


def _published() -> ColumnElement[bool]:
    """What has a notice and is still to be disposed of, or was."""
    return and_(case.c.notice_from.is_not(None), ~case.c.secret, case.c.state.not_in(GIVEN_UP))
