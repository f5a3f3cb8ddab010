"""One entry as its page shows it, and its contact in full."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.sharing.domain.entry import Entry, not_found
from services.sharing.domain.states import DECIDING, State
from services.sharing.mapping import entries, entry_of
from services.sharing.queries.photos import photo_ids_of
from services.sharing.queries.sight import in_sight, is_inside
from services.sharing.seats import Seat
from services.sharing.tables import entry, entry_history


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry; its history and inner matters only for unit, desks and those above (`inside`)."""

    entry: Entry
    inside: bool
    history: list[Any]
    allowed: tuple[str, ...]
    photo_ids: Sequence[str] = ()


def get_entry(session: Session, call: Call, entry_id: UUID) -> EntryView:
    """The entry; NotFound where it does not exist or is not shown to the caller."""
    seen, seats = in_sight(session, call)
    row = session.execute(entries().where(entry.c.id == entry_id, seen)).first()
    if row is None:
        raise not_found()
    one = entry_of(row)
    within_file = is_inside(seats, one)
    history, photo_ids = _history(session, entry_id) if within_file else [], photo_ids_of(session, [one]).get(one.id, ())
    return EntryView(one, within_file, history, _allowed(seats, one, call.actor.account), photo_ids)


def _history(session: Session, entry_id: UUID) -> list[Any]:
    asked = select(entry_history).where(entry_history.c.entry_id == entry_id)
    return list(session.execute(asked.order_by(entry_history.c.version)))


def _allowed(seats: list[Seat], one: Entry, account: str) -> tuple[str, ...]:
    def may(operation: str) -> bool:
        return any(reach.covers(one.owner.path) for seat in seats if (reach := seat.reach(operation)))

    asked_by = one.withdrawn_by if one.state is State.WITHDRAWAL_REVIEW else None
    desk = one.state.desk
    decides = desk in DECIDING and desk and may(desk.permission) and account not in (one.submitted_by, asked_by)
    handler = may("entry.submit")
    going_out = one.state in (State.WITHDRAWAL_REVIEW, State.WITHDRAWN, State.TAKEN) or one.state.ended
    found = {
        "decide": decides, "withdraw": handler and not going_out, "cancel": handler and one.state is State.WITHDRAWN,
        "submit_again": handler and one.state is State.RETURNED, "reveal_contact": may("contact.reveal"),
    }  # fmt: skip
    return tuple(name for name, allowed in found.items() if allowed)
