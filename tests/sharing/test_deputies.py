"""A deputy decides in somebody's post while he is away, and no longer, and never for who filed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from sqlalchemy import update

from services.chassis.actor import Post
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import deputies_pb2 as pb
from services.sharing.snapshot import states
from services.sharing.tables import deputy

from .conftest import AUTHORITY, BUREAU, COUNTY, HANDLER, HOSPITAL, REVIEWER, SCHOOL, UNITS

BOSS, STAND_IN = f"{REVIEWER}-{SCHOOL}", "li"


@pytest.fixture(autouse=True)
def known(warehouse):
    warehouse.knows_account(BOSS, [(REVIEWER, SCHOOL)])
    warehouse.knows_account(STAND_IN, [])


def appoint(warehouse, origin=None, days=7, **given):
    ends_at = Timestamp()
    ends_at.FromDatetime(datetime.now(UTC) + timedelta(days=days))
    wanted: dict[str, Any] = {"role": REVIEWER, "org_id": SCHOOL, "deputy": STAND_IN, "ends_at": ends_at, "reason": "休假"} | given
    return ask(warehouse.deputies.AppointDeputy, pb.AppointDeputyRequest(**wanted), origin or warehouse.who(REVIEWER)).deputy


def stand_in(warehouse):
    return warehouse.holding([Post(HANDLER, HOSPITAL, UNITS[HOSPITAL][1])], STAND_IN)


def test_a_deputy_sees_the_desk_decides_there_and_is_named_beside_the_post_holder(warehouse):
    entry_id = warehouse.submit()
    with pytest.raises(Forbidden):
        warehouse.decide(entry_id, stand_in(warehouse))
    made = appoint(warehouse)
    assert (made.in_force, made.principal, made.role_name) == (True, BOSS, "单位审核岗")
    assert [item.id for item in warehouse.desk(stand_in(warehouse)).items] == [entry_id]
    assert "decide" in warehouse.get(entry_id, stand_in(warehouse)).allowed
    assert warehouse.decide(entry_id, stand_in(warehouse)).state == "published_locally"
    step = warehouse.get(entry_id).history[-1]
    assert (step.account, step.on_behalf_of) == (STAND_IN, BOSS)
    records = {record.operation: record for record in warehouse.audited()}
    assert records["deputy.appoint"].after["deputy"] == STAND_IN
    assert records["entry.published"].after["on_behalf_of"] == BOSS


def test_an_ended_an_expired_and_a_coming_deputy_decide_nothing(warehouse):
    entry_id = warehouse.submit()
    made = appoint(warehouse)
    ended = ask(warehouse.deputies.EndDeputy, pb.EndDeputyRequest(id=made.id), warehouse.who(REVIEWER)).deputy
    assert not ended.in_force
    with pytest.raises(Forbidden):
        warehouse.decide(entry_id, stand_in(warehouse))
    with pytest.raises(Conflict, match="deputy_ended"):
        ask(warehouse.deputies.EndDeputy, pb.EndDeputyRequest(id=made.id), warehouse.who(REVIEWER))
    appoint(warehouse)
    with warehouse.sessions.begin() as session:
        session.execute(update(deputy).values(ends_at=datetime.now(UTC) - timedelta(seconds=1)))
    with pytest.raises(Forbidden):
        warehouse.decide(entry_id, stand_in(warehouse))
    starts_at = Timestamp()
    starts_at.FromDatetime(datetime.now(UTC) + timedelta(days=1))
    appoint(warehouse, starts_at=starts_at)
    with pytest.raises(Forbidden):
        warehouse.decide(entry_id, stand_in(warehouse))


@pytest.mark.parametrize(("posts", "disabled"), [([], False), ([(REVIEWER, SCHOOL)], True)])
def test_who_lost_his_post_or_his_account_has_no_deputy_any_more(warehouse, posts, disabled):
    entry_id = warehouse.submit()
    appoint(warehouse)
    warehouse.knows_account(BOSS, posts, disabled=disabled)
    with pytest.raises(Forbidden):
        warehouse.decide(entry_id, stand_in(warehouse))


def test_neither_a_filer_as_deputy_nor_a_filers_deputy_decides(warehouse):
    filer = warehouse.who(HANDLER, account=STAND_IN)
    mine = warehouse.submit(origin=filer)
    appoint(warehouse)
    with pytest.raises(Refused, match="filer_may_not_decide"):
        warehouse.decide(mine, warehouse.holding([Post(HANDLER, SCHOOL, UNITS[SCHOOL][1])], STAND_IN))
    theirs = warehouse.submit(origin=warehouse.who(HANDLER, account=BOSS))
    with pytest.raises(Refused, match="filer_may_not_decide"):
        warehouse.decide(theirs, stand_in(warehouse))


def test_nobody_appoints_for_a_post_that_is_not_his(warehouse):
    with pytest.raises(NotFound):
        appoint(warehouse, warehouse.who(REVIEWER, account="another reviewer"), principal=BOSS)
    with pytest.raises(Forbidden):
        appoint(warehouse, warehouse.who(HANDLER))
    with pytest.raises(NotFound):
        appoint(warehouse, warehouse.who("security_administrator", "43"), principal=BOSS)
    with pytest.raises(Forbidden):
        appoint(warehouse, warehouse.who("security_administrator", COUNTY, "admin"), principal=BOSS, deputy="admin")
    made = appoint(warehouse)
    with pytest.raises(NotFound):
        ask(warehouse.deputies.EndDeputy, pb.EndDeputyRequest(id=made.id), warehouse.who(REVIEWER, account="another reviewer"))


def test_the_security_administrator_appoints_for_who_is_away(warehouse):
    entry_id = warehouse.submit()
    appoint(warehouse, warehouse.who("security_administrator", COUNTY), principal=BOSS)
    assert warehouse.decide(entry_id, stand_in(warehouse)).state == "published_locally"


def test_a_deputy_nobody_knows_is_a_fault(warehouse):
    with pytest.raises(Invalid) as fault:
        appoint(warehouse, deputy="nobody")
    assert [one.code for one in fault.value.faults] == ["account_unknown"]


def test_each_sees_the_deputies_that_concern_him(warehouse):
    made = appoint(warehouse)

    def listed(origin, **asked):
        return [one.id for one in ask(warehouse.deputies.ListDeputies, pb.ListDeputiesRequest(**asked), origin).deputies]

    for origin in (warehouse.who(REVIEWER), stand_in(warehouse), warehouse.who("security_administrator", COUNTY)):
        assert listed(origin, in_force_only=True) == [made.id]
    for origin in (warehouse.who(at=HOSPITAL), warehouse.who(AUTHORITY, COUNTY), warehouse.who("security_administrator", "43")):
        assert listed(origin) == []


def test_every_appointment_and_its_end_are_told_and_so_is_the_state_to_who_joins_later(warehouse):  # followed by disposal
    made, kept = appoint(warehouse), appoint(warehouse)
    ask(warehouse.deputies.EndDeputy, pb.EndDeputyRequest(id=made.id), warehouse.who(REVIEWER))
    told = warehouse.events(made.id)
    assert [(event["type"], event["aggregateversion"]) for event in told] == [
        ("sharing.deputy.appointed.v1", 1), ("sharing.deputy.ended.v1", 2),
    ]  # fmt: skip
    assert (told[0]["data"]["deputy"], told[0]["data"]["org_path"], told[0]["data"]["ended_at"]) == (STAND_IN, UNITS[SCHOOL][1], None)
    assert told[1]["data"]["ended_at"]
    assert "休假" not in str(told)
    with warehouse.sessions() as session:
        snapshots = {event.subject: event for event in states(session) if event.aggregate == "sharing.deputy"}
    assert {subject: event.version for subject, event in snapshots.items()} == {made.id: 2, kept.id: 1}


@pytest.mark.parametrize(("role", "at"), [("department_reviewer", BUREAU), ("finance_reviewer", COUNTY), ("county_approver", COUNTY)])
def test_the_desks_of_disposal_can_be_deputised_too(warehouse, role, at):
    org_id = at.rpartition("/")[2]
    warehouse.knows_account("chen", [(role, org_id)])
    origin = warehouse.who(role, at, "chen")
    made = appoint(warehouse, origin, role=role, org_id=org_id)
    assert (made.role, made.principal, made.in_force) == (role, "chen", True)
    with pytest.raises(NotFound):
        appoint(warehouse, origin, role=role, org_id=org_id, principal="another")
def seats(warehouse, origin):
    return [(one.role, one.org_id, one.principal) for one in ask(warehouse.deputies.ListSeats, pb.ListSeatsRequest(), origin).seats]


def test_a_deputy_knows_in_whose_posts_he_may_act_as_long_as_he_may(warehouse):
    assert seats(warehouse, stand_in(warehouse)) == []
    appoint(warehouse)
    assert seats(warehouse, stand_in(warehouse)) == [(REVIEWER, SCHOOL, BOSS)]
    assert seats(warehouse, warehouse.who(REVIEWER)) == []
    warehouse.knows_account(BOSS, [])
    assert seats(warehouse, stand_in(warehouse)) == []
