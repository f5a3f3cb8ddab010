"""How findings of supervision are raised, by people or by a rule of the system, and settled (Arts. 42 to 45)."""

from uuid import UUID

from sqlalchemy import insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid, NotFound
from services.chassis.ids import new_id
from services.chassis.permissions import require_anywhere, within
from services.contracts.permissions import permissions
from services.disposal import ledger_events
from services.disposal.domain.case import Case
from services.disposal.domain.kinds import Stage
from services.disposal.domain.supervision import LONGEST_TEXT, SYSTEM, VIOLATIONS, Finding, raised, refuse_own_unit
from services.disposal.ledger_cases import About, about_of, known_to, with_case
from services.disposal.ledger_mapping import FINDING_COLUMNS, finding_of, finding_row
from services.disposal.ledger_tables import finding
from services.disposal.queries.materials import missing_codes
from services.disposal.seats import own_seats
from services.disposal.tables import unit
from services.disposal.usecases.ledgers import about_case, audited, case_in_hand

OPERATION = "finding.raise"
APPRAISALS = frozenset({"13/report", "13/approval", "25-4/report", "25-4/approval", "26-4"})
"""Material codes of what Art. 13 asks for."""
SETTLED = frozenset({"version", "state", "settlement", "settled_by", "settled_at"})


def raise_finding(session: Session, call: Call, case_id: UUID | None, wanted_unit: str, kind: str, text: str) -> Finding:
    """A department or the finance bureau found something in its tree: about a case, or about a unit (id or budget code) alone."""
    about = case_in_hand(session, call, case_id, OPERATION) if case_id else _unit(session, call, wanted_unit)
    one = raised(new_id(), case_id, about.unit_id, kind, text, call.actor.account, call.at)
    session.execute(insert(finding).values(**finding_row(one)))
    _tell(session, call, one, about, "finding.raise")
    return one


def raise_by_system(session: Session, call: Call, case: Case, kind: str, text: str, article: str) -> None:
    """A rule of the system found something about the case; while such a finding is open, it is not raised again."""
    one = raised(new_id(), case.id, case.unit.id, kind, text, SYSTEM, call.at, article)
    once = upsert(finding).values(**finding_row(one)).on_conflict_do_nothing().returning(finding.c.id)
    if session.scalar(once) is not None:
        _tell(session, call, one, about_case(case), "finding.raise")


def look_at_execution(session: Session, call: Call, case: Case) -> None:
    """What a case being carried out still owes of the papers its approval rests on: raised as a finding, not refused any more.

    Only a change after the approval (Art. 8) can lead there: another method asks for other papers.
    """
    missing = missing_codes(session, case.id, case.ruling.assessment, Stage.FILING)
    appraisal = [code for code in missing if code in APPRAISALS]
    rest = [code for code in missing if code not in APPRAISALS]
    for codes, kind, told in ((appraisal, "appraisal_missing", "缺少评估材料"), (rest, "procedure", "缺少申报材料")):
        if codes:
            text = f"处置已执行完成，{told}：{'、'.join(codes)}。"[:LONGEST_TEXT]
            raise_by_system(session, call, case, kind, text, VIOLATIONS[kind][1])


def settle_finding(session: Session, call: Call, finding_id: UUID, settlement: str) -> Finding:
    """It was dealt with; by who may raise findings there, never by who filed the case, nor by the unit concerned about itself."""
    seats = own_seats(session, call, OPERATION)
    asked = with_case(finding, *FINDING_COLUMNS).where(finding.c.id == finding_id, known_to(call.actor.account))
    row = session.execute(asked.with_for_update(of=finding)).first()
    paths = [seat.post.path for seat in seats if row is not None and seat.may(OPERATION, row.unit__path)]
    if row is None or not paths:
        raise NotFound("not_found", "未找到该监督问题，或它不在您的权限范围内。")
    about = about_of(row, row.case_id)
    refuse_own_unit(paths, about.unit_path)
    one = finding_of(row).settle(call.actor.account, call.at, settlement, about.filers)
    changed = {name: value for name, value in finding_row(one).items() if name in SETTLED}
    session.execute(update(finding).where(finding.c.id == finding_id).values(**changed))
    _tell(session, call, one, about, "finding.settle")
    return one


def _unit(session: Session, call: Call, wanted: str) -> About:
    reaches = require_anywhere(permissions("disposal"), call.actor, OPERATION)
    own_seats(session, call, OPERATION)
    if not wanted:
        message = "请填写处置单或单位。"
        raise Invalid("finding_invalid", message, faults=(FieldFault("unit", "required", message),))
    named = or_(unit.c.id == wanted, unit.c.budget_code == wanted) & unit.c.kind.not_in(("region", "section"))
    row = session.execute(select(unit).where(named, within(unit.c.path, reaches)).limit(1)).first()
    if row is None:
        raise NotFound("unit_not_found", "未找到该单位，或它不在您的权限范围内。")
    return About(None, "", "", "", secret=False, filers=(), unit_id=row.id, unit_path=row.path, unit_kind=row.kind,
                 budget_code=row.budget_code, unit_name=row.name)  # fmt: skip


def _tell(session: Session, call: Call, one: Finding, about: About, operation: str) -> None:
    outbox.append(session, ledger_events.finding_event(one, about, call))
    after = {"kind": one.kind, "text": one.text, "state": one.state.value} | ({"settlement": one.settlement} if one.settled_by else {})
    audited(session, call, about, audit.Entry(operation, "finding", str(one.id), after=after, article=one.article))
