"""What disposal tells others of income, losses and findings; of a secret case (Art. 49) neither what it was nor how much."""

from typing import Any

from services.chassis.actor import Call
from services.chassis.event import Event
from services.chassis.telling import event
from services.contracts.events import disposal as told
from services.contracts.events.payload import Payload
from services.disposal.domain.income import Income, Remittance
from services.disposal.domain.income import State as IncomeState
from services.disposal.domain.loss import Loss, Recovery
from services.disposal.domain.supervision import Finding
from services.disposal.ledger_cases import About


def income_state(one: Income, about: About) -> dict[str, Any]:
    """What every event of income tells of it."""
    amounts = {
        "gross_fen": one.gross_fen, "deductions_fen": one.deductions_fen, "net_fen": one.net_fen, "treasury_fen": one.treasury_fen,
        "remitted_fen": one.remitted_fen,
    }  # fmt: skip
    told_amounts = dict.fromkeys(amounts, 0) if about.secret else amounts
    kind = "" if about.secret else one.kind
    return _about(about) | told_amounts | {"income_id": str(one.id), "kind": kind, "due_on": one.due_on, "state": one.state.value}


def income_event(one: Income, about: About, call: Call, paid: Remittance | None = None) -> Event:
    """Recorded, remitted in part or whole, or overdue."""
    state = income_state(one, about)
    payload: Payload = told.IncomeOverdue(**state) if one.state is IncomeState.OVERDUE else told.IncomeDue(**state)
    if paid:
        state |= {"receipt_no": "", "amount_fen": 0} if about.secret else {"receipt_no": paid.receipt_no, "amount_fen": paid.amount_fen}
        payload = told.IncomeRemitted(**state)
    return event(payload, str(one.id), one.version, call)


def loss_state(one: Loss, about: About) -> dict[str, Any]:
    """What every event of a loss tells of it."""
    open_ = not about.secret
    return _about(about) | {
        "loss_id": str(one.id), "asset_no": one.asset_no if open_ else "", "amount_fen": one.amount_fen if open_ else 0,
        "recovered_fen": one.recovered_fen if open_ else 0, "state": one.state.value,
    }  # fmt: skip


def loss_event(one: Loss, about: About, call: Call, got: Recovery | None = None) -> Event:
    """Registered, or recovered in part or whole."""
    state = loss_state(one, about)
    payload: Payload = told.LossRegistered(**state)
    if got:
        payload = told.LossRecovered(**state | {"kind": got.kind, "recovered": 0 if about.secret else got.amount_fen})
    return event(payload, str(one.id), one.version, call)


def finding_state(one: Finding, about: About) -> dict[str, Any]:
    """What every event of a finding tells of it; its text stays here."""
    return _about(about) | {"finding_id": str(one.id), "kind": one.kind, "article": one.article, "state": one.state.value}


def finding_event(one: Finding, about: About, call: Call) -> Event:
    """Raised, or settled."""
    kind = told.FindingSettled if one.settled_by else told.FindingRaised
    return event(kind(**finding_state(one, about)), str(one.id), one.version, call)


def _about(about: About) -> dict[str, str]:
    return {
        "case_id": str(about.case_id or ""), "case_number": about.number, "unit_id": about.unit_id, "unit_path": about.unit_path,
    }  # fmt: skip
