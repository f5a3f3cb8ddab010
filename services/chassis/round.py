"""Which event of a batch may be sent next, and what became of each: the window of unconfirmed messages.

Of each aggregate at most one event is under way, so one that fails never lets a later version pass.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from services.chassis.outbox_rows import Waiting

WINDOW = 500
ROUTED, UNROUTED, UNROUTABLE, REFUSED = "routed", "unrouted", "unroutable", "refused"


class Round:
    """One batch from the outbox on its way.

    An event that reached no queue is `unrouted` and done where nobody follows its aggregate and it has no addressee, else
    `unroutable`; that and `refused` (a negative confirm) hold the aggregate's later events back.
    """

    def __init__(self, events: Sequence[Waiting], followed: Callable[[str], bool], before_each: Callable[[], None]) -> None:
        self._followed, self._before_each = followed, before_each
        self._queues: dict[tuple[str, str], deque[Waiting]] = {}
        for event in events:
            self._queues.setdefault((event.aggregate, event.subject), deque()).append(event)
        self._ready = deque(self._queues)
        self._under_way: dict[int, Waiting] = {}
        self._came_back: set[str] = set()
        self._outcomes: dict[str, list[Waiting]] = {}
        self.settled = 0
        self.untaken = 0

    @property
    def done(self) -> bool:
        """Whether nothing is under way and nothing may be sent any more."""
        return not self._under_way and not self._ready

    def next_events(self) -> Iterator[Waiting]:
        """The events that may be sent now, until the window is full; each must be followed by `sent`."""
        while self._ready and len(self._under_way) < WINDOW:
            self._before_each()
            yield self._queues[self._ready.popleft()].popleft()

    def sent(self, tag: int, event: Waiting) -> None:
        """The event left under this delivery tag."""
        self._under_way[tag] = event

    def returned(self, message_id: str) -> None:
        """The broker found no queue for it; its confirm follows."""
        self._came_back.add(message_id)

    def confirmed(self, tag: int, *, multiple: bool, ack: bool) -> None:
        """The broker is done with the tag (`multiple`: with all up to it), for good (`ack`) or for bad."""
        for done in list(takewhile(lambda each: each <= tag, self._under_way)) if multiple else (tag,):
            event = self._under_way.pop(done, None)
            if event is not None:
                self._settle(event, self._outcome(event, ack=ack))

    def take(self) -> dict[str, list[Waiting]]:
        """Hand over what was settled since the last time, by outcome."""
        taken, self._outcomes, self.untaken = self._outcomes, {}, 0
        return taken

    def _outcome(self, event: Waiting, *, ack: bool) -> str:
        if not ack:
            return REFUSED
        if str(event.event_id) not in self._came_back:
            return ROUTED
        return UNROUTABLE if event.addressee or self._followed(event.aggregate) else UNROUTED

    def _settle(self, event: Waiting, outcome: str) -> None:
        self._outcomes.setdefault(outcome, []).append(event)
        self.settled += 1
        self.untaken += 1
        queue = self._queues[event.aggregate, event.subject]
        if outcome in {UNROUTABLE, REFUSED}:
            queue.clear()
        if queue:
            self._ready.append((event.aggregate, event.subject))
