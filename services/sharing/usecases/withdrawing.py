"""How an entry is taken back: withdrawal (退仓申请), and 取消调剂共享 after the reviewer agreed."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.permissions import reaches, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.domain.entry import Entry, Step, not_found
from services.sharing.usecases.loading import locked
from services.sharing.usecases.recording import record


def withdraw(session: Session, call: Call, entry_id: UUID, reason: str) -> Entry:
    """Ask for the entry back, at whatever desk it lies; a decision that comes later finds it gone from there."""
    return _of_handler(session, call, entry_id, lambda entry: entry.withdraw(call.actor.account, call.at, reason))


def cancel_sharing(session: Session, call: Call, entry_id: UUID) -> Entry:
    """取消调剂共享: the card is free; refuses before the withdrawal was agreed."""
    return _of_handler(session, call, entry_id, lambda entry: entry.cancel(call.actor.account, call.at))


def _of_handler(session: Session, call: Call, entry_id: UUID, verb: Callable[[Entry], Step]) -> Entry:
    require_anywhere(permissions("sharing"), call.actor, "entry.submit")
    entry = locked(session, [entry_id]).get(entry_id)
    mine = reaches(permissions("sharing"), call.actor, "entry.submit")
    if entry is None or not any(reach.covers(entry.owner.path) for reach in mine):
        raise not_found()
    step = verb(entry)
    record(session, call, [step])
    return step.entry
