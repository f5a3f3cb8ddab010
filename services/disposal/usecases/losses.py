"""How losses are kept on file once their cards are written off, and what comes back of them (账销案存, Art. 38)."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Conflict, NotFound, Refused
from services.chassis.ids import new_id
from services.disposal import ledger_events
from services.disposal.domain.case import Case
from services.disposal.domain.draft import Card
from services.disposal.domain.loss import ARTICLE, METHODS, Loss, Recovery, State
from services.disposal.domain.working_days import beijing_day
from services.disposal.ledger_cases import About
from services.disposal.ledger_mapping import loss_of, loss_row
from services.disposal.ledger_tables import loss, recovery
from services.disposal.tables import asset
from services.disposal.usecases.ledgers import about_case, audited, case_in_hand, plain

OPERATION = "ledger.record"


def register(session: Session, call: Call, case: Case) -> int:
    """Keep every asset of a settled loss on file, once; answers how many. Other methods leave none. Called where a case is settled."""
    if case.method not in METHODS:
        return 0
    about, made = about_case(case), [_loss(case, card, call) for card in case.assets]
    once = upsert(loss).on_conflict_do_nothing(index_elements=[loss.c.case_id, loss.c.asset_no]).returning(loss.c.id)
    fresh = set(session.scalars(once, [loss_row(one) for one in made]))
    new = [one for one in made if one.id in fresh]
    outbox.append_rows(session, (ledger_events.loss_event(one, about, call) for one in new))
    audited(session, call, about, *map(_entry, new))
    return len(new)


def record_recovery(session: Session, call: Call, loss_id: UUID, got: Recovery) -> Loss:
    """Record what came back; a recovered asset is booked again first, under a card of the unit's that no other recovery names."""
    before, about = _locked(session, call, loss_id)
    got = replace(got, note=got.note.strip(), asset_no=got.asset_no.strip())
    after = before.recover(got, beijing_day(call.at))
    if got.asset_no:
        _refuse_not_booked(session, about, got.asset_no)
    place = select(func.count() + 1).where(recovery.c.loss_id == loss_id).scalar_subquery()
    row = plain(got) | {"recovered_on": got.recovered_on, "loss_id": loss_id, "account": call.actor.account, "at": call.at}
    once = upsert(recovery).values(**row, position=place).on_conflict_do_nothing().returning(recovery.c.position)
    if session.scalar(once) is None:
        raise Conflict("asset_recovered_already", f"资产 {got.asset_no} 已登记为另一笔追回资产。", remedy="请核对资产编号。")
    changed = {"version": after.version, "recovered_fen": after.recovered_fen, "state": after.state.value}
    session.execute(update(loss).where(loss.c.id == loss_id).values(**changed))
    outbox.append(session, ledger_events.loss_event(after, about, call, got))
    told = plain(got) | {"recovered_fen": after.recovered_fen, "state": after.state.value}
    entry = audit.Entry("loss.recover", "loss", str(loss_id), "", {"recovered_fen": before.recovered_fen}, told, ARTICLE)
    audited(session, call, about, entry)
    return after


def _loss(case: Case, card: Card, call: Call) -> Loss:
    return Loss(
        id=new_id(), version=1, case_id=case.id, unit_id=case.unit.id, asset_no=card.asset_no, asset_name=card.name,
        amount_fen=card.original_value_fen, recovered_fen=0, state=State.OPEN, registered_at=call.at,
    )  # fmt: skip


def _entry(one: Loss) -> audit.Entry:
    after = {"asset_no": one.asset_no, "amount_fen": one.amount_fen}
    return audit.Entry("loss.register", "loss", str(one.id), after=after, article=ARTICLE)


def _locked(session: Session, call: Call, loss_id: UUID) -> tuple[Loss, About]:
    case_id = session.scalar(select(loss.c.case_id).where(loss.c.id == loss_id))
    about = case_in_hand(session, call, case_id or loss_id, OPERATION)
    row = session.execute(select(loss).where(loss.c.id == loss_id).with_for_update()).first()
    if row is None:
        raise NotFound("not_found", "未找到该损失，或它不在您的权限范围内。")
    return loss_of(row), about


def _refuse_not_booked(session: Session, about: About, asset_no: str) -> None:
    booked = select(asset.c.asset_no).where(
        asset.c.asset_no == asset_no, asset.c.unit_id == about.unit_id, asset.c.state != "written_off", asset.c.removed.is_(False)
    )
    if session.scalar(booked) is None:
        raise Refused(
            "recovered_asset_not_booked", f"本单位没有资产编号为 {asset_no} 的在册信息卡。", ARTICLE,
            "追回的资产应当及时入账：请先在资产管理中登记信息卡，稍候再登记追回。",
        )  # fmt: skip
