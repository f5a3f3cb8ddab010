"""What one transaction that matches several offers reads once for all of them: the demands alike offers might fit, and their room.

Only one process matches at a time, so nobody else finds matches meanwhile; a demand that is published meanwhile is matched itself
afterwards. What a unit refuses meanwhile is seen where a match is to make way: only what still stands open goes.
"""

from bisect import insort
from collections.abc import Hashable, Iterable, Mapping
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.sharing.domain.demand import Demand
from services.sharing.domain.entry import Entry
from services.sharing.domain.match import OPEN
from services.sharing.match_tables import match
from services.sharing.usecases.candidates import demands_for


class Room:
    """The open matches of a demand, the worst of which makes way for a better one."""

    def __init__(self) -> None:
        self._worst_first: list[tuple[int, UUID]] = []

    def hold(self, points: int, match_id: UUID) -> None:
        """One that stands."""
        insort(self._worst_first, (points, match_id))

    def place(self, points: int, match_id: UUID, most: int) -> list[UUID] | None:
        """Make room for one with so many points: those who go for it, None where it is no better than the worst of the `most`."""
        gone = []
        if len(self._worst_first) >= most:
            if not self._worst_first or self._worst_first[0][0] >= points:
                return None
            gone = [self._worst_first.pop(0)[1]]
        self.hold(points, match_id)
        return gone


class Sitting:
    """What is read once."""

    def __init__(self) -> None:
        self._demands: dict[Hashable, list[Demand]] = {}
        self._rooms: dict[UUID, Room] = {}

    def demands_for(self, session: Session, offer: Entry) -> list[Demand]:
        """The demands the offer might fit, read once for offers of one unit that differ in nothing that the question names."""
        alike = (offer.asset.class_code, offer.terms.mode, offer.owner, offer.shown_to)
        if alike not in self._demands:
            self._demands[alike] = demands_for(session, offer)
        return self._demands[alike]

    def rooms(self, session: Session, demand_ids: Iterable[UUID]) -> Mapping[UUID, Room]:
        """The room of these demands."""
        unknown = set(demand_ids) - self._rooms.keys()
        self._rooms.update({each: Room() for each in unknown})
        if unknown:
            of_these = match.c.demand_id == func.any(list(unknown))
            asked = select(match.c.demand_id, match.c.score, match.c.id).where(of_these, match.c.state == OPEN)
            for demand_id, points, match_id in session.execute(asked).all():
                self._rooms[demand_id].hold(points, match_id)
        return self._rooms

    def forget(self, demand_ids: Iterable[UUID]) -> None:
        """Look at the room of these demands again: they lost matches, or were matched themselves."""
        for each in demand_ids:
            self._rooms.pop(each, None)
