"""Which cases and drafts a caller may know of: by path in SQL; secret ones by name alone (Art. 49)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.permissions import reaches_of, within
from services.disposal.seats import Seat, forbidden, seats_of
from services.disposal.tables import case, draft, unit

READ, FILE = "case.read", "case.file"


def reading_seats(session: Session, call: Call) -> list[Seat]:
    """The caller's seats; Forbidden for who has nothing to do with disposals."""
    seats = seats_of(session, call)
    if not reaches_of(seats, READ):
        raise forbidden()
    return seats


def case_in_sight(seats: Sequence[Seat], account: str) -> ColumnElement[bool]:
    """The cases that somebody in these seats may read."""
    found = reaches_of(seats, READ)
    return and_(within(unit.c.path, found), named(account)) if found else false()


def named(account: str) -> ColumnElement[bool]:
    """The cases that are not secret, or name the account."""
    return or_(~case.c.secret, case.c.access.contains([account]), case.c.deciders.contains([account]))


def draft_in_sight(seats: Sequence[Seat], account: str) -> ColumnElement[bool]:
    """The drafts that somebody in these seats may read: those of the own unit."""
    found = reaches_of(seats, FILE)
    if not found:
        return false()
    mine = or_(draft.c.access.contains([account]), draft.c.drafted_by == account, draft.c.revised_by == account)
    return and_(within(unit.c.path, found), or_(~draft.c.secret, mine))
