"""When the comparison with the platform runs: once each Beijing day, and when an operator asks; one dispatcher does it.

One that was cut off is taken up again after `PATIENCE`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx2
import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.ids import new_id
from services.gateway.deliveries.tables import reconciliation
from services.gateway.national.protocol import TARGET, Platform, Unlisted
from services.gateway.national.reconciling import Report, reconcile

log = structlog.get_logger(__name__)
BEIJING = ZoneInfo("Asia/Shanghai")
PATIENCE = timedelta(minutes=10)
R = reconciliation.c


class Comparison:
    """Asks the platform for its lists and mends what differs; `client` is kept between runs."""

    def __init__(
        self, sessions: sessionmaker[Session], platform: Platform, clock: Callable[[], datetime], hour: int, seconds: float = 30.0
    ) -> None:
        self._sessions, self._platform, self._clock, self._hour = sessions, platform, clock, hour
        self._client = httpx2.Client(timeout=seconds, trust_env=False)

    def run_due(self) -> int:
        """Do one comparison that is due; 0 when there is none or the platform's list could not be had."""
        now = self._clock()
        with self._sessions.begin() as session:
            plan_daily(session, now, self._hour)
            run = _take(session, now)
        if run is None:
            return 0
        try:
            self.compare(run)
        except Unlisted as why:
            log.warning("comparison put off", reason=str(why))
            return 0
        return 1

    def compare(self, run: UUID) -> Report:
        """Do this comparison now; raises Unlisted."""
        listed_at = self._clock()
        listed = list(self._platform.listed(self._client, listed_at))
        now = self._clock()
        with self._sessions.begin() as session:
            report = reconcile(session, run, listed, listed_at, now)
            values = {"ours": report.ours, "theirs": report.theirs, "mended": report.mended, "report": report.lines()}
            session.execute(update(reconciliation).where(R.id == run).values(finished_at=now, **values))
        log.info("compared with the platform", ours=report.ours, theirs=report.theirs, mended=report.mended)
        return report

    def close(self) -> None:
        """Close the kept connection."""
        self._client.close()


def plan_daily(session: Session, now: datetime, hour: int) -> None:
    """Note that today's comparison is due once its hour has come."""
    local = now.astimezone(BEIJING)
    if local.hour >= hour:
        _ask(session, now, "service:gateway", day=local.date())


def ask(session: Session, now: datetime, account: str) -> UUID:
    """Have a comparison made as soon as possible; returns its id."""
    return _ask(session, now, account, day=None)


def order(session: Session, call: Call) -> UUID:
    """The same as an operator's command, audited."""
    run = ask(session, call.at, call.actor.account)
    audit.record(session, call, audit.Entry("reconciliation.ask", "reconciliation", str(run), after={"target": TARGET}))
    return run


def _ask(session: Session, now: datetime, account: str, day: object) -> UUID:
    run = new_id()
    row = {"id": run, "target": TARGET, "day": day, "asked_by": account, "asked_at": now}
    session.execute(insert(reconciliation).values(**row).on_conflict_do_nothing(index_elements=[R.target, R.day]))
    return run


def _take(session: Session, now: datetime) -> UUID | None:
    waiting = R.finished_at.is_(None) & or_(R.started_at.is_(None), R.started_at < now - PATIENCE)
    run = session.scalar(select(R.id).where(waiting).order_by(R.asked_at).limit(1).with_for_update(skip_locked=True))
    if run is not None:
        session.execute(update(reconciliation).where(R.id == run).values(started_at=now))
    return run
