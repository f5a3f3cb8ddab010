"""How agreements follow what others tell: their case of disposal (B-058), and the card that moved, or went another way."""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.contracts.events.disposal import CaseStands
from services.sharing.agreement_tables import agreement
from services.sharing.domain.agreement import Agreement, AgreementState, AgreementStep
from services.sharing.domain.entry import Entry, Step
from services.sharing.domain.handover import TransferMode, fall_through, transfer
from services.sharing.domain.states import State
from services.sharing.tables import entry
from services.sharing.usecases.agreement_records import chosen_agreements, record_agreements
from services.sharing.usecases.demands import satisfied
from services.sharing.usecases.loading import chosen
from services.sharing.usecases.recording import record

CONCLUDED = agreement.c.state == AgreementState.CONCLUDED.value
CAME_TO_NOTHING = {
    "refused": "不予批准", "withdrawn": "已撤回", "redeployed": "改为先行调剂使用", "lapsed": "审批结果已过有效期", "for_record": "已终止",
    "recorded": "已终止",
}  # fmt: skip
METHOD = "free_transfer"


def follow_case(session: Session, call: Call, told: CaseStands) -> None:
    """Note the case of an agreement once it is filed; a case that comes to nothing lets the agreement fail."""
    if told.state in CAME_TO_NOTHING:
        reason = f"处置单 {told.number} {CAME_TO_NOTHING[told.state]}" + (f"：{told.reason}" if told.reason else "")
        _each(session, call, agreement.c.case_id == told.case_id, lambda one: one.fail(call.at, reason[:500]))
    elif told.method == METHOD:
        numbers = [one.asset_no for one in told.assets if one.outcome == "pending"]
        mine = and_(agreement.c.supplier_id == told.unit_id, agreement.c.asset_no.in_(numbers))
        _each(session, call, mine, lambda one: one.filed(call.at, told.case_id, told.number))


def went(session: Session, call: Call, one: Entry, unit_id: str, why: str) -> Step | None:
    """What a card that may not stay means for its entry, if that waits for a transfer: done where the card is with the receiver.

    None where nothing was agreed, or the asset went another way: the agreement fails, and the entry leaves as any other.
    """
    if one.state is not State.TAKEN:
        return None
    standing = chosen_agreements(session, and_(agreement.c.entry_id == one.id, CONCLUDED))
    arrived = [each for each in standing if each.receiver.id == unit_id]
    steps = [each.finish(call.at) if each in arrived else each.fail(call.at, why) for each in standing]
    record_agreements(session, call, _real(steps))
    if not arrived:
        return None
    for each in arrived:
        if each.demand_id:
            satisfied(session, call, UUID(each.demand_id), one.id, one.asset.quantity)
    return transfer(one, call.actor.account, call.at, TransferMode.FREE_TRANSFER, arrived[0].receiver.name)


def _each(session: Session, call: Call, which: ColumnElement[bool], verb: Callable[[Agreement], AgreementStep | None]) -> None:
    """Their entries are locked before them, as everywhere."""
    ids = session.scalars(select(agreement.c.entry_id).where(which, CONCLUDED)).all()
    entries = {one.id: one for one in chosen(session, entry.c.id.in_(ids))} if ids else {}
    steps = _real([verb(one) for one in chosen_agreements(session, and_(which, CONCLUDED))]) if ids else []
    record_agreements(session, call, steps)
    failed = [step.agreement for step in steps if step.agreement.state is AgreementState.FAILED]
    back = [fall_through(entries[one.entry_id], call.actor.account, call.at, f"调剂未成：{one.reason}"[:500]) for one in failed]
    record(session, call, [step for step in back if step])


def _real(steps: Sequence[AgreementStep | None]) -> list[AgreementStep]:
    return [step for step in steps if step]
