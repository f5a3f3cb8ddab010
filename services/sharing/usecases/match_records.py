"""How matches are committed: rows, one event each, so that both sides hear of them; and how a unit answers one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.permissions import require
from services.contracts.permissions import permissions
from services.sharing.domain import sources
from services.sharing.domain.match import GONE, OPEN, Match, match_not_found
from services.sharing.match_events import match_event
from services.sharing.match_mapping import match_of, match_row
from services.sharing.match_sides import sides_of
from services.sharing.match_tables import match
from services.sharing.tables import unit
from services.sharing.usecases.match_queue import ask_again

CHANGING = ("version", "score", "criteria", "state", "changed_at", "refusal", "refused_by")


def record_matches(session: Session, call: Call, new: Sequence[Match], changed: Sequence[Match]) -> None:
    """Commit matches found, and what became of others; each tells one event."""
    if new:
        session.execute(insert(match), [match_row(one) for one in new])
    if changed:
        rows = [{f"new_{name}": match_row(one)[name] for name in CHANGING} | {"the_id": one.id} for one in changed]
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in CHANGING}
        session.connection().execute(update(match).where(match.c.id == bindparam("the_id")).values(**values), rows)
    both = [*new, *changed]
    if not both:
        return
    sides = sides_of(session, both)
    outbox.append_many(session, [match_event(one, sides[one.id], call) for one in both])


def refuse_match(session: Session, call: Call, match_id: UUID, reason: str) -> Match:
    """The demanding unit does not want it and says why; who may file its demands may say so."""
    row = session.execute(select(match, unit.c.path).join(unit, unit.c.id == match.c.demander_id).where(match.c.id == match_id)
                          .with_for_update(of=match)).first()  # fmt: skip
    if row is None:
        raise match_not_found()
    operation = "demand.submit" if row.demand_id else "purchase.check"
    require(permissions("sharing"), call.actor, operation, row.path, what="匹配")
    refused = match_of(row).refuse(call.actor.account, call.at, reason)
    record_matches(session, call, [], [refused])
    after = {"entry_id": str(refused.entry_id), "state": refused.state, "reason": refused.refusal}
    what = audit.Entry("match.refused", "match", str(match_id), row.path, {"state": OPEN}, after, sources.PURCHASE)
    audit.record(session, call, what)
    if refused.demand_id:
        ask_again(session, [refused.demand_id])
    return refused


def take_match(session: Session, call: Call, demand_id: UUID, entry_id: UUID) -> None:
    """The units agreed about this offer for this demand; nothing where they found each other without a match."""
    mine = (match.c.demand_id == demand_id) & (match.c.entry_id == entry_id) & match.c.state.in_((OPEN, GONE))
    found = [match_of(row).take(call.at) for row in session.execute(select(match).where(mine).with_for_update())]
    record_matches(session, call, [], found)
