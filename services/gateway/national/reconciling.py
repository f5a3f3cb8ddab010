"""Do the platform and we agree on what is offered and demanded? Compared once a day; what differs is told anew, with a report.

What is still on its way differs of course and is left alone, as is what was delivered while the lists were being read. An
offer or demand that only the platform knows is reported to a person: we cannot say what it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from services.gateway.deliveries.domain.delivery import UNFINISHED
from services.gateway.deliveries.tables import delivery
from services.gateway.deliveries.usecases.enqueueing import Wanted, enqueue
from services.gateway.national.listing import KINDS, named
from services.gateway.national.protocol import TARGET, WITHDRAW, Listed, state_in

D = delivery.c


@dataclass(frozen=True, slots=True)
class Difference:
    """One asset or demand on which the two sides differ: `missing`, `outdated`, `not_withdrawn` (all mended) or `unknown_here`."""

    subject: str
    what: str
    ours: str
    theirs: str
    mended: bool

    def line(self) -> dict[str, Any]:
        """As JSON: `asset_no` or `demand_id` says which it is, the other is empty."""
        kind, number = named(self.subject)
        which = {each.number: number if each is kind else "" for each in KINDS}
        return {**which, "what": self.what, "ours": self.ours, "theirs": self.theirs, "mended": self.mended}


@dataclass(frozen=True, slots=True)
class Told:
    """What the platform confirmed last of one asset or demand."""

    subject: str
    kind: str
    body: str
    aggregate: str
    aggregate_id: str
    aggregate_version: int
    owner: str
    settled: bool
    finished_at: datetime

    @property
    def offered(self) -> bool:
        """Whether it should be listed there."""
        return self.kind != WITHDRAW


@dataclass(frozen=True, slots=True)
class Report:
    """What a comparison found."""

    ours: int
    theirs: int
    differences: tuple[Difference, ...]

    @property
    def mended(self) -> int:
        """How many differences were told anew."""
        return sum(each.mended for each in self.differences)

    def lines(self) -> list[dict[str, Any]]:
        """The differences as JSON-ready lines."""
        return [each.line() for each in self.differences]


def reconcile(session: Session, run: UUID, listed: Iterable[Listed], listed_at: datetime, at: datetime) -> Report:
    """Compare with the platform's lists (read from `listed_at` on) and enqueue what mends them; run it again and nothing is told twice."""
    theirs = {each.subject: each for each in listed}
    told = {each.subject: each for each in _told(session)}
    differences = []
    for subject in sorted(told.keys() | theirs.keys()):
        ours = told.get(subject)
        if ours is not None and (not ours.settled or ours.finished_at >= listed_at):
            continue
        what = _difference(ours, theirs.get(subject))
        if what:
            differences.append(Difference(subject, what, ours.kind if ours else "", _state(theirs.get(subject)), mended=ours is not None))
    mends = [_again(told[each.subject], run) for each in differences if each.mended]
    enqueue(session, mends, at)
    offered = sum(each.offered for each in told.values())
    return Report(offered, sum(_state(each) == "published" for each in theirs.values()), tuple(differences))


def _difference(ours: Told | None, theirs: Listed | None) -> str:
    if ours is None:
        return "unknown_here" if _state(theirs) == "published" else ""
    if not ours.offered:
        return "not_withdrawn" if _state(theirs) == "published" else ""
    if theirs is None or _state(theirs) != "published":
        return "missing"
    return "" if theirs.shown == state_in(ours.body, named(ours.subject)[0]) else "outdated"


def _state(item: Listed | None) -> str:
    return item.state if item else ""


def _told(session: Session) -> Iterable[Told]:
    """For each asset and demand the last delivery that was received, and whether nothing is waiting behind it."""
    waiting = select(D.subject).where(D.target == TARGET, D.state.in_(UNFINISHED))
    columns = (D.subject, D.kind, D.body, D.aggregate, D.aggregate_id, D.aggregate_version, D.owner)
    last = select(*columns, D.subject.not_in(waiting), func.coalesce(D.finished_at, D.created_at)).ext(distinct_on(D.subject))
    received = last.where(D.target == TARGET, D.state == "delivered").order_by(D.subject, D.position.desc())
    return [Told(*row) for row in session.execute(received)]


def _again(told: Told, run: UUID) -> Wanted:
    """The same message under a key of this comparison: the platform would answer the old key without looking."""
    return Wanted(
        target=TARGET, subject=told.subject, kind=told.kind, key=f"{run}:{told.subject}", body=told.body, aggregate=told.aggregate,
        aggregate_id=told.aggregate_id, aggregate_version=told.aggregate_version, owner=told.owner, correlation_id=str(run),
    )
