"""One case as its page shows it, with what the caller may do now; and the lists of cases and drafts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import unknown_word
from services.chassis.searching import searched
from services.disposal.domain.assessment import assess
from services.disposal.domain.case import Case, not_found
from services.disposal.domain.draft import Draft
from services.disposal.domain.facts import facts_from
from services.disposal.domain.kinds import Stage
from services.disposal.domain.policy.shipped import policy_named
from services.disposal.domain.states import DESK_OF_STEP, UNDECIDED, Desk, State
from services.disposal.mapping import cases, draft_of, drafts
from services.disposal.queries.materials import missing_codes
from services.disposal.queries.pages import Page, page
from services.disposal.queries.sight import FILE, case_in_sight, draft_in_sight, reading_seats
from services.disposal.seats import Seat, named
from services.disposal.tables import case, case_asset, case_history, draft, unit
from services.disposal.usecases.loading import with_assets


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case, or a draft that was never filed; its history, what the caller may do, and the codes of missing materials.

    `receiver` is the receiving unit's name, `paper` the working paper of a returned case, for who may revise it.
    """

    item: Case | Draft
    history: list[Any]
    allowed: tuple[str, ...]
    missing: list[str]
    receiver: str = ""
    paper: Draft | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Empty means whatever; `unit` is a budget code or a unit's id."""

    view: str = ""
    q: str = ""
    method: str = ""
    unit: str = ""
    asset_no: str = ""


VIEWS: Mapping[str, Sequence[State] | None] = {
    "": None, "draft": (State.RETURNED,), "under_way": (*sorted(UNDECIDED), State.POST_APPROVAL, State.EXECUTED, State.REPLIED),
    "returned": (State.RETURNED,), "lapsed": (State.LAPSED,), "to_book": (State.SETTLED,),
    "to_execute": (State.APPROVED, State.EXECUTING), "done": (State.SETTLED, State.BOOKED, State.CLOSED),
    "ended": (State.REFUSED, State.WITHDRAWN, State.REDEPLOYED, State.LAPSED, State.FOR_RECORD, State.RECORDED),
}  # fmt: skip


def get_case(session: Session, call: Call, case_id: UUID, policy: str) -> CaseView:
    """The case or draft; NotFound where it does not exist or is none of the caller's business."""
    seats, account = reading_seats(session, call), call.actor.account
    found = with_assets(session, session.execute(cases().where(case.c.id == case_id, case_in_sight(seats, account))).all())
    if found:
        one = found[0]
        allowed = _allowed(seats, one, account)
        paper = draft_of(session.execute(drafts().where(draft.c.id == case_id)).one()) if "revise" in allowed else None
        missing = _missing(session, paper or one, policy)
        return CaseView(one, _history(session, case_id), allowed, missing, _name(session, (paper or one).receiving_unit), paper)
    unfiled = ~select(case.c.id).where(case.c.id == draft.c.id).exists()
    row = session.execute(drafts().where(draft.c.id == case_id, draft_in_sight(seats, account), unfiled)).first()
    if row is None:
        raise not_found()
    drafted = draft_of(row)
    name = _name(session, drafted.receiving_unit)
    return CaseView(drafted, [], ("revise", "file", "discard"), _missing(session, drafted, policy), name)


def list_cases(session: Session, call: Call, wanted: Wanted, cursor: str, limit: int) -> Page:
    """The cases within the caller's reach and the drafts of his own units, newest first."""
    if wanted.view not in VIEWS:
        raise unknown_word("view", "列表", VIEWS)
    seats, account = reading_seats(session, call), call.actor.account
    filed = and_(case.c.id.is_not(None), case_in_sight(seats, account), *_in_view(wanted.view))
    seen = [filed]
    if wanted.view in ("", "draft"):
        seen.append(and_(case.c.id.is_(None), draft_in_sight(seats, account)))
    conditions = [or_(*seen), *_filtered(wanted)]
    if (searching := searched(draft.c.search, wanted.q)) is not None:
        conditions.append(searching)
    return page(session, f"cases:{wanted.view}", conditions, cursor, limit)


def _name(session: Session, unit_id: str) -> str:
    return session.scalar(select(unit.c.name).where(unit.c.id == unit_id)) or "" if unit_id else ""


def _in_view(view: str) -> list[ColumnElement[bool]]:
    states = VIEWS[view]
    return [] if states is None else [case.c.state.in_([state.value for state in states])]


def _filtered(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.method:
        found.append(func.coalesce(case.c.method, draft.c.method) == wanted.method)
    if wanted.unit:
        found.append(or_(unit.c.id == wanted.unit, unit.c.budget_code == wanted.unit))
    if wanted.asset_no:
        filed = select(case_asset.c.case_id).where(case_asset.c.asset_no == wanted.asset_no)
        found.append(or_(draft.c.id.in_(filed), draft.c.assets.contains([{"asset_no": wanted.asset_no}])))
    return found


def _history(session: Session, case_id: UUID) -> list[Any]:
    columns = [column for column in case_history.c if column.name not in ("facts", "ruling")]
    return list(session.execute(select(*columns).where(case_history.c.case_id == case_id).order_by(case_history.c.version)))


def _missing(session: Session, one: Case | Draft, policy: str) -> list[str]:
    """What the law asks for at the stage at hand and nobody uploaded."""
    drafted = isinstance(one, Draft)
    facts, name = (one.paper.facts, policy) if isinstance(one, Draft) else (one.facts, one.ruling.policy)
    stage = Stage.FILING if drafted or (isinstance(one, Case) and one.state in UNDECIDED | {State.RETURNED}) else Stage.EXECUTION
    return list(missing_codes(session, one.id, assess(facts_from(facts), policy_named(name)), stage))


_BY_UNIT = {
    State.APPROVED: ("begin_execution", "change", "terminate"), State.EXECUTING: ("finish_execution", "change", "terminate"),
    State.RETURNED: ("revise", "file", "withdraw"), State.LAPSED: ("explain",), State.SETTLED: ("book",),
    **dict.fromkeys(UNDECIDED, ("withdraw",)),
}  # fmt: skip


def _allowed(seats: Sequence[Seat], one: Case, account: str) -> tuple[str, ...]:
    """What the caller may do now, as far as posts and state tell; a rule may still refuse it."""

    def may(operation: str, *, own: bool = False) -> bool:
        return any(seat.may(operation, one.unit.path) for seat in seats if not (own and seat.principal))

    if not named(one, account):
        return ()
    found = list(_BY_UNIT.get(one.state, ())) if may(FILE, own=True) else []
    if one.emergency:
        found = [word for word in found if word != "change"]
        ending = one.state in (State.EXECUTING, State.POST_APPROVAL) and not one.post_approval_due_on
        found += ["end_emergency"] if ending and may(FILE, own=True) else []
    found += _of_desks(one, account, may)
    return tuple(found)


def _of_desks(one: Case, account: str, may: Any) -> list[str]:
    filer, finance = account in (one.filed_by, one.drafted_by), may(Desk.FINANCE_REVIEWER.permission)
    found = {
        "decide": one.here is not None and may(DESK_OF_STEP[one.here.step].permission) and not filer and account not in one.deciders,
        "redeploy": one.state in UNDECIDED and not filer and (finance or may(Desk.DEPARTMENT_REVIEWER.permission)),
        "reply": one.awaits_reply and finance and not filer,
        "record": one.state is State.FOR_RECORD and finance,
        "close": one.state is State.BOOKED and finance,
    }
    return [word for word, allowed in found.items() if allowed]
