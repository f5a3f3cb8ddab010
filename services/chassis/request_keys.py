"""How a repeated command gets its first answer: idempotency keys, stored in the command's own transaction.

A key holds for `KEPT`; whoever repeats a command later than that makes a new one.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict
from services.chassis.tables import request_key

KEPT = timedelta(days=7)
PRUNE_AT_ONCE = 5000


def once(session: Session, call: Call, operation: str, request: bytes, do: Callable[[], bytes]) -> bytes:
    """Run `do` once per key of this account and return its answer; a repetition gets the stored one.

    The same key with another request is a Conflict (`idempotency_key_reused`). Without a key `do` simply runs.
    """
    if not call.idempotency_key:
        return do()
    account, key = call.actor.account, call.idempotency_key
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"{account}\n{key}", 0))))
    found = answered(session, call, operation, request)
    if found is not None:
        return found
    answer = do()
    session.execute(
        insert(request_key).values(
            account=account, key=key, operation=operation, request_digest=_digest(operation, request), answer=answer, recorded_at=call.at
        )
    )
    return answer


def answered(session: Session, call: Call, operation: str, request: bytes) -> bytes | None:
    """The answer stored under the call's key, None where there is none yet; Conflict where the key served another request."""
    if not call.idempotency_key:
        return None
    mine = (request_key.c.account == call.actor.account) & (request_key.c.key == call.idempotency_key)
    found = session.execute(select(request_key.c.request_digest, request_key.c.answer).where(mine)).first()
    if found is None:
        return None
    if bytes(found.request_digest) != _digest(operation, request):
        raise Conflict("idempotency_key_reused", "这个幂等键已用于另一个请求。", remedy="请为新的请求使用新的 Idempotency-Key。")
    return bytes(found.answer)


def _digest(operation: str, request: bytes) -> bytes:
    return hashlib.sha256(operation.encode() + b"\0" + request).digest()


def prune(session: Session, at: datetime) -> int:
    """Delete up to `PRUNE_AT_ONCE` keys that are older than `KEPT` and return how many."""
    old = select(request_key.c.account, request_key.c.key).where(request_key.c.recorded_at < at - KEPT).limit(PRUNE_AT_ONCE)
    chosen = old.subquery()
    mine = (request_key.c.account == chosen.c.account) & (request_key.c.key == chosen.c.key)
    gone = session.execute(delete(request_key).where(mine).returning(request_key.c.key))
    return len(gone.all())
