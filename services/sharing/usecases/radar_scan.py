"""How the radar finds what looks idle: a unit at a time, soon after its cards changed and else once a day (B-084)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.sharing.domain.demand import beijing_day
from services.sharing.domain.radar import ACCEPTED, OPEN, POSTPONED, STANDING, SUGGESTIBLE, UNKNOWN_DEPARTMENTS, Rules, Suggestion, signs
from services.sharing.mapping import live
from services.sharing.radar_mapping import look_of, suggestion_of, suggestion_row
from services.sharing.radar_tables import radar_unit, suggestion
from services.sharing.tables import asset, draft, entry

SOON, AGAIN = timedelta(seconds=5), timedelta(days=1)
AT_A_TIME = 500
_LIFE_OVER = text("asset.acquired_on + make_interval(months => asset.service_life_months) <= :today")


def mark(session: Session, unit_ids: Iterable[str], at: datetime) -> None:
    """Cards of these units changed: look at them soon. In the order of their ids, so that nobody waits in a circle."""
    due = at + SOON
    rows = [{"unit_id": one, "due_at": due} for one in sorted(set(unit_ids))]
    soon = insert(radar_unit)
    earlier = soon.on_conflict_do_update(
        index_elements=[radar_unit.c.unit_id], set_={"due_at": soon.excluded.due_at}, where=radar_unit.c.due_at > soon.excluded.due_at
    )
    if rows:
        session.execute(earlier, rows)


def scan_due(session: Session, call: Call, rules: Rules) -> int:
    """Look at the unit that has waited longest; 0 when none is due. What was put off comes back on its day."""
    brought_back = _bring_back(session, beijing_day(call.at))
    if brought_back:  # locked for themselves, so that nobody waits in a circle
        return brought_back
    waiting = select(radar_unit.c.unit_id).where(radar_unit.c.due_at <= call.at).order_by(radar_unit.c.due_at).limit(1)
    unit_id = session.scalar(waiting.with_for_update(skip_locked=True))
    if unit_id is None:
        return 0
    scan(session, call, unit_id, rules)
    session.execute(update(radar_unit).where(radar_unit.c.unit_id == unit_id).values(due_at=call.at + AGAIN))
    return 1


def scan(session: Session, call: Call, unit_id: str, rules: Rules) -> int:
    """Find what looks idle in the unit now; answers how many suggestions changed."""
    today = beijing_day(call.at)
    found = {one.asset_no: one for one in _found(session, call.at, unit_id, rules, today)}
    mine = or_(suggestion.c.unit_id == unit_id, suggestion.c.asset_no == func.any(list(found)))
    rows = session.execute(select(suggestion).where(mine).order_by(suggestion.c.asset_no).with_for_update())
    known = {row.asset_no: suggestion_of(row) for row in rows}
    drafted = _drafted(session, [one for one in known.values() if one.answer == ACCEPTED])
    now = {
        number: known[number].found_again(one, today, drafted=number in drafted) if number in known else one
        for number, one in found.items()
    }  # fmt: skip
    changed = [one for number, one in now.items() if known.get(number) != one]
    _keep(session, changed)
    gone = [one.asset_no for one in known.values() if one.unit_id == unit_id and one.asset_no not in found and one.answer != ACCEPTED]
    if gone:
        session.execute(delete(suggestion).where(suggestion.c.asset_no == func.any(gone)))
    return len(changed) + len(gone)


def _bring_back(session: Session, today: date) -> int:
    due = and_(suggestion.c.answer == POSTPONED, suggestion.c.postponed_until <= today)
    locked = select(suggestion.c.asset_no).where(due).order_by(suggestion.c.asset_no).limit(AT_A_TIME).with_for_update(skip_locked=True)
    numbers = session.scalars(locked).all()
    if numbers:
        mine = suggestion.c.asset_no == func.any(list(numbers))
        session.execute(update(suggestion).where(mine).values(answer=OPEN, answered_signs=[], reason="", postponed_until=None))
    return len(numbers)


def _found(session: Session, at: datetime, unit_id: str, rules: Rules, today: date) -> list[Suggestion]:
    """One statement gathers what could carry a sign; which signs it carries, the domain says."""
    looks = (look_of(row) for row in session.execute(_candidates(), {"unit": unit_id, "today": today}))
    signed = ((look, signs(look, rules, today)) for look in looks)
    return [Suggestion(look.asset_no, unit_id, why, look.value_fen, look.same, look.same_idle, at) for look, why in signed if why]


def _candidates() -> Any:
    """The unit's cards that stand idle, are past their life, came back from a loan, or nobody uses; none that is in the warehouse."""
    standing, alike = asset.c.state.in_(sorted(STANDING)), [asset.c.class_code, func.coalesce(func.nullif(asset.c.model, ""), asset.c.name)]
    counted = (
        select(
            asset, func.count().over(partition_by=alike).label("same"),
            func.count().filter(standing).over(partition_by=alike).label("same_idle"),
            func.coalesce(_LIFE_OVER, False).label("life_over"),
        )
        .where(asset.c.unit_id == bindparam("unit"), ~asset.c.removed, asset.c.name.is_not(None), asset.c.state.in_(sorted(SUGGESTIBLE)))
        .subquery()
    )  # fmt: skip
    signed = or_(
        counted.c.state.in_(sorted(STANDING)), counted.c.life_over, counted.c.loan_ended,
        func.coalesce(counted.c.use_department, "").in_(sorted(UNKNOWN_DEPARTMENTS)),
    )  # fmt: skip
    return select(counted).where(signed, ~exists().where(entry.c.asset_no == counted.c.asset_no, live()))


def _drafted(session: Session, accepted: Sequence[Suggestion]) -> set[str]:
    """Those of which the application that was begun is still a draft, with them in it."""
    drafts = {one.draft_id for one in accepted}
    kept = session.execute(select(draft.c.id, draft.c.asset_nos).where(draft.c.id.in_(drafts))) if drafts else ()
    held = {row.id: set(row.asset_nos) for row in kept}
    return {one.asset_no for one in accepted if one.draft_id in held and one.asset_no in held[one.draft_id]}


def _keep(session: Session, changed: Sequence[Suggestion]) -> None:
    row = insert(suggestion)
    whole = {column.name: row.excluded[column.name] for column in suggestion.c if column.name != "asset_no"}
    if changed:
        rows = [suggestion_row(one) for one in changed]
        session.execute(row.on_conflict_do_update(index_elements=[suggestion.c.asset_no], set_=whole), rows)
