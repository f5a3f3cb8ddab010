"""How a unit drafts a disposal: the cards as the registry tells them, the rest as the clerk says; filed, it becomes the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import cast, delete, insert, select, update
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Invalid
from services.chassis.ids import new_id
from services.disposal.domain.batch import month_of
from services.disposal.domain.draft import Card, Draft, Paper, Unit, draft_not_found
from services.disposal.domain.facts import MOST_ASSETS
from services.disposal.domain.kinds import Method
from services.disposal.domain.merging import Known, paper_of
from services.disposal.domain.states import State
from services.disposal.domain.working_days import beijing_day
from services.disposal.mapping import draft_row, search_document
from services.disposal.seats import own_seats, require_seat
from services.disposal.tables import case, draft, unit
from services.disposal.usecases.batches import counted_fen
from services.disposal.usecases.loading import draft_locked

FILE = "case.file"
Looked = Sequence[tuple[Card, Unit]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the clerk drafts: method, cards, and facts as an assessment takes them."""

    method: str
    asset_nos: Sequence[str]
    facts: Mapping[str, Any]


def refuse_faulty(session: Session, call: Call, wanted: Wanted) -> None:
    """Refuse without asking anybody what nobody could accept."""
    own_seats(session, call, FILE)
    faults = []
    if wanted.method not in {method.value for method in Method}:
        faults.append(FieldFault("method", "unknown_value", f"处置方式只能是：{'、'.join(method.value for method in Method)}。"))
    if not 1 <= len(wanted.asset_nos) <= MOST_ASSETS or len(set(wanted.asset_nos)) != len(wanted.asset_nos):
        faults.append(FieldFault("asset_nos", "out_of_range", f"一次处置 1 至 {MOST_ASSETS} 项不同的资产。"))
    if faults:
        raise Invalid("draft_invalid", "处置草稿有误。", faults=tuple(faults))


def draft_case(session: Session, call: Call, wanted: Wanted, looked: Looked) -> Draft:
    """A new draft for these cards, which must belong to one unit."""
    holder = _holder(session, call, looked)
    by = call.actor.account
    made = Draft(new_id(), 1, 0, holder, _paper(session, call, wanted, holder, looked), by, call.at, by, call.at)
    session.execute(insert(draft).values(**draft_row(made), search=cast(search_document(made), TSVECTOR)))
    _audit(session, call, "draft.created", made)
    return made


def revise_draft(session: Session, call: Call, draft_id: UUID, wanted: Wanted, looked: Looked, revision: int) -> Draft:
    """Other facts or cards for a draft or a returned case; Conflict for what lies with the desks, and where another clerk was first."""
    standing = draft_open(session, call, draft_id)
    holder = _holder(session, call, looked)
    if holder.id != standing.unit.id:
        raise _several()
    revised = standing.revise(_paper(session, call, wanted, holder, looked), call.actor.account, call.at, revision)
    number = session.scalar(select(case.c.number).where(case.c.id == draft_id)) or ""
    keep(session, revised, number)
    _audit(session, call, "draft.revised", revised)
    return revised


def discard_draft(session: Session, call: Call, draft_id: UUID) -> None:
    """Throw a draft away; what was once filed stays on file."""
    standing = draft_open(session, call, draft_id)
    if standing.filings:
        raise Conflict("already_filed", "申报过的处置单不能删除。", remedy="不再处置的，请撤回。")
    session.execute(delete(draft).where(draft.c.id == draft_id))
    _audit(session, call, "draft.discarded", standing)


def draft_open(session: Session, call: Call, draft_id: UUID) -> Draft:
    """The draft, locked, where the caller may change it now: never filed, or returned."""
    seats = own_seats(session, call, FILE)
    standing = draft_locked(session, draft_id)
    require_seat(seats, FILE, standing.unit.path)
    refuse_unnamed(call, standing)
    state = session.scalar(select(case.c.state).where(case.c.id == draft_id))
    if state not in (None, State.RETURNED.value):
        raise Conflict("already_filed", "处置单已申报，不能再修改。", remedy="需要修改的，请先撤回，或待退回后修改。")
    return standing


def refuse_unnamed(call: Call, standing: Draft) -> None:
    """A secret draft is nobody's business but of those named in it (Art. 49)."""
    if not readable(standing, call.actor.account):
        raise draft_not_found()


def readable(standing: Draft, account: str) -> bool:
    """Whether the account may know of the draft's contents."""
    return not standing.paper.secret or account in standing.paper.access | {standing.drafted_by, standing.revised_by}


def keep(session: Session, standing: Draft, number: str) -> None:
    """Store a draft that was locked."""
    values = {name: value for name, value in draft_row(standing).items() if name != "id"}
    words = cast(search_document(standing, number), TSVECTOR)
    session.execute(update(draft).where(draft.c.id == standing.id).values(**values, search=words))


def _paper(session: Session, call: Call, wanted: Wanted, holder: Unit, looked: Looked) -> Paper:
    others = counted_fen(session, holder.id, month_of(call.at))
    receiver = _receiver(session, holder, wanted.facts.get("receiving_unit"))
    known = Known(holder, [card for card, _ in looked], beijing_day(call.at), others, receiver)
    return paper_of(wanted.method, wanted.facts, known)


def _holder(session: Session, call: Call, looked: Looked) -> Unit:
    """The one unit of the cards as identity tells it; as the registry does, where its events are late."""
    told = {owner.id: owner for _, owner in looked}
    if len(told) != 1:
        raise _several()
    owner = next(iter(told.values()))
    require_seat(own_seats(session, call, FILE), FILE, owner.path)
    late = {"budget_code": owner.budget_code, "name": owner.name, "kind": "", "region": owner.region, "path": owner.path, "version": 0}
    session.execute(upsert(unit).values(id=owner.id, **late).on_conflict_do_nothing())
    return _unit(session, owner.id) or owner


def _receiver(session: Session, holder: Unit, given: object) -> Unit | None:
    """The unit to which cards move: a budget code of the same region, or region and budget code."""
    if given in (None, ""):
        return None
    text = str(given)
    found = _unit(session, text if "-" in text else f"{holder.region}-{text}")
    if found is None or found.id == holder.id:
        message = "接收单位不存在，或就是本单位。"
        raise Invalid("facts_invalid", message, faults=(FieldFault("receiving_unit", "unit_unknown", message),))
    return found


def _unit(session: Session, unit_id: str) -> Unit | None:
    row = session.execute(select(unit).where(unit.c.id == unit_id)).first()
    return None if row is None else Unit(row.id, row.budget_code, row.name, row.path, row.region, row.funding)


def _several() -> Invalid:
    message = "一件处置单的资产应属于同一单位。"
    return Invalid("assets_of_several_units", message, faults=(FieldFault("asset_nos", "assets_of_several_units", message),))


def _audit(session: Session, call: Call, operation: str, one: Draft) -> None:
    after = {"method": one.paper.method, "assets": len(one.paper.cards), "revision": one.revision}
    audit.record(session, call, audit.Entry(operation, "draft", str(one.id), one.unit.path, None, after, "第九条（一）"))
