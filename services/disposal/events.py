"""What disposal tells others of its cases: a step becomes a public event; of a secret case nothing of what is disposed of."""

from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import disposal as told
from services.contracts.events.payload import Payload
from services.contracts.events.reservation import (
    DisposalReservationConfirmed,
    DisposalReservationFulfilled,
    DisposalReservationReleased,
)
from services.disposal.domain.carrying_out import REPLY
from services.disposal.domain.case import Case, CaseStep
from services.disposal.domain.working_days import beijing_day

MOST_ASSETS = 200
"""Of a longer list the event tells the first, and how many there are."""
_TYPES: dict[str, type[told.CaseStands]] = {
    "filed": told.CaseFiled,
    "decided": told.CaseDecided,
    "raised": told.CaseRaised,
    "withdrawn": told.CaseWithdrawn,
    "redeployed": told.CaseRedeployed,
    "revised": told.CaseRevised,
    "lapsed": told.CaseLapsed,
    "terminated": told.CaseTerminated,
    "recorded": told.CaseRecorded,
    "execution_begun": told.CaseExecutionBegun,
    "executed": told.CaseExecuted,
    "emergency_ended": told.CaseEmergencyEnded,
    "replied": told.CaseReplied,
    "settled": told.CaseSettled,
    "booked": told.CaseBooked,
    "closed": told.CaseClosed,
    "unit_moved": told.CaseUnitMoved,
}


def state_of(case: Case) -> dict[str, Any]:
    """What every event of a case tells of it; of a secret case (Art. 49) neither assets nor value nor reasons."""
    open_ = not case.secret
    return {
        "case_id": str(case.id), "number": case.number, "state": case.state.value, "method": case.method, "unit_id": case.unit.id,
        "budget_code": case.unit.budget_code, "unit_name": case.unit.name, "unit_path": case.unit.path, "region": case.unit.region,
        "policy": case.ruling.policy, "final_authority": case.ruling.final_authority.value, "secret": case.secret,
        "emergency": case.emergency, "original_value_fen": case.original_value_fen if open_ else 0,
        "assets": [_asset(case, number) for number in range(min(len(case.assets), MOST_ASSETS))] if open_ else [],
        "asset_count": len(case.assets) if open_ else 0, "articles": list(case.ruling.articles), "reason": case.reason if open_ else "",
        "approved_at": case.approved_at, "valid_until": case.valid_until, "reply_no": case.reply_no, "executed_on": case.executed_on,
    }  # fmt: skip


def step_events(step: CaseStep, call: Call) -> list[Event]:
    """The public event of a step, and of the reservation that begins or ends with it."""
    case = step.case
    happened = [event(_TYPES[step.operation](**state_of(case), **_more(step)), str(case.id), case.version, call)]
    if step.reservation:
        happened.append(_reservation(step, call))
    return happened


def reference_version(kind: str) -> int:
    """A reservation begins with its first version and ends with its second."""
    return 1 if kind == "confirmed" else 2


def _more(step: CaseStep) -> dict[str, Any]:
    match step.operation:
        case "decided" if step.decided and step.decided.decision:
            return {"step": step.decided.step.value, "decision": step.decided.decision.value}
        case "raised":
            return {"batch_fen": 0 if step.case.secret else step.batch_fen}
        case "emergency_ended":
            return {"post_approval_due_on": step.case.post_approval_due_on}
        case "booked":
            return {"booking_no": step.case.booking_no}
    return {}


def _reservation(step: CaseStep, call: Call) -> Event:
    case, numbers = step.case, [card.asset_no for card in step.case.assets]
    payload: Payload
    match step.reservation:
        case "confirmed":
            payload = DisposalReservationConfirmed(reference=step.reference, asset_nos=numbers)
        case "released":
            before = step.before or case
            payload = DisposalReservationReleased(reference=step.reference, asset_nos=[card.asset_no for card in before.assets])
        case _:
            payload = DisposalReservationFulfilled(
                reference=step.reference, asset_nos=numbers, outcome="move" if case.moves else "write_off",
                to_unit_id=case.receiving_unit if case.moves else "", method=case.method, case_number=case.number,
                reply_no=case.reply_no, article=REPLY, on=beijing_day(call.at),
            )  # fmt: skip
    return event(payload, step.reference, reference_version(step.reservation), call)


def _asset(case: Case, number: int) -> dict[str, Any]:
    card, outcomes = case.assets[number], case.outcomes or {}
    return {
        "asset_no": card.asset_no, "asset_version": card.version, "name": card.name, "class_code": card.class_code, "kind": card.kind,
        "quantity": card.quantity, "original_value_fen": card.original_value_fen, "net_value_fen": card.net_value_fen,
        "outcome": outcomes.get(card.asset_no, "pending"),
    }  # fmt: skip
