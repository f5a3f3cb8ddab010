"""When is there something to report, and what? One report at a time, each written down before it is sent."""

import time
from dataclasses import dataclass

from services.labels.station import SOFTWARE, content, reports
from services.labels.station.enrolment import Enrolment
from services.labels.station.hand import Hand
from services.labels.station.journal import Journal
from services.labels.station.ledger import Ended
from services.labels.station.printing import Printing

AT_ONCE = 20
DELAY = 0.2
HEARTBEAT = 30.0


@dataclass
class Reporting:
    """Used by the broker's thread alone. While `greeting`, everything of the session before is told first; then comes the hello."""

    enrolment: Enrolment
    journal: Journal
    hand: Hand
    printing: Printing
    greeting: bool = True
    _told_troubles: frozenset[str] | None = None
    _told_begun: frozenset[str] = frozenset()
    _told_at: float = 0.0
    _news_since: float | None = None

    def due(self) -> tuple[int, str] | None:
        """The next report to send, with its version: one that is not confirmed yet, or a new one."""
        _, _, waiting = self.journal.snapshot()
        if waiting:
            return next(iter(waiting.items()))
        if self.greeting:
            return self._greeting()
        ended, begun, _ = self.journal.snapshot()
        troubles = self.printing.troubles
        fresh = tuple(name for name in begun if name not in self._told_begun)
        if not self._is_time(ended, fresh, troubles):
            return None
        self._told_begun = frozenset(begun)
        self._told_troubles, self._told_at, self._news_since = troubles, time.monotonic(), None
        return self._write(reports.Report(self.journal.ledger.session, troubles=troubles, sent=fresh, ended=_first(ended)))

    def pause(self) -> float:
        """How long to wait before `due` should be asked again, in seconds."""
        return DELAY / 2 if self.greeting or self._news_since is not None else 1.0

    def _is_time(self, ended: dict[str, Ended], fresh: tuple[str, ...], troubles: frozenset[str] | None) -> bool:
        now = time.monotonic()
        if troubles != self._told_troubles or now - self._told_at > HEARTBEAT:
            return True
        if not ended and not fresh:
            self._news_since = None
            return False
        if self._news_since is None:
            self._news_since = now
        return len(ended) >= AT_ONCE or (self.hand.idle and bool(ended)) or now - self._news_since > DELAY

    def _greeting(self) -> tuple[int, str] | None:
        """What is left of the session before, in its name; then the hello of the new one."""
        if self.hand.busy:
            return None
        ended, _, _ = self.journal.snapshot()
        if ended:
            return self._write(reports.Report(self.journal.ledger.session, ended=_first(ended)))
        session = self.journal.new_session()
        self.greeting, self._told_at, self._told_troubles = False, time.monotonic(), None
        return self._write(reports.Report(session, hello={"software": SOFTWARE, "font": content.font()}))

    def _write(self, report: reports.Report) -> tuple[int, str]:
        version = self.journal.ledger.version + 1
        body = reports.body(report, self.enrolment, version)
        self.journal.report(version, body, dict(report.ended or {}))
        return version, body


def _first(ended: dict[str, Ended]) -> dict[str, Ended]:
    return dict(list(ended.items())[:AT_ONCE])
