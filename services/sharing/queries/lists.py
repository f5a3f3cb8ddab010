"""Which entries a unit has (我的信息), and which wait at a caller's desk (审批中心, 调剂数据报送)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Invalid, unknown_word
from services.chassis.permissions import reaches, reaches_of, require_anywhere, within
from services.contracts.permissions import permissions
from services.sharing.domain.states import Desk, State
from services.sharing.mapping import in_states, live
from services.sharing.queries.pages import Page, Sought, page
from services.sharing.seats import seats_of
from services.sharing.tables import entry, unit


@dataclass(frozen=True, slots=True)
class Mine:
    """Empty means whatever."""

    view: str = ""
    q: str = ""
    asset_no: str = ""


@dataclass(frozen=True, slots=True)
class AtDesk:
    """Empty means whatever."""

    desk: str = ""
    mode: str = ""
    q: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """An asset that has an entry, and where that stands."""

    asset_no: str
    entry_id: UUID
    state: State


MOST = 10_000
DESKS = {
    "entry_review": (State.SUBMITTED, Desk.UNIT_REVIEWER),
    "withdrawal_review": (State.WITHDRAWAL_REVIEW, Desk.UNIT_REVIEWER),
    "authority": (State.AUTHORITY_REVIEW, Desk.ASSET_AUTHORITY),
    "report": (State.AGREED, Desk.PROVINCIAL_FINANCE),
}


def list_mine(session: Session, call: Call, wanted: Mine, cursor: str, limit: int) -> Page:
    """The entries of the units where the caller has a post, newest first."""
    require_anywhere(permissions("sharing"), call.actor, "entry.read")
    roles = permissions("sharing")["entry.read"]
    units = sorted({post.org_id for post in call.actor.posts if post.role in roles})
    conditions = [*_view(wanted.view), *([entry.c.asset_no == wanted.asset_no] if wanted.asset_no else [])]
    branches = [[entry.c.unit_id == one] for one in units]
    return page(session, Sought("mine", branches, conditions, wanted.q), cursor, limit)


def find_entered(session: Session, call: Call, asset_nos: Sequence[str]) -> list[Entered]:
    """Which of the assets have an entry of the caller's units that is not over, in no order."""
    require_anywhere(permissions("sharing"), call.actor, "entry.read")
    if len(asset_nos) > MOST:
        raise Invalid("asset_nos_invalid", f"一次最多查询 {MOST} 项资产。")
    reach = reaches(permissions("sharing"), call.actor, "entry.read")
    units = entry.c.unit_id.in_(select(unit.c.id).where(within(unit.c.path, reach)))
    asked = select(entry.c.asset_no, entry.c.id, entry.c.state).where(entry.c.asset_no == func.any(list(asset_nos)), live(), units)
    return [Entered(row.asset_no, row.id, State(row.state)) for row in session.execute(asked)]


def list_desk(session: Session, call: Call, wanted: AtDesk, cursor: str, limit: int) -> Page:
    """What the caller may decide now, as post-holder or deputy, oldest first; never his own filings."""
    desk = wanted.desk
    if desk and desk not in DESKS:
        raise unknown_word("desk", "环节", DESKS)
    seats = seats_of(session, call)
    branches = []
    for name, (state, at) in DESKS.items():
        reach = reaches_of(seats, at.permission)
        if reach and desk in ("", name):
            units = entry.c.unit_id.in_(select(unit.c.id).where(within(unit.c.path, reach)))
            branches.append([in_states([state]), units, *_decidable_by(call.actor.account, state)])
    common = [entry.c.mode == wanted.mode] if wanted.mode else []
    return page(session, Sought(f"desk:{desk}", branches, common, wanted.q, oldest_first=True), cursor, limit)


def _decidable_by(account: str, state: State) -> list[ColumnElement[bool]]:
    if state is State.WITHDRAWAL_REVIEW:
        return [entry.c.submitted_by != account, func.coalesce(entry.c.withdrawn_by, "") != account]
    return [entry.c.submitted_by != account, not_(entry.c.deciders.contains([account]))]


def _view(view: str) -> list[ColumnElement[bool]]:
    wide = entry.c.scope.in_(("province", "nation"))
    shown = or_(entry.c.wide_audience.is_not(None), in_states([State.WITHDRAWN, State.TAKEN, State.TRANSFERRED]))
    views: dict[str, list[ColumnElement[bool]]] = {
        "": [],
        "pending": [in_states(state for state, _ in DESKS.values())],
        "in_warehouse": [entry.c.local_audience.is_not(None)],
        "transfer": [and_(wide, shown, entry.c.mode == "transfer")],
        "share": [and_(wide, shown, entry.c.mode == "share")],
        "returned": [in_states([State.RETURNED])],
        "withdrawn": [in_states((State.WITHDRAWN, State.CANCELLED, State.LEFT, State.TRANSFERRED))],
        "in_transfer": [in_states([State.TAKEN])],
    }
    if view not in views:
        raise unknown_word("view", "列表", views)
    return views[view]
