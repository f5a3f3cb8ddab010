"""Every role at every place, for each of disposal's operations on a case: the permission table and nothing else decides."""

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound
from services.chassis.permissions import Reach
from services.chassis.rpc.client import ask
from services.contracts.permissions import permissions
from services.contracts.roles import Role
from services.contracts.rpc.disposal.v1 import cases_pb2, notices_pb2

from .conftest import BUREAU, COUNTY, DEPARTMENT, FINANCE, HOSPITAL, OTHER_SCHOOL, SCHOOL, UNITS

PLACES = {SCHOOL: UNITS[SCHOOL][1], OTHER_SCHOOL: UNITS[OTHER_SCHOOL][1], BUREAU: UNITS[BUREAU][1], HOSPITAL: UNITS[HOSPITAL][1]}
PLACES |= {"county": COUNTY, "neighbour": "43/4301/430122", "province": "43"}
REFUSED = "refused"


def allowed(operation, role, path):
    scope = permissions("disposal")[operation].get(role)
    return scope is not None and Reach(path, scope).covers(UNITS[SCHOOL][1])


def outcome(call, *passing):
    """Whether the door let it through: what comes behind the door is a refusal of its own."""
    try:
        call()
    except passing:
        return "let through"
    except (Forbidden, NotFound):
        return REFUSED
    return "let through"


@pytest.mark.parametrize("desk", ["case.review", "case.approve", "case.govern"])
def test_only_the_desks_posts_decide_within_their_reach(office, desk):
    one = office.filed(office.card(original_value_fen=100_000_000))
    for role in {"case.review": (), "case.approve": (DEPARTMENT,), "case.govern": (DEPARTMENT, FINANCE)}[desk]:
        office.bring(one.id, role)
    others = {"case.review", "case.approve", "case.govern"} - {desk}
    for role in Role:
        for path in PLACES.values():
            origin = office.who(role, path, f"{role}-at-{path}")
            found = outcome(lambda at=origin: office.decide(one.id, at, "refuse", "x", version=99), Conflict)
            at_another_desk = any(allowed(operation, role, path) for operation in others)
            assert found == ("let through" if allowed(desk, role, path) or at_another_desk else REFUSED), (role, path)
            decides = "decide" in (office.get(one.id, origin).allowed if allowed("case.read", role, path) else ())
            assert decides == allowed(desk, role, path), (role, path)


def test_only_the_own_units_handlers_file_and_act(office):
    one = office.filed()
    for role in Role:
        for path in PLACES.values():
            origin = office.who(role, path, f"{role}-at-{path}")
            found = outcome(lambda at=origin: office.act(one.id, "withdraw", at, version=99), Conflict)
            assert found == ("let through" if allowed("case.file", role, path) else REFUSED), (role, path)
            filed = outcome(lambda at=origin: office.file_draft(one.id, at), Conflict)
            assert filed == ("let through" if allowed("case.file", role, path) else REFUSED), (role, path)


def test_only_the_finance_bureau_replies_records_and_closes(office):
    one = office.filed()
    for role in Role:
        for path in PLACES.values():
            origin = office.who(role, path, f"{role}-at-{path}")
            for action in ("reply", "record", "close"):
                found = outcome(lambda at=origin, what=action: office.act(one.id, what, at, version=99), Conflict)
                assert found == ("let through" if allowed("case.approve", role, path) else REFUSED), (role, path, action)


def test_a_case_its_lists_and_its_month_are_read_within_reach(office):
    one = office.filed()
    for role in Role:
        for path in PLACES.values():
            origin, may = office.who(role, path, f"{role}-at-{path}"), allowed("case.read", role, path)
            assert outcome(lambda at=origin: office.get(one.id, at)) == ("let through" if may else REFUSED), (role, path)
            month = cases_pb2.GetMonthBatchRequest(unit=SCHOOL)
            asked = outcome(lambda at=origin: ask(office.cases.GetMonthBatch, month, at))  # noqa: B023  # called at once
            assert asked == ("let through" if may else REFUSED), (role, path)
            if role in permissions("disposal")["case.read"]:
                assert office.listed(origin).total == may, (role, path)


def test_only_the_system_administrator_publishes_the_calendar(office):
    for role in Role:
        origin = office.who(role, COUNTY, f"{role}-x")
        asked = outcome(lambda at=origin: ask(office.notices.PublishCalendar, notices_pb2.PublishCalendarRequest(year=1), at), Invalid)
        assert asked == ("let through" if role is Role.SYSTEM_ADMINISTRATOR else REFUSED), role
