"""What a unit answers to the radar: accept (into a draft of an application), postpone, or refuse with a reason (B-084).

As drafts, suggestions are working papers: their answers leave audit records, and no event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import faulty_field, unknown_word
from services.chassis.permissions import reaches, require_anywhere
from services.contracts.permissions import permissions
from services.sharing.domain import sources
from services.sharing.domain.demand import beijing_day
from services.sharing.domain.draft import Content
from services.sharing.domain.offer import Contact
from services.sharing.domain.radar import ACCEPTED, POSTPONED, REFUSED, Suggestion, not_suggested
from services.sharing.mapping import live
from services.sharing.radar_mapping import suggestion_of, suggestion_row
from services.sharing.radar_tables import suggestion
from services.sharing.tables import entry, unit
from services.sharing.usecases.drafting import begin_for

MOST = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """The same answer to all of these; `answer` is accept, postpone or refuse."""

    asset_nos: Sequence[str]
    answer: str
    reason: str = ""
    postponed_until: date | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """How many were answered, and the draft of the application that was begun."""

    count: int
    draft_id: UUID | None = None


_ANSWERS = {"accept": ACCEPTED, "postpone": POSTPONED, "refuse": REFUSED}


def answer_suggestions(session: Session, call: Call, wanted: Answer) -> Answered:
    """Answer all or none; NotFound where one is not suggested, or not to a unit for which the caller may answer."""
    require_anywhere(permissions("sharing"), call.actor, "radar.answer")
    if wanted.answer not in (*_ANSWERS, *_ANSWERS.values()):
        raise unknown_word("answer", "答复", _ANSWERS)
    if not 1 <= len(wanted.asset_nos) <= MOST or len(set(wanted.asset_nos)) != len(wanted.asset_nos):
        raise faulty_field("asset_nos", "out_of_range", f"一次答复 1 至 {MOST} 项不同的资产。")
    found, paths = _locked(session, call, wanted.asset_nos)
    draft_id, answer = None, _ANSWERS.get(wanted.answer, wanted.answer)
    if answer == ACCEPTED:
        refused_early = [one.accept(call.actor.account, call.at, UUID(int=0)) for one in found]  # before a draft is begun
        draft_id = _begin(session, call, refused_early, paths)
    steps = [(one, _said(call, one, wanted, answer, draft_id)) for one in found]
    row = insert(suggestion)
    whole = {column.name: row.excluded[column.name] for column in suggestion.c if column.name != "asset_no"}
    rows = [suggestion_row(after) for _, after in steps]
    session.execute(row.on_conflict_do_update(index_elements=[suggestion.c.asset_no], set_=whole), rows)
    audit.record_many(session, call, [_audited(before, after, paths[after.unit_id]) for before, after in steps])
    return Answered(len(steps), draft_id)


def _locked(session: Session, call: Call, asset_nos: Sequence[str]) -> tuple[list[Suggestion], dict[str, str]]:
    """The suggestions in the order asked for, locked, and their units' paths."""
    chosen = suggestion.c.asset_no == func.any(list(asset_nos))
    rows = session.execute(select(suggestion).where(chosen).order_by(suggestion.c.asset_no).with_for_update())
    known = {row.asset_no: suggestion_of(row) for row in rows}
    entered = set(session.scalars(select(entry.c.asset_no).where(entry.c.asset_no == func.any(list(asset_nos)), live())))
    units = {one.unit_id for one in known.values()}
    reach = reaches(permissions("sharing"), call.actor, "radar.answer")
    paths = {row.id: row.path for row in session.execute(select(unit.c.id, unit.c.path).where(unit.c.id.in_(units)))}
    mine = {one for one, path in paths.items() if any(each.covers(path) for each in reach)}
    for number in asset_nos:
        if number not in known or number in entered or known[number].unit_id not in mine:
            raise not_suggested(number)
    return [known[number] for number in asset_nos], paths


def _begin(session: Session, call: Call, accepted: Sequence[Suggestion], paths: dict[str, str]) -> UUID:
    """A draft with all of them; the handler says mode, scope and contact there."""
    units = sorted({one.unit_id for one in accepted})
    if len(units) > 1:
        raise faulty_field("asset_nos", "units_differ", "一次只能采纳同一单位的资产，每个单位建立一份入仓申请草稿。")
    content = Content([one.asset_no for one in accepted], None, None, Contact("", ""), 0)
    return begin_for(session, call, units[0], paths[units[0]], content).id


def _said(call: Call, one: Suggestion, wanted: Answer, answer: str, draft_id: UUID | None) -> Suggestion:
    account = call.actor.account
    if answer == ACCEPTED and draft_id is not None:
        return one.accept(account, call.at, draft_id)
    if answer == POSTPONED:
        return one.postpone(account, call.at, wanted.postponed_until, beijing_day(call.at), wanted.reason)
    return one.refuse(account, call.at, wanted.reason)


def _audited(before: Suggestion, after: Suggestion, path: str) -> audit.Entry:
    told = {"answer": after.answer, "signs": list(after.signs), "value_fen": after.value_fen, "reason": after.reason}
    told |= {"postponed_until": after.postponed_until.isoformat()} if after.postponed_until else {}
    told |= {"draft_id": str(after.draft_id)} if after.draft_id else {}
    return audit.Entry(f"suggestion.{after.answer}", "suggestion", after.asset_no, path, {"answer": before.answer}, told, sources.COUNTING)
