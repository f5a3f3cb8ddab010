"""What waits for a caller's decision, reply or record, as post-holder or deputy; never what he filed, nor where he decided before."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, and_, false, not_, or_
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import unknown_word
from services.chassis.permissions import reaches_of, within
from services.disposal.domain.kinds import Reply
from services.disposal.domain.states import Desk, State
from services.disposal.queries.pages import Page, page
from services.disposal.queries.sight import named
from services.disposal.seats import seats_of
from services.disposal.tables import case, unit

DESKS: Mapping[str, tuple[State, Desk]] = {
    "department_review": (State.DEPARTMENT_REVIEW, Desk.DEPARTMENT_REVIEWER),
    "finance_approval": (State.FINANCE_APPROVAL, Desk.FINANCE_REVIEWER),
    "government_approval": (State.GOVERNMENT_APPROVAL, Desk.COUNTY_APPROVER),
    "post_approval": (State.POST_APPROVAL, Desk.COUNTY_APPROVER),
    "reply": (State.EXECUTED, Desk.FINANCE_REVIEWER),
    "record": (State.FOR_RECORD, Desk.FINANCE_REVIEWER),
}


def list_desk(session: Session, call: Call, desk: str, cursor: str, limit: int) -> Page:
    """The cases at one desk or all of the caller's, oldest first."""
    if desk and desk not in DESKS:
        raise unknown_word("desk", "环节", DESKS)
    seats, account = seats_of(session, call), call.actor.account
    branches = []
    for name, (state, at) in DESKS.items():
        reach = reaches_of(seats, at.permission)
        if reach and desk in ("", name):
            branches.append(and_(_waiting(name, state), within(unit.c.path, reach), *_decidable(account, name)))
    return page(session, f"desk:{desk}", [or_(*branches) if branches else false(), named(account)], cursor, limit, oldest_first=True)


def _waiting(name: str, state: State) -> ColumnElement[bool]:
    """At the reply's desk also what may not be carried out before it (E-041)."""
    if name != "reply":
        return case.c.state == state.value
    first = and_(
        case.c.state == State.APPROVED.value, case.c.ruling["reply"].astext == Reply.BEFORE_EXECUTION.value, case.c.reply_no == ""
    )
    return or_(case.c.state == state.value, first)


def _decidable(account: str, name: str) -> Sequence[ColumnElement[bool]]:
    if name == "record":
        return []
    not_filed = and_(case.c.filed_by != account, case.c.drafted_by != account)
    return [not_filed] if name == "reply" else [not_filed, not_(case.c.deciders.contains([account]))]
