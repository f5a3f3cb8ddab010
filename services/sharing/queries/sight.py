"""Who may see which entries: the unit, the desks and those above by path; everybody else by audience alone (B-073)."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, false, literal_column, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call
from services.chassis.errors import Forbidden
from services.chassis.permissions import reaches, reaches_of, within
from services.contracts.permissions import permissions
from services.sharing.domain.audience import Place, local_audiences, wide_audiences
from services.sharing.domain.entry import Entry
from services.sharing.photo_tables import public_square
from services.sharing.seats import Seat, seats_of
from services.sharing.tables import entry, unit


def places_of(actor: Actor) -> list[Place]:
    """Where the actor looks at the squares from; Forbidden without a post that may."""
    found = [Place(reach.path) for reach in reaches(permissions("sharing"), actor, "square.read")]
    if not found:
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请向安全管理员申请相应岗位。")
    return found


def local_keys(places: Iterable[Place]) -> list[str]:
    """The audiences of the local square to which somebody at these places belongs."""
    return sorted({key for place in places for key in local_audiences(place)})


def wide_keys(places: Iterable[Place]) -> list[str]:
    """The audiences of the transfer and share squares."""
    return sorted({key for place in places for key in wide_audiences(place)})


def inside(seats: Iterable[Seat]) -> ColumnElement[bool]:
    """The entries whose whole file the seats may read, whatever their state."""
    found = reaches_of(seats, "entry.read")
    return within(unit.c.path, found) if found else false()


def is_inside(seats: Iterable[Seat], one: Entry) -> bool:
    """The same for an entry at hand."""
    return any(reach.covers(one.owner.path) for reach in reaches_of(seats, "entry.read"))


def in_sight(session: Session, call: Call) -> tuple[ColumnElement[bool], list[Seat]]:
    """Every entry the caller may know of, and his seats; Forbidden for who has nothing to do with the warehouse."""
    seats = seats_of(session, call)
    places = [Place(reach.path) for reach in reaches_of(seats, "square.read")]
    if not places and not reaches_of(seats, "entry.read"):
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请向安全管理员申请相应岗位。")
    shown = or_(entry.c.local_audience.in_(local_keys(places)), entry.c.wide_audience.in_(wide_keys(places)))
    return or_(inside(seats), shown), seats


def is_public() -> ColumnElement[bool]:
    """An entry that society may see now."""
    return and_(entry.c.region.in_(select(public_square.c.region).where(public_square.c.open)), may_be_public())


def may_be_public() -> ColumnElement[bool]:
    """Published to the province or the nation, or published to be shared; written as the index `ix_entry_public` has it."""
    share = and_(entry.c.mode == literal_column("'share'"), entry.c.local_audience.is_not(None))
    return or_(entry.c.wide_audience.is_not(None), share)
