"""Which events a caller may hear, in order, after a position: the feed for those who would rather ask."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.event import parse
from services.chassis.permissions import Reach, within
from services.gateway.deliveries.domain.outside import heard_outside
from services.gateway.deliveries.tables import event

E = event.c
WINDOW = 20_000
"""How many positions one question looks through, so that it ends soon where most is another's."""


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a caller may hear of one aggregate: all where it belongs within `reaches`, and what is shown to one of `circles`."""

    aggregate: str
    reaches: tuple[Reach, ...]
    circles: tuple[str, ...] = ()


def events_after(session: Session, hearings: Sequence[Hearing], after: int, limit: int) -> tuple[list[Mapping[str, Any]], int, bool]:
    """Up to `limit` events behind position `after`; where to go on; and whether there may be more right now."""
    last = session.scalar(select(func.max(E.position))) or 0
    until = min(after + WINDOW, last)
    if not hearings or until <= after:
        return [], max(after, until), until < last
    inside = or_(*(and_(E.aggregate == each.aggregate, within(E.owner, each.reaches)) for each in hearings))
    asked = select(E.position, E.body, inside.label("inside")).where(E.position > after, E.position <= until)
    rows = session.execute(asked.where(or_(inside, *_shown(hearings))).order_by(E.position).limit(limit)).all()
    reached = rows[-1].position if len(rows) == limit else until
    circles = {circle for each in hearings for circle in each.circles}
    return [told for row in rows if (told := _told(row, circles))], reached, reached < last


def _shown(hearings: Sequence[Hearing]) -> list[ColumnElement[bool]]:
    return [and_(E.aggregate == each.aggregate, E.audience.overlap(list(each.circles))) for each in hearings if each.circles]


def _told(row: Any, circles: Collection[str]) -> Mapping[str, Any] | None:
    """The event whole for those inside; for others as they may hear it."""
    if row.inside:
        return cast("Mapping[str, Any]", json.loads(row.body))
    heard = heard_outside(parse(row.body.encode()), circles)
    return cast("Mapping[str, Any]", json.loads(heard.to_json())) if heard else None
