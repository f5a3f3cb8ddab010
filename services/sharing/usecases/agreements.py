"""How two units agree on a transfer: ask, accept or decline, confirm or withdraw; and how a result is registered (B-051)."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import Conflict, Forbidden, NotFound, faulty_field, unknown_word
from services.chassis.ids import id_of, new_id
from services.chassis.permissions import reaches, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.agreement_mapping import agreement_of, agreements
from services.sharing.agreement_tables import agreement
from services.sharing.demand_mapping import live_demands
from services.sharing.demand_tables import demand
from services.sharing.domain.agreement import (
    ANSWERS,
    Agreement,
    AgreementState,
    AgreementStep,
    Side,
    agreement_not_found,
    asked,
)
from services.sharing.domain.entry import Entry, Owner, not_found
from services.sharing.domain.handover import TransferMode, fall_through, not_on_offer, open_to, take, transfer
from services.sharing.domain.offer import Mode
from services.sharing.domain.states import State
from services.sharing.usecases.agreement_records import chosen_agreements, record_agreements
from services.sharing.usecases.loading import locked
from services.sharing.usecases.own_units import acting_unit, acts_for, sees_offer
from services.sharing.usecases.recording import record


@dataclass(frozen=True, slots=True)
class AskFor:
    """`unit` empty: that of the caller's post; `demand_id` empty: none."""

    entry_id: UUID
    demand_id: str = ""
    unit: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """accept, decline, confirm or withdraw; `terms` with an acceptance, `reason` where it comes to nothing."""

    agreement_id: UUID
    answer: str
    terms: str = ""
    reason: str = ""


def ask_for(session: Session, call: Call, wanted: AskFor) -> Agreement:
    """A unit that sees the offer would like to have it; NotFound for who does not see it, Conflict where it is not to be had."""
    receiver = acting_unit(session, call, wanted.unit)
    one = locked(session, [wanted.entry_id]).get(wanted.entry_id)
    if one is None or not sees_offer(receiver, one):
        raise not_found()
    made = Agreement(
        new_id(), 1, AgreementState.ASKED, one.id, one.asset.asset_no, one.owner, receiver, call.actor.account, call.at, call.at,
        wanted.demand_id, wanted.message,
    )  # fmt: skip
    step = asked(made)
    _refuse_foreign_demand(session, receiver, wanted.demand_id)
    if not open_to(one, Mode.TRANSFER):
        raise not_on_offer(one.asset.asset_no)
    record_agreements(session, call, [step])
    return step.agreement


def answer(session: Session, call: Call, said: Answer) -> Agreement:
    """One side's answer; a confirmation takes the offer down and lets everybody else's agreement about it lapse (B-053)."""
    if said.answer not in ANSWERS:
        raise unknown_word("answer", "答复", ANSWERS)
    entry_id = _seen(session, call, said).entry_id
    entry = locked(session, [entry_id])[entry_id]
    (standing,) = chosen_agreements(session, agreement.c.id == said.agreement_id)
    step = _step(call, standing, said)
    record_agreements(session, call, [step], entry.asset)
    if step.agreement.state is AgreementState.CONCLUDED:
        record(session, call, [take(entry, call.actor.account, call.at, standing.receiver.name)])
    if step.agreement.state is AgreementState.FAILED:
        back = fall_through(entry, call.actor.account, call.at, f"调剂未成：{step.agreement.reason}"[:500])
        record(session, call, [back] if back else [])
    return step.agreement


def register_result(session: Session, call: Call, entry_id: UUID, mode: str, receiving_unit: str, reason: str) -> Entry:
    """登记调剂结果: what was agreed elsewhere closes the offer, with mode and receiving unit; the handler's, as all of 我的信息."""
    require_anywhere(permissions("sharing"), call.actor, "entry.submit")
    found = locked(session, [entry_id]).get(entry_id)
    mine = reaches(permissions("sharing"), call.actor, "entry.submit")
    if found is None or not any(reach.covers(found.owner.path) for reach in mine):
        raise not_found()
    if mode not in {one.value for one in TransferMode}:
        raise unknown_word("transfer_mode", "调剂方式", [one.value for one in TransferMode])
    if found.state is State.TAKEN:
        raise Conflict("in_transfer", f"资产 {found.asset.asset_no} 正在按达成的意向调剂，卡片划转后自动办结。")
    step = transfer(found, call.actor.account, call.at, TransferMode(mode), _name(receiving_unit), reason.strip()[:500])
    record(session, call, [step])
    return step.entry


def _refuse_foreign_demand(session: Session, receiver: Owner, demand_id: str) -> None:
    """The demand that it answers must be one of the receiver's own that is not over."""
    if not demand_id:
        return
    unknown = NotFound("not_found", "未找到该需求，或它不是本单位的。")
    mine = (demand.c.id == id_of(demand_id, unknown)) & (demand.c.unit_id == receiver.id) & live_demands()
    if session.scalar(select(demand.c.id).where(mine)) is None:
        raise unknown


def _seen(session: Session, call: Call, said: Answer) -> Agreement:
    """The agreement, if the caller acts for one of its sides; Forbidden where the answer is the other side's."""
    row = session.execute(agreements().where(agreement.c.id == said.agreement_id)).first()
    sides = sides_of(call, agreement_of(row)) if row is not None else ()
    if not sides:
        raise agreement_not_found()
    whose = ANSWERS[said.answer][0]
    if whose not in sides:
        by = "供给方" if whose is Side.SUPPLIER else "接收方"
        raise Forbidden("other_side", f"这一步只能由{by}单位办理。")
    return agreement_of(row)


def sides_of(call: Call, one: Agreement) -> tuple[Side, ...]:
    """On which sides the caller may act."""
    found = ((Side.SUPPLIER, one.supplier), (Side.RECEIVER, one.receiver))
    return tuple(side for side, owner in found if acts_for(call, owner))


def _step(call: Call, standing: Agreement, said: Answer) -> AgreementStep:
    match said.answer:
        case "accept":
            return standing.accept(call.actor.account, call.at, said.terms)
        case "confirm":
            return standing.confirm(call.at)
        case "decline":
            return standing.decline(call.at, said.reason)
    return standing.withdraw(call.at, said.reason)


def _name(given: str) -> str:
    name = given.strip()
    if not 1 <= len(name) <= 100:
        raise faulty_field("receiving_unit_name", "required", "请填写接收方单位名称（不超过 100 字）。")
    return name
