"""What was done, by whom, from what to what: records written with each command, sealed into a hash chain behind it.

`record` writes in the command's transaction. The sealer gives each committed record the next place of a chain in
which every digest covers the one before, so no command waits for the chain. `verify` walks it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, text
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.tables import audit, audit_seal

SEAL_LOCK = 0x6775_616E
GENESIS = bytes(32)
BATCH = 1000
LONGEST_TRANSACTION = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One audit record; `before` and `after` are JSON-ready, personal data in them already masked."""

    operation: str
    object_kind: str
    object_id: str
    org_path: str = ""
    before: Mapping[str, Any] | None = None
    after: Mapping[str, Any] | None = None
    article: str = ""


def record(session: Session | Connection, call: Call, entry: Entry) -> None:
    """Write one audit record in the command's own transaction."""
    record_many(session, call, [entry])


def record_many(session: Session | Connection, call: Call, entries: Iterable[Entry]) -> None:
    """Write an audit record for each object of one command, with one statement for them all."""
    rows = [
        {
            "recorded_at": call.at, "actor": call.actor.account, "operation": entry.operation, "object_kind": entry.object_kind,
            "object_id": entry.object_id, "org_path": entry.org_path, "before": entry.before, "after": entry.after,
            "correlation_id": call.correlation_id, "article": entry.article,
        }
        for entry in entries
    ]
    if rows:
        session.execute(insert(audit), rows)


def seal(connection: Connection, limit: int = BATCH) -> int:
    """Seal up to `limit` committed records and return how many; 0 when another sealer holds the chain or nothing is left."""
    if not connection.scalar(select(func.pg_try_advisory_xact_lock(SEAL_LOCK))):
        return 0
    last = connection.execute(select(audit_seal.c.sequence, audit_seal.c.digest).order_by(audit_seal.c.sequence.desc()).limit(1)).first()
    sequence, digest = (last.sequence, last.digest) if last else (0, GENESIS)
    rows = []
    for found in connection.execute(_unsealed(above=_settled(connection)).limit(limit)):
        sequence, digest = sequence + 1, chain(digest, found)
        rows.append({"sequence": sequence, "audit_position": found.position, "digest": digest})
    if rows:
        connection.execute(insert(audit_seal), rows)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk of the chain found: `broken_at` is the first bad place (a chain sequence) and why, or None."""

    sealed: int
    unsealed: int
    broken_at: int | None = None
    reason: str = ""
    head: str = ""

    @property
    def anchor(self) -> str:
        """What to keep elsewhere, `42:9f86d0…`: a later walk past it finds even records cut off at the end; empty for an empty chain."""
        return f"{self.sealed}:{self.head}" if self.sealed else ""


def verify(connection: Connection, since: str = "") -> Verdict:
    """Walk the whole chain in order and compare every digest; stops at the first that does not fit.

    `since` is the anchor of an earlier walk: a chain that does not pass it has been cut off or written anew.
    """
    unsealed = connection.scalar(select(func.count()).select_from(_unsealed().subquery())) or 0
    place, _, head = since.partition(":")
    digest, expected = GENESIS, 0
    for row in _chain_rows(connection):
        expected += 1
        before, digest = digest, digest if row.position is None else _following(digest, row)
        known = head if place == str(expected) else digest.hex()
        if fault := _fault(row, expected, digest, known):
            return Verdict(expected - 1, unsealed, expected, fault, before.hex())
    if place.isdigit() and int(place) > expected:
        return Verdict(expected, unsealed, expected + 1, f"链止于第 {expected} 环，以前校验时已到第 {place} 环，末尾被截去")
    return Verdict(expected, unsealed, head=digest.hex())


def _fault(row: Row[Any], expected: int, digest: bytes, known: str) -> str:
    if row.sequence != expected:
        return "链上缺少一环"
    if row.position is None:
        return "已封存的审计记录不见了"
    if digest != bytes(row.digest):
        return "记录内容与封存时不符"
    return "" if known == digest.hex() else "与以前校验时的链首不符，链被重写"


def chain(previous: bytes, row: Row[Any]) -> bytes:
    """The digest of one record after `previous`: SHA-256 over both, the record by its own SHA-256.

    So a part of the chain can be shown to outsiders with other people's records as digests alone, and still be recomputed.
    """
    return hashlib.sha256(previous + leaf(row)).digest()


def leaf(row: Row[Any]) -> bytes:
    """The digest of one record by itself: SHA-256 over its content as canonical JSON."""
    return hashlib.sha256(canonical(row).encode()).digest()


def canonical(row: Row[Any]) -> str:
    """The content of one record as canonical JSON."""
    content = [
        row.position, row.recorded_at.isoformat(), row.actor, row.operation, row.object_kind, row.object_id, row.org_path,
        row.before, row.after, row.correlation_id, row.article,
    ]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _following(previous: bytes, row: Row[Any]) -> bytes:
    """The digest that a whole chain has here; chains begun before records had digests of their own go on as they are."""
    whole = hashlib.sha256(previous + canonical(row).encode()).digest()
    return whole if whole == bytes(row.digest) else chain(previous, row)


def _unsealed(above: int = 0) -> Any:
    sealed = select(audit_seal.c.sequence).where(audit_seal.c.audit_position == audit.c.position, audit_seal.c.audit_position > above)
    return select(audit).where(audit.c.position > above, ~sealed.exists()).order_by(audit.c.position)


def _settled(connection: Connection) -> int:
    """The position up to which nothing can still commit: sealed so long ago that every transaction of then has ended.

    Positions are given out before the commit, so a lower one may come later. `verify` looks for such ones everywhere.
    """
    long_ago = audit_seal.c.sealed_at < func.now() - LONGEST_TRANSACTION
    found = select(audit_seal.c.audit_position).where(long_ago).order_by(audit_seal.c.sequence.desc()).limit(1)
    return connection.scalar(found) or 0


def _chain_rows(connection: Connection) -> Iterator[Row[Any]]:
    connection.execute(text("SET LOCAL cursor_tuple_fraction = 1.0"))
    joined = select(audit_seal.c.sequence, audit_seal.c.digest, audit).outerjoin(audit, audit.c.position == audit_seal.c.audit_position)
    streamed = connection.execution_options(stream_results=True, yield_per=BATCH).execute(joined.order_by(audit_seal.c.sequence))
    yield from streamed
