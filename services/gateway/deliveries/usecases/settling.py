"""What becomes of attempts: delivered, parked, tried again later or given back; receipts and refusals are announced as events.

A batch of outcomes is one transaction. A claim that has lapsed meanwhile settles nothing: its delivery is another's.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, text, update
from sqlalchemy.orm import Session

from services.chassis import outbox
from services.gateway.deliveries import events
from services.gateway.deliveries.domain.backoff import Backoff
from services.gateway.deliveries.domain.breaker import Breaker
from services.gateway.deliveries.domain.delivery import Failure, Outcome, Received, Refusal, Unsent
from services.gateway.deliveries.tables import target
from services.gateway.deliveries.usecases.claiming import Claimed

ANNOUNCED = ("national_platform",)
"""Kinds of targets whose receipts and refusals somebody of ours waits for."""
Dice = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Done:
    """One attempt and what it came to."""

    claimed: Claimed
    outcome: Outcome
    milliseconds: int
    at: datetime


_SETTLE = text("""
UPDATE delivery d SET
    state = s.state, next_try_at = s.next_try_at, claim = NULL, attempts = s.attempts, failures = s.failures,
    last_status = coalesce(s.status, d.last_status), last_error = CASE WHEN s.status IS NULL THEN d.last_error ELSE s.error END,
    receipt_no = s.receipt_no, receipt = s.receipt, finished_at = s.finished_at,
    version = d.version + CASE WHEN t.kind = ANY(:announced) AND s.state IN ('delivered', 'parked') THEN 1 ELSE 0 END
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS s(
    id uuid, claim uuid, state text, next_try_at timestamptz, attempts integer, failures integer, status integer, error text,
    receipt_no text, receipt jsonb, finished_at timestamptz), target t
WHERE d.id = s.id AND d.claim = s.claim AND d.state = 'sending' AND t.id = d.target
RETURNING d.id, d.target, t.kind AS target_kind, d.subject, d.kind, d.key, d.aggregate, d.aggregate_id, d.aggregate_version,
    d.correlation_id, d.attempts, d.version, d.state
""")
_ATTEMPTS = text("""
INSERT INTO attempt (delivery, number, at, milliseconds, outcome, status, reason)
SELECT * FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS a(
    delivery uuid, number integer, at timestamptz, milliseconds integer, outcome text, status integer, reason text)
ON CONFLICT DO NOTHING
""")


def settle(session: Session, done: Sequence[Done], backoff: Backoff, dice: Dice) -> int:
    """Write down what became of these attempts; returns how many still counted."""
    if not done:
        return 0
    rows = json.dumps([_row(each, backoff, dice) for each in done], ensure_ascii=False)
    settled = session.execute(_SETTLE, {"rows": rows, "announced": list(ANNOUNCED)}).all()
    still = {row.id for row in settled}
    attempts = [_attempt(each) for each in done if each.claimed.id in still and not isinstance(each.outcome, Unsent)]
    if attempts:
        session.execute(_ATTEMPTS, {"rows": json.dumps(attempts, ensure_ascii=False)})
    _announce(session, settled, {each.claimed.id: each for each in done})
    _keep_breakers(session, done, dice)
    return len(still)


def _row(done: Done, backoff: Backoff, dice: Dice) -> Mapping[str, Any]:
    claimed, outcome = done.claimed, done.outcome
    row: dict[str, Any] = {
        "id": str(claimed.id), "claim": str(claimed.claim), "state": "pending", "attempts": claimed.number, "failures": 0,
        "receipt_no": "", "status": None, "error": None,
    }
    if isinstance(outcome, Unsent):
        return row | {"next_try_at": done.at.isoformat(), "attempts": claimed.number - 1, "failures": claimed.failures}
    row["status"] = outcome.status
    if isinstance(outcome, Received):
        more = {"state": "delivered", "receipt_no": outcome.receipt_no, "receipt": outcome.receipt or None}
        return row | more | {"finished_at": done.at.isoformat()}
    row["error"], row["failures"] = outcome.reason, claimed.failures + 1
    if isinstance(outcome, Refusal):
        return row | {"state": "parked", "finished_at": done.at.isoformat()}
    wait = backoff.seconds(claimed.failures + 1, dice(), outcome.wait_seconds)
    return row | {"next_try_at": (done.at + timedelta(seconds=wait)).isoformat()}


def _attempt(done: Done) -> Mapping[str, Any]:
    outcome = done.outcome
    word = {Received: "received", Refusal: "refused", Failure: "failed"}[type(outcome)]
    return {
        "delivery": str(done.claimed.id), "number": done.claimed.number, "at": done.claimed.started_at.isoformat(),
        "milliseconds": done.milliseconds, "outcome": word, "status": getattr(outcome, "status", 0),
        "reason": getattr(outcome, "reason", ""),
    }


def _announce(session: Session, settled: Sequence[Row[Any]], done: Mapping[UUID, Done]) -> None:
    told = []
    for row in settled:
        each = done[row.id]
        if row.target_kind in ANNOUNCED and isinstance(each.outcome, Received):
            told.append(events.receipted(row, each.outcome, each.at))
        elif row.target_kind in ANNOUNCED and isinstance(each.outcome, Refusal):
            told.append(events.refused(row, each.outcome, each.at))
    outbox.append_many(session, told)


def _keep_breakers(session: Session, done: Sequence[Done], dice: Dice) -> None:
    """Move each target's breaker by its outcomes; a closed one that heard nothing but good is not even locked."""
    columns = (target.c.id, target.c.failures, target.c.openings, target.c.open_until, target.c.paused_until, target.c.probing_until)
    for name in sorted({each.claimed.target for each in done}):
        mine = [each for each in done if each.claimed.target == name]
        before = _breaker(session.execute(select(*columns).where(target.c.id == name)).one())
        if _after(before, mine, dice) == before:
            continue
        locked = _breaker(session.execute(select(*columns).where(target.c.id == name).with_for_update()).one())
        after = _after(locked, mine, dice)
        session.execute(
            update(target).where(target.c.id == name).values(
                failures=after.failures, openings=after.openings, open_until=after.open_until, paused_until=after.paused_until,
                probing_until=after.probing_until,
            )
        )  # fmt: skip


def _breaker(row: Any) -> Breaker:
    return Breaker(row.failures, row.openings, row.open_until, row.paused_until, row.probing_until)


def _after(breaker: Breaker, done: Sequence[Done], dice: Dice) -> Breaker:
    for each in done:
        breaker = breaker.after(each.outcome, each.at, dice())
    return breaker
