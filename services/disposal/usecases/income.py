"""How income is recorded, remitted and falls overdue (Arts. 39 to 41), and what keeps a case from being closed."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Conflict, NotFound, Refused
from services.chassis.ids import new_id
from services.disposal import ledger_events
from services.disposal.domain.income import OPEN, TREASURY_ARTICLE, Income, Receipts, Remittance, Source, State, recorded
from services.disposal.domain.income_terms import income_terms
from services.disposal.domain.states import State as CaseState
from services.disposal.domain.working_days import beijing_day
from services.disposal.ledger_cases import About, about_of, with_case
from services.disposal.ledger_mapping import INCOME_COLUMNS, income_of, income_row
from services.disposal.ledger_tables import income, remittance
from services.disposal.usecases.ledgers import audited, case_in_hand, plain

OPERATION = "ledger.record"
PUBLIC_INSTITUTION = "public_institution"


def record_income(session: Session, call: Call, case_id: UUID, given: Receipts) -> Income:
    """Record what came in: what of it goes to the treasury is due. Refuses before the execution (see `domain/income.py`)."""
    about = case_in_hand(session, call, case_id, OPERATION)
    source = Source(case_id, about.unit_id, about.method, CaseState(about.state), about.unit_kind == PUBLIC_INSTITUTION)
    given = replace(given, deductions=tuple(replace(one, note=one.note.strip()) for one in given.deductions))
    one = recorded(new_id(), source, given, income_terms(), call.actor.account, call.at, beijing_day(call.at))
    session.execute(insert(income).values(**income_row(one)))
    outbox.append(session, ledger_events.income_event(one, about, call))
    after = plain(given) | {"net_fen": one.net_fen, "treasury_fen": one.treasury_fen, "due_on": one.due_on.isoformat()}
    audited(session, call, about, audit.Entry("income.record", "income", str(one.id), after=after, article=one.article))
    return one


def record_remittance(session: Session, call: Call, income_id: UUID, paid: Remittance) -> Income:
    """Record what the treasury received, with its receipt; never more than is due, never one receipt twice."""
    before, about = _locked(session, call, income_id)
    paid = replace(paid, receipt_no=paid.receipt_no.strip())
    after = before.remit(paid, beijing_day(call.at))
    row = plain(paid) | {"remitted_on": paid.remitted_on, "income_id": income_id, "account": call.actor.account, "at": call.at}
    once = upsert(remittance).values(**row).on_conflict_do_nothing().returning(remittance.c.receipt_no)
    if session.scalar(once) is None:
        raise Conflict("receipt_repeated", f"进账单 {paid.receipt_no} 已登记在这笔收入下。", remedy="请核对进账单号。")
    _store(session, after)
    outbox.append(session, ledger_events.income_event(after, about, call, paid))
    changed = {"remitted_fen": before.remitted_fen, "state": before.state.value}
    told = plain(paid) | {"remitted_fen": after.remitted_fen, "state": after.state.value}
    audited(session, call, about, audit.Entry("income.remit", "income", str(income_id), "", changed, told, TREASURY_ARTICLE))
    return after


def mark_overdue(session: Session, call: Call, limit: int = 100) -> int:
    """Let income fall overdue whose day has passed, once each; answers how many. A task of the server's, run again and again."""
    today = beijing_day(call.at)
    late = with_case(income, *INCOME_COLUMNS).where(income.c.state == State.DUE.value, income.c.due_on < today)
    rows = session.execute(late.order_by(income.c.id).limit(limit).with_for_update(of=income, skip_locked=True)).all()
    for row in rows:
        after, about = income_of(row).fall_overdue(today), about_of(row, row.case_id)
        if after is None:
            continue
        _store(session, after)
        outbox.append(session, ledger_events.income_event(after, about, call))
        told = {"state": after.state.value, "left_fen": after.left_fen}
        entry = audit.Entry("income.overdue", "income", str(after.id), "", {"state": State.DUE.value}, told, TREASURY_ARTICLE)
        audited(session, call, about, entry)
    return len(rows)


def what_is_due(session: Session, case_id: UUID) -> str:
    """What of the case's income the treasury still has to get, as a Chinese phrase; empty where nothing is."""
    left = income.c.treasury_fen - income.c.remitted_fen
    open_ = income.c.state.in_([state.value for state in OPEN])
    count, fen = session.execute(select(func.count(), func.coalesce(func.sum(left), 0)).where(income.c.case_id == case_id, open_)).one()
    return f"{count} 笔收入尚有 {int(fen) // 100:,}.{int(fen) % 100:02d} 元未上缴国库" if count else ""


def refuse_while_due(session: Session, case_id: UUID) -> None:
    """Refuse to close a case while the treasury waits for some of its income (Art. 40)."""
    due = what_is_due(session, case_id)
    if due:
        raise Refused("income_due", f"处置收入尚未缴清：{due}。", TREASURY_ARTICLE, "请缴清并登记缴款凭证后再办结。")


def _locked(session: Session, call: Call, income_id: UUID) -> tuple[Income, About]:
    """The income, locked, behind its case's lock, so that recording, remitting and closing never wait in a circle."""
    case_id = session.scalar(select(income.c.case_id).where(income.c.id == income_id))
    about = case_in_hand(session, call, case_id or income_id, OPERATION)
    row = session.execute(select(income).where(income.c.id == income_id).with_for_update()).first()
    if row is None:
        raise NotFound("not_found", "未找到该收入，或它不在您的权限范围内。")
    return income_of(row), about


def _store(session: Session, one: Income) -> None:
    changed = {"version": one.version, "remitted_fen": one.remitted_fen, "state": one.state.value}
    session.execute(update(income).where(income.c.id == one.id).values(**changed))
