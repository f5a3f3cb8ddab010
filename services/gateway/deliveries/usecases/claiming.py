"""Which deliveries a dispatcher takes now: due, first of their subject, of a target that may be spoken to.

Several dispatchers claim at once (SKIP LOCKED). A claim lapses with its lease; then another takes the delivery, and the
target tells by the idempotency key that it has it already.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from services.gateway.deliveries.domain.breaker import Breaker, Passage

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Target:
    """A target with something due."""

    id: str
    kind: str
    url: str
    secret: str
    breaker: Breaker


@dataclass(frozen=True, slots=True)
class Claimed:
    """One delivery in the hands of one dispatcher."""

    id: UUID
    claim: UUID
    target: str
    subject: str
    kind: str
    key: str
    body: str
    number: int
    failures: int
    started_at: datetime


_UNFINISHED = "('pending', 'sending', 'parked')"
_AS_CLAIMS_NEED = text("""
SELECT set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true),
    set_config('synchronous_commit', 'off', true)
""")
_DUE_TARGETS = text("""
SELECT t.id, t.kind, t.url, t.secret, t.failures, t.openings, t.open_until, t.paused_until, t.probing_until FROM target t
WHERE t.active AND EXISTS (
    SELECT FROM delivery d WHERE d.target = t.id AND d.state IN ('pending', 'sending') AND d.next_try_at <= :now)
ORDER BY t.id
""")
_PROBE = text("""
UPDATE target SET probing_until = :until WHERE id = :target AND (probing_until IS NULL OR probing_until <= :now) RETURNING id
""")
_CLAIM = text(f"""
WITH due AS (
    SELECT d.id, d.state AS was FROM delivery d
    WHERE d.target = :target AND d.state IN ('pending', 'sending') AND d.next_try_at <= :now
      AND d.position = (SELECT e.position FROM delivery e WHERE e.target = d.target AND e.subject = d.subject AND e.state IN {_UNFINISHED}
                        ORDER BY e.target, e.subject, e.position LIMIT 1)
    ORDER BY d.next_try_at, d.position LIMIT :limit FOR UPDATE OF d SKIP LOCKED)
UPDATE delivery d SET state = 'sending', claim = :claim, next_try_at = :until, attempts = d.attempts + 1
FROM due WHERE d.id = due.id
RETURNING d.id, d.claim, d.target, d.subject, d.kind, d.key, d.body, d.attempts AS number, d.failures, due.was
""")  # noqa: S608  # constants only
_INTERRUPTED = text("""
INSERT INTO attempt (delivery, number, at, outcome, status, reason)
SELECT i, n, :now, 'interrupted', 0, '发送进程中断，结果不明' FROM unnest(CAST(:ids AS uuid[]), CAST(:numbers AS integer[])) AS l(i, n)
ON CONFLICT DO NOTHING
""")


def due_targets(session: Session, now: datetime) -> list[Target]:
    """Active targets for which something is due, whatever their breaker says; the first question of a transaction that claims.

    The transaction walks the index of what is due, however few rows the planner expects: a seldom analysed queue would
    otherwise be read whole for each claim. Its commit needs no flush: a claim that a crash loses was none.
    """
    session.execute(_AS_CLAIMS_NEED)
    return [_target(row) for row in session.execute(_DUE_TARGETS, {"now": now}).mappings()]


def claim(session: Session, target: Target, now: datetime, limit: int) -> list[Claimed]:
    """Take up to `limit` deliveries of this target for `LEASE`; one alone as a probe while its breaker is half open."""
    passage = target.breaker.passage(now)
    if passage is Passage.NONE or limit <= 0:
        return []
    until = now + LEASE
    if passage is Passage.ONE:
        limit = 1
        if session.execute(_PROBE, {"target": target.id, "now": now, "until": until}).first() is None:
            return []
    parameters = {"target": target.id, "now": now, "until": until, "limit": limit, "claim": uuid4()}
    rows = session.execute(_CLAIM, parameters).mappings().all()
    _note_interrupted(session, rows, now)
    ordered = sorted(rows, key=lambda row: row["id"])
    return [Claimed(**{name: row[name] for name in row if name != "was"}, started_at=now) for row in ordered]


def _note_interrupted(session: Session, rows: Sequence[RowMapping], now: datetime) -> None:
    lost = [row for row in rows if row["was"] == "sending"]
    if lost:
        numbers = [row["number"] - 1 for row in lost]
        session.execute(_INTERRUPTED, {"ids": [row["id"] for row in lost], "numbers": numbers, "now": now})


def _target(row: RowMapping) -> Target:
    breaker = Breaker(row["failures"], row["openings"], row["open_until"], row["paused_until"], row["probing_until"])
    return Target(row["id"], row["kind"], row["url"], row["secret"], breaker)
