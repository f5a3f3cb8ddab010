"""Which demands a caller may know of: his units' with everything (我的需求), his desk's, and in the square what is shown to him (B-071)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, union_all
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Forbidden, faulty_field, unknown_word
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import reaches_of, require_anywhere, within
from services.chassis.searching import searched
from services.contracts.permissions import permissions
from services.sharing.demand_mapping import demand_of, demands
from services.sharing.demand_tables import demand
from services.sharing.domain.audience import Place, local_audiences, wide_audiences
from services.sharing.domain.demand import Demand, DemandState, not_found
from services.sharing.domain.match import OPEN
from services.sharing.match_tables import match
from services.sharing.queries.sight import places_of
from services.sharing.seats import Seat, seats_of
from services.sharing.tables import unit

COUNTED = 1000
Conditions = Sequence[ColumnElement[bool]]
AREAS = {"": 0, "nation": 0, "province": 2, "local": 4}
"""How many digits of the region a demand shares with the viewer's (B-072)."""


@dataclass(frozen=True, slots=True)
class DemandsWanted:
    """Empty means whatever."""

    q: str = ""
    class_code: str = ""
    region: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class DemandView:
    """A demand; `inside`: the caller may read its whole file; `matches` counts its open ones, for those alone."""

    demand: Demand
    inside: bool
    matches: int = 0
    allowed: tuple[str, ...] = ()


def get_demand(session: Session, call: Call, demand_id: UUID) -> DemandView:
    """The demand; NotFound where it does not exist or is not shown to the caller."""
    seats = seats_of(session, call)
    row = session.execute(demands().where(demand.c.id == demand_id, demands_in_sight(seats))).first()
    if row is None:
        raise not_found()
    one = demand_of(row)
    inside = any(reach.covers(one.owner.path) for reach in reaches_of(seats, "demand.read"))
    counted = _counts(session, [one.id]).get(one.id, 0) if inside else 0
    return DemandView(one, inside, counted, _allowed(seats, one, call.actor.account))


def demands_in_sight(seats: Sequence[Seat]) -> ColumnElement[bool]:
    """Every demand somebody in these seats may know of; Forbidden for who has nothing to do with the warehouse."""
    places, reading = [Place(reach.path) for reach in reaches_of(seats, "square.read")], reaches_of(seats, "demand.read")
    if not places and not reading:
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请向安全管理员申请相应岗位。")
    inside = demand.c.unit_id.in_(select(unit.c.id).where(within(unit.c.path, reading)))
    return or_(inside, demand.c.audience.in_(demand_keys(places)))


def demand_keys(places: Sequence[Place]) -> list[str]:
    """The audiences to which somebody at these places belongs."""
    return sorted({key for place in places for key in local_audiences(place) | wide_audiences(place)})


def list_my_demands(session: Session, call: Call, states: Sequence[str], cursor: str, limit: int) -> tuple[list[DemandView], str]:
    """The demands of the units where the caller has a post, newest first."""
    require_anywhere(permissions("sharing"), call.actor, "demand.read")
    for state in states:
        if state not in list(DemandState):
            raise unknown_word("states", "状态", DemandState)
    roles = permissions("sharing")["demand.read"]
    units = sorted({post.org_id for post in call.actor.posts if post.role in roles})
    common = [demand.c.state.in_(states)] if states else []
    return _page(session, "demands:mine", [[demand.c.unit_id == one] for one in units], common, cursor, limit)


def list_demand_square(session: Session, call: Call, wanted: DemandsWanted, cursor: str, limit: int) -> tuple[list[DemandView], str]:
    """需求广场: what is shown to the caller, newest first; Forbidden without a business post."""
    places = places_of(call.actor)
    common = _filtered(wanted, places)
    searching = searched(demand.c.search, wanted.q)
    branches = [[demand.c.audience == key] for key in demand_keys(places)]
    found, following = _page(session, "demands:square", branches, [*common, *([] if searching is None else [searching])], cursor, limit)
    return [DemandView(view.demand, inside=False) for view in found], following


def list_demand_desk(session: Session, call: Call, q: str, cursor: str, limit: int) -> tuple[list[DemandView], str, int]:
    """What the caller may decide now, as post-holder or deputy, oldest first; never his own filings. With how many (to COUNTED + 1)."""
    searching = searched(demand.c.search, q)
    waiting = [*at_desk(session, call), *([] if searching is None else [searching])]
    counted = select(func.count()).select_from(select(demand.c.id).where(*waiting).limit(COUNTED + 1).subquery())
    found, following = _page(session, "demands:desk", [waiting], [], cursor, limit, oldest_first=True)
    return found, following, session.scalar(counted) or 0


def at_desk(session: Session, call: Call) -> list[ColumnElement[bool]]:
    """The condition of a demand that waits for the caller."""
    reach = reaches_of(seats_of(session, call), "demand.review")
    units = demand.c.unit_id.in_(select(unit.c.id).where(within(unit.c.path, reach)))
    return [demand.c.state == "submitted", units, demand.c.submitted_by != call.actor.account]


def _filtered(wanted: DemandsWanted, places: Sequence[Place]) -> list[ColumnElement[bool]]:
    if wanted.area not in AREAS:
        raise faulty_field("area", "area_unknown", "范围只能是：local（本地区）、province（全省）、nation（全国）。")
    if wanted.region and (not wanted.region.isdigit() or len(wanted.region) > 6):
        raise faulty_field("region", "region_unknown", "财政区划是 2、4 或 6 位数字。")
    found = []
    if wanted.class_code:
        found.append(demand.c.class_code.startswith(wanted.class_code, autoescape=True))
    if wanted.region:
        found.append(demand.c.region.startswith(wanted.region, autoescape=True))
    if digits := AREAS[wanted.area]:
        found.append(or_(*(demand.c.region.startswith(place.region[:digits], autoescape=True) for place in places)))
    return found


def _page(
    session: Session, name: str, branches: Sequence[Conditions], common: Conditions, cursor: str, limit: int, *, oldest_first: bool = False
) -> tuple[list[DemandView], str]:  # fmt: skip
    """Each branch from its own index in order, merged; and where the list continues."""
    behind = read_cursor(cursor, name, (UUID,))
    if not branches:
        return [], ""
    rest = [] if behind is None else [demand.c.id > behind[0] if oldest_first else demand.c.id < behind[0]]
    order = demand.c.id.asc() if oldest_first else demand.c.id.desc()
    each = [select(demand.c.id).where(*branch, *common, *rest).order_by(order).limit(limit + 1) for branch in branches]
    merged = union_all(*(branch.subquery().select() for branch in each)).subquery()
    whole: Select[Any] = demands().where(demand.c.id.in_(select(merged.c.id))).order_by(order).limit(limit + 1)
    found = [demand_of(row) for row in session.execute(whole)]
    counts = _counts(session, [one.id for one in found])
    views = [DemandView(one, inside=True, matches=counts.get(one.id, 0)) for one in found[:limit]]
    return views, cursor_after(name, (found[limit - 1].id,)) if len(found) > limit else ""


def _counts(session: Session, ids: Sequence[UUID]) -> dict[UUID, int]:
    asked = select(match.c.demand_id, func.count().label("open")).where(and_(match.c.demand_id.in_(ids), match.c.state == OPEN))
    return {row.demand_id: row.open for row in session.execute(asked.group_by(match.c.demand_id))} if ids else {}


def _allowed(seats: Sequence[Seat], one: Demand, account: str) -> tuple[str, ...]:
    def may(operation: str) -> bool:
        return any(reach.covers(one.owner.path) for reach in reaches_of(seats, operation))

    files = may("demand.submit")
    found = {
        "decide": one.state is DemandState.SUBMITTED and may("demand.review") and account != one.submitted_by,
        "end": files and not one.state.ended, "submit": files and one.state is DemandState.RETURNED,
        "reveal_contact": may("contact.reveal"),
    }  # fmt: skip
    return tuple(name for name, allowed in found.items() if allowed)


