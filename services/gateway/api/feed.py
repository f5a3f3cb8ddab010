"""Route: the events feed for systems that would rather ask than be told."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query

from services.chassis.errors import Forbidden
from services.gateway.api.models.deliveries import Feed, FeedQuery
from services.gateway.caller import API_SECURITY
from services.gateway.deliveries.domain.feed import OPERATIONS, SHOWN
from services.gateway.deliveries.domain.hearing import circles_around
from services.gateway.deliveries.queries.feed import Hearing, events_after
from services.gateway.own import Own, OwnDesk

router = APIRouter(tags=["feed"], dependencies=API_SECURITY)


@router.get("/events")
def list_events(own: Own, query: Annotated[FeedQuery, Query()]) -> Feed:
    """Events behind a position, of what the caller may see, in the order in which they were heard; `next_after` is where to go on.

    Of another unit's offer one hears what a square shows, and one `sharing.entry.withdrawn.v1` when it ended for the caller.
    Of an agreement, a booking or a match both units hear, and those above either of them.
    """
    hearings = list(_hearings(own))
    if not hearings:
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请向安全管理员申请相应岗位。")
    with own.read() as session:
        items, reached, more = events_after(session, hearings, query.after, query.limit)
    return Feed(items=[dict(each) for each in items], next_after=reached, more=more)


def _hearings(own: OwnDesk) -> Iterator[Hearing]:
    for aggregate, (service, operation) in OPERATIONS.items():
        within = own.reaches(service, operation)
        circles: set[str] = set()
        if aggregate in SHOWN:
            reached = own.reaches(*SHOWN[aggregate])
            circles = {circle for reach in reached for circle in circles_around(reach.path, below_too=reach.scope != "own")}
        if within or circles:
            yield Hearing(aggregate, within, tuple(sorted(circles)))
