"""Which events a caller may hear, in order, after a position: the feed for those who would rather ask."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.permissions import Reach, within
from services.gateway.deliveries.domain.hearing import NATION
from services.gateway.deliveries.tables import event

E = event.c
WINDOW = 20_000
"""How many positions one question looks through, so that it ends soon where most is another's."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a caller may hear of one aggregate: where it belongs within `reaches`, or is shown to one of `seats` (organisation ids)."""

    aggregate: str
    reaches: tuple[Reach, ...]
    seats: tuple[str, ...] = ()


def events_after(session: Session, hearings: Sequence[Hearing], after: int, limit: int) -> tuple[list[Mapping[str, Any]], int, bool]:
    """Up to `limit` events behind position `after`; where to go on; and whether there may be more right now."""
    last = session.scalar(select(func.max(E.position))) or 0
    until = min(after + WINDOW, last)
    allowed = [_allowed(each) for each in hearings]
    if not allowed or until <= after:
        return [], max(after, until), until < last
    asked = select(E.position, E.body).where(E.position > after, E.position <= until, or_(*allowed)).order_by(E.position).limit(limit)
    rows = session.execute(asked).all()
    reached = rows[-1].position if len(rows) == limit else until
    return [json.loads(row.body) for row in rows], reached, reached < last


def _allowed(hearing: Hearing) -> ColumnElement[bool]:
    clauses = [within(E.owner, hearing.reaches)]
    if hearing.seats:
        clauses.append(E.audience.overlap([NATION, *hearing.seats]))
    return and_(E.aggregate == hearing.aggregate, or_(*clauses))
