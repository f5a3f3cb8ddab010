"""At whose desks a caller may sit besides his own: what a deputyship in force adds to his menu (审批中心, 调剂数据报送)."""

import time

from services.chassis.errors import ServiceError
from services.contracts.rpc.sharing.v1.deputies_pb2 import ListSeatsRequest
from services.gateway.caller import SignedIn

REMEMBERED_SECONDS = 5.0
"""How long an answer serves: as late does a new deputy see his desk, and one whose time is over no longer."""
PATIENCE_SECONDS = 2.0
MOST = 10_000


class StandIns:
    """Remembers for a moment in which roles accounts stand in for others, so that a menu costs no question each time."""

    def __init__(self, seconds: float = REMEMBERED_SECONDS) -> None:
        self._seconds = seconds
        self._known: dict[str, tuple[float, frozenset[str]]] = {}

    def roles_of(self, caller: SignedIn) -> frozenset[str]:
        """The roles in which the caller stands in now; none while sharing does not answer."""
        until, roles = self._known.get(caller.account, (0.0, frozenset[str]()))
        if until > time.monotonic():
            return roles
        roles = _asked(caller)
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[caller.account] = (time.monotonic() + self._seconds, roles)
        return roles


def _asked(caller: SignedIn) -> frozenset[str]:
    try:
        answer = caller.ask(caller.services.sharing.deputies.ListSeats, ListSeatsRequest(), PATIENCE_SECONDS)
    except ServiceError:
        return frozenset()
    return frozenset(seat.role for seat in answer.seats)
