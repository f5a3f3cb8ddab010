"""How due deliveries leave, many at once: one thread talks to the database, a pool of threads to the targets.

Claims are small, outcomes are settled in batches. On stop nothing new is claimed, what is claimed and not begun goes back
untried, what is under way ends first. A kill at any moment leaves claims that lapse; the same key goes out again.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Thread

import structlog
from prometheus_client import Counter as Metric
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from services.gateway.deliveries.domain.backoff import Backoff
from services.gateway.deliveries.domain.breaker import THRESHOLD
from services.gateway.deliveries.domain.delivery import Failure, Outcome, Unsent
from services.gateway.deliveries.sending import Clock, Courier
from services.gateway.deliveries.usecases.claiming import LEASE, Claimed, Target, claim, due_targets
from services.gateway.deliveries.usecases.settling import Done, settle

log = structlog.get_logger(__name__)
ATTEMPTS = Metric("guanzi_delivery_attempts", "Attempts to deliver", ["target_kind", "outcome"])
POLL_SECONDS = 0.5
GATHER_SECONDS = 0.01
BATCH = 100
AHEAD = 4
WORST_ATTEMPTS = 2.5
"""An attempt may take twice the courier's seconds; it does not begin where its claim might lapse before that."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many attempts at once, how many of them to one target, how soon again, how long one may take (seconds)."""

    threads: int = 16
    per_target: int = 12
    backoff: Backoff = field(default_factory=Backoff)
    seconds: float = 10.0


class Health:
    """What this process has just seen of its targets: so that what is claimed already does not run against a door that has closed.

    The breaker in the database decides what is claimed; this one bridges the moment until it knows.
    """

    def __init__(self) -> None:
        self._failures: Counter[str] = Counter()
        self._shut: dict[str, float] = {}

    def hear(self, target: str, outcome: Outcome) -> None:
        """Take note of one attempt."""
        if not isinstance(outcome, Failure):
            self._failures[target] = 0
            return
        self._failures[target] += 1
        if outcome.wait_seconds is not None or self._failures[target] >= THRESHOLD:
            self._shut[target] = time.monotonic()

    def shut_since(self, target: str, moment: float) -> bool:
        """Whether the door closed after this moment (of the monotonic clock)."""
        return self._shut.get(target, 0.0) > moment


class Dispatch:
    """Runs until stopped, in a thread of its own."""

    def __init__(
        self, sessions: sessionmaker[Session], courier: Courier, clock: Clock, pace: Pace, dice: Callable[[], float] = random.random
    ) -> None:
        self._sessions, self._courier, self._clock, self._pace, self._dice = sessions, courier, clock, pace, dice
        self._stop, self._done = Flag(), SimpleQueue[Done]()
        self._under_way: Counter[str] = Counter()
        self._unsettled: list[Done] = []
        self._health = Health()
        self._pool = ThreadPoolExecutor(pace.threads, thread_name_prefix="courier")
        self._thread = Thread(target=self._run, name="dispatch", daemon=True)

    def start(self) -> None:
        """Run in a thread."""
        self._thread.start()

    def stop(self, timeout: float = 30.0) -> None:
        """Claim nothing more, end what is under way, give the rest back; waits at most `timeout` seconds."""
        self._stop.set()
        self._thread.join(timeout)

    def alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set() or self._under_way.total() or self._unsettled:
            try:
                worked = self.turn()
            except SQLAlchemyError as error:
                log.warning("dispatch interrupted", error=type(error).__name__)
                time.sleep(POLL_SECONDS)
                continue
            if not worked:
                self._stop.wait(POLL_SECONDS)
        self._pool.shutdown()

    def turn(self) -> bool:
        """Claim what there is room for, settle what has ended; False when there was neither."""
        claimed = 0 if self._stop.is_set() else self._claim()
        self._gather()
        settled = len(self._unsettled)
        if settled:
            with self._sessions.begin() as session:
                settle(session, self._unsettled, self._pace.backoff, self._dice)
            self._unsettled = []
        return bool(claimed or settled or self._under_way.total())

    def _claim(self) -> int:
        """Claim up to `AHEAD` times as many as there are threads, so that none waits for the database."""
        room = AHEAD * self._pace.threads - self._under_way.total()
        if room < self._pace.threads:
            return 0
        taken: list[tuple[Target, list[Claimed]]] = []
        with self._sessions.begin() as session:
            now = self._clock()
            for target in due_targets(session, now):
                limit = min(room, AHEAD * self._pace.per_target - self._under_way[target.id])
                if limit > 0 and self._courier.knows(target.kind):
                    taken.append((target, claim(session, target, now, limit)))
                    room -= len(taken[-1][1])
        began = time.monotonic()
        for target, claims in taken:
            self._under_way[target.id] += len(claims)
            for each in claims:
                self._pool.submit(self._carry, target, each, began)
        return sum(len(claims) for _, claims in taken)

    def _carry(self, target: Target, claimed: Claimed, began: float) -> None:
        started = time.monotonic()
        lapsing = started - began > LEASE.total_seconds() - WORST_ATTEMPTS * self._pace.seconds
        if lapsing or self._stop.is_set() or self._health.shut_since(target.id, began):
            self._done.put(Done(claimed, Unsent(), 0, self._clock()))
            return
        try:
            outcome = self._courier.attempt(target, claimed)
        except Exception:  # a defect of ours must not keep the delivery's thread: its claim lapses and it is tried again
            log.exception("defect", delivery=str(claimed.id))
            outcome = Unsent()
        self._health.hear(target.id, outcome)
        ATTEMPTS.labels(target.kind, type(outcome).__name__.lower()).inc()
        self._done.put(Done(claimed, outcome, round((time.monotonic() - started) * 1000), self._clock()))

    def _gather(self) -> None:
        """Wait for an outcome where attempts are under way, then take what follows closely."""
        timeout = POLL_SECONDS if self._under_way.total() else 0.0
        deadline = time.monotonic() + GATHER_SECONDS
        while self._under_way.total() and len(self._unsettled) < BATCH:
            try:
                done = self._done.get(timeout=timeout) if timeout > 0 else self._done.get_nowait()
            except Empty:
                return
            self._under_way[done.claimed.target] -= 1
            self._unsettled.append(done)
            timeout = deadline - time.monotonic()
