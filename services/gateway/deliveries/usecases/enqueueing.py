"""How something to deliver gets into the database: one row, in order per target and subject, once per key."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from services.chassis.ids import new_id


@dataclass(frozen=True, slots=True)
class Wanted:
    """One delivery to make. `key` is the idempotency key, unique per target; `body` is what is signed and sent."""

    target: str
    subject: str
    kind: str
    key: str
    body: str
    aggregate: str
    aggregate_id: str
    aggregate_version: int
    owner: str = ""
    correlation_id: str = ""


_LOCK = text("""
SELECT pg_advisory_xact_lock(hashtextextended(l, 1)) FROM (SELECT DISTINCT unnest(CAST(:lanes AS text[])) AS l ORDER BY 1) AS lanes
""")
_INSERT = text("""
INSERT INTO delivery (
    id, target, subject, kind, key, aggregate, aggregate_id, aggregate_version, body, owner, correlation_id, created_at, next_try_at)
SELECT
    w.id, w.target, w.subject, w.kind, w.key, w.aggregate, w.aggregate_id, w.aggregate_version, w.body, w.owner, w.correlation_id, :at, :at
FROM ROWS FROM (jsonb_to_recordset(CAST(:rows AS jsonb)) AS (
    id uuid, target text, subject text, kind text, key text, aggregate text, aggregate_id text, aggregate_version bigint, body text,
    owner text, correlation_id text)) WITH ORDINALITY AS w(
    id, target, subject, kind, key, aggregate, aggregate_id, aggregate_version, body, owner, correlation_id, number)
ORDER BY w.number
ON CONFLICT (target, key) DO NOTHING RETURNING id
""")


def enqueue(session: Session | Connection, wanted: Iterable[Wanted], at: datetime) -> int:
    """Store deliveries in this order; one whose key the target has already is left out. Returns how many are new.

    The lanes (target and subject) are locked until the commit, so that positions follow commits within each.
    """
    rows = [_row(each) for each in wanted]
    if not rows:
        return 0
    session.execute(_LOCK, {"lanes": [f"{row['target']}\n{row['subject']}" for row in rows]})
    return len(session.execute(_INSERT, {"rows": json.dumps(rows, ensure_ascii=False), "at": at}).all())


def _row(wanted: Wanted) -> Mapping[str, Any]:
    return {"id": str(new_id()), **asdict(wanted)}
