"""Who decides, once, and who never does; many at a time; as deputy; and what each sees (E-022 to E-024, E-019)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.chassis.actor import Actor, Call, Post
from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused, ServiceError
from services.chassis.rpc.client import ask
from services.contracts.events.identity import AccountState
from services.contracts.events.sharing import DeputyAppointed, DeputyEnded
from services.contracts.rpc.disposal.v1 import cases_pb2
from services.disposal.usecases.following import follow_account, follow_deputy

from .conftest import BUREAU, COUNTY, DEPARTMENT, FINANCE, GOVERNMENT, HANDLER, HOSPITAL, NEIGHBOUR, SCHOOL, UNITS

CALL = Call(Actor("service:disposal", "disposal"), datetime.now(UTC), "c-1", causation_id="e-1")


def test_each_desk_sees_and_decides_what_lies_with_it(office):
    one = office.filed()
    assert [item.id for item in office.desk(office.desk_of(DEPARTMENT)).items] == [one.id]
    assert office.desk(office.desk_of(FINANCE)).total == 0
    with pytest.raises(Conflict, match="case_decided"):
        office.decide(one.id, office.desk_of(FINANCE))
    office.bring(one.id, DEPARTMENT)
    assert office.desk(office.desk_of(DEPARTMENT)).total == 0
    assert [item.id for item in office.desk(office.desk_of(FINANCE), desk="finance_approval").items] == [one.id]
    assert "decide" in office.get(one.id, office.desk_of(FINANCE)).allowed
    assert "decide" not in office.get(one.id, office.desk_of(DEPARTMENT)).allowed
    told = office.events(one.id)[-1]
    assert (told["data"]["step"], told["data"]["decision"], told["data"]["state"]) == ("department_review", "agree", "finance_approval")


def test_desks_of_elsewhere_know_nothing_of_it(office):
    one = office.filed()
    elsewhere = [
        office.desk_of(DEPARTMENT, HOSPITAL), office.who(FINANCE, "43/4301/430122"), office.who(GOVERNMENT, "43/4301/430122"),
    ]  # fmt: skip
    for origin in elsewhere:
        assert office.desk(origin).total == 0
        with pytest.raises(NotFound):
            office.decide(one.id, origin)
        with pytest.raises(NotFound):
            office.get(one.id, origin)
    with pytest.raises(Forbidden):
        office.decide(one.id, office.who())
    with pytest.raises(NotFound):
        office.get(one.id, office.who(at=NEIGHBOUR))


def test_the_deciding_officer_who_is_also_the_filer_decides_nothing(office):
    both = office.holding([Post(HANDLER, SCHOOL, UNITS[SCHOOL][1]), Post(DEPARTMENT, BUREAU, UNITS[BUREAU][1])], "both")
    one = office.filed(origin=both)
    assert office.desk(both).total == 0
    assert "decide" not in office.get(one.id, both).allowed
    with pytest.raises(Refused, match="filer_may_not_decide"):
        office.decide(one.id, both)
    assert office.bring(one.id, DEPARTMENT).state == "finance_approval"


def test_a_department_that_files_for_itself_is_reviewed_by_another_of_its_persons(office):
    me = office.holding([Post(HANDLER, BUREAU, UNITS[BUREAU][1]), Post(DEPARTMENT, BUREAU, UNITS[BUREAU][1])], "me")
    one = office.filed(office.card(BUREAU), unit=BUREAU, origin=me)
    with pytest.raises(Refused, match="filer_may_not_decide"):
        office.decide(one.id, me)
    assert office.decide(one.id, office.who(DEPARTMENT, BUREAU, "colleague")).state == "finance_approval"


def test_nobody_decides_at_two_desks_of_one_filing(office):
    one = office.filed(office.card(original_value_fen=100_000_000))
    posts = [Post(FINANCE, "430121", COUNTY), Post(GOVERNMENT, "430121", COUNTY)]
    both = office.holding(posts, "both")
    office.bring(one.id, DEPARTMENT)
    assert office.decide(one.id, both).state == "government_approval"
    assert office.desk(both).total == 0
    with pytest.raises(Refused, match="decided_before"):
        office.decide(one.id, both)
    assert office.bring(one.id, GOVERNMENT).state == "approved"


def test_of_two_who_decide_at_once_one_is_told_that_it_is_done(office):
    one = office.filed()

    def decide(number):
        try:
            return office.decide(one.id, office.who(DEPARTMENT, BUREAU, f"d-{number}"), "agree" if number else "refuse", "x").state
        except ServiceError as error:
            return error.code

    with ThreadPoolExecutor(2) as pool:
        outcomes = set(pool.map(decide, range(2)))
    assert "case_decided" in outcomes
    assert len(outcomes & {"finance_approval", "refused"}) == 1
    assert office.types(one.id) == ["filed", "decided"]


def test_who_decides_on_what_he_has_not_seen_is_told(office):
    one = office.filed()
    with pytest.raises(Conflict, match="stale_version"):
        office.decide(one.id, office.desk_of(DEPARTMENT), version=7)
    with pytest.raises(Invalid, match="decision_unknown"):
        office.decide(one.id, office.desk_of(DEPARTMENT), "perhaps")
    with pytest.raises(Invalid, match="reason_required"):
        office.decide(one.id, office.desk_of(DEPARTMENT), "return")


def test_many_are_decided_at_once_each_with_its_own_outcome(office):
    mine = [office.filed().id for _ in range(2)]
    foreign = office.filed(office.card(HOSPITAL), unit=HOSPITAL).id
    request = cases_pb2.DecideCasesRequest(case_ids=[*mine, foreign, str(uuid4())], decision="agree")
    answer = ask(office.cases.DecideCases, request, office.desk_of(DEPARTMENT))
    told = [(one.state, one.code) for one in answer.outcomes]
    assert told == [("finance_approval", ""), ("finance_approval", ""), ("", "not_found"), ("", "not_found")]
    assert answer.decided == 2
    too_many = cases_pb2.DecideCasesRequest(case_ids=[str(uuid4()) for _ in range(1001)], decision="agree")
    with pytest.raises(Invalid, match="case_ids_invalid"):
        ask(office.cases.DecideCases, too_many, office.desk_of(DEPARTMENT))


def deputise(office, kind=DeputyAppointed, version=1, **more):
    now = datetime.now(UTC)
    told = kind(
        deputy_id="00000000-0000-7000-8000-000000000001", principal="boss", role=FINANCE, org_id="430121", org_path=COUNTY, deputy="li",
        starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=1), **more,
    )  # fmt: skip
    with office.sessions.begin() as session:
        follow_deputy(session, told, version)


def test_a_deputy_decides_for_who_is_away_and_is_named_beside_him(office):
    one = office.filed()
    office.bring(one.id, DEPARTMENT)
    office.knows_account("boss", [(FINANCE, "430121")])
    stand_in = office.holding([Post(HANDLER, HOSPITAL, UNITS[HOSPITAL][1])], "li")
    with pytest.raises(Forbidden):
        office.decide(one.id, stand_in)
    deputise(office)
    assert [item.id for item in office.desk(stand_in).items] == [one.id]
    approved = office.decide(one.id, stand_in)
    assert (approved.desks[1].account, approved.desks[1].on_behalf_of) == ("li", "boss")
    assert office.audited()[-1].after["on_behalf_of"] == "boss"
    assert office.get(one.id).history[-1].on_behalf_of == "boss"


def test_an_ended_deputy_and_one_whose_principal_lost_his_post_decide_nothing(office):
    one = office.filed()
    office.bring(one.id, DEPARTMENT)
    stand_in = office.holding([Post(HANDLER, HOSPITAL, UNITS[HOSPITAL][1])], "li")
    office.knows_account("boss", [])
    deputise(office)
    with pytest.raises(Forbidden):
        office.decide(one.id, stand_in)
    office.knows_account("boss", [(FINANCE, "430121")])
    deputise(office, DeputyEnded, 2, ended_at=datetime.now(UTC))
    with pytest.raises(Forbidden):
        office.decide(one.id, stand_in)


def test_a_disabled_account_decides_nothing_and_another_goes_on(office):
    one = office.filed()
    gone = office.who(DEPARTMENT, BUREAU, "gone")
    with office.sessions.begin() as session:
        follow_account(session, AccountState(account="gone", kind="person", org_id=BUREAU, disabled=True, posts=()), 3)
    with pytest.raises(Forbidden):
        office.decide(one.id, gone)
    assert office.bring(one.id, DEPARTMENT).state == "finance_approval"


def test_a_secret_case_is_seen_and_decided_by_name_alone(office):  # E-019
    knowing = office.who(DEPARTMENT, BUREAU, "knowing")
    one = office.filed(office.card(name="密码机"), secret=True, access=["knowing", "finance"])
    assert one.secret
    for origin in (office.desk_of(DEPARTMENT), office.who(account="another clerk"), office.who("auditor", COUNTY)):
        with pytest.raises(NotFound):
            office.get(one.id, origin)
        assert office.listed(origin).total == 0
        assert office.listed(origin, q="密码机").total == 0
    with pytest.raises(NotFound):
        office.decide(one.id, office.desk_of(DEPARTMENT))
    assert office.desk(office.desk_of(DEPARTMENT)).total == 0
    assert office.desk(knowing).total == 1
    assert office.decide(one.id, knowing).state == "finance_approval"
    approved = office.decide(one.id, office.who(FINANCE, COUNTY, "finance"))
    assert (approved.state, approved.notice_from) == ("approved", "")
    assert list(approved.access) == ["finance", "knowing", f"unit_handler-{SCHOOL}"]
    for event in office.events(one.id):
        told = event["data"]
        assert (told["assets"], told["original_value_fen"], told["asset_count"], told["reason"]) == ([], 0, 0, "")
    assert "密码机" not in str([record.after for record in office.audited()])


def test_a_secret_draft_is_its_drafters_and_the_named_ones(office):  # E-019
    drafted = office.draft(secret=True, access=["colleague"])
    assert office.get(drafted.id).case.state == "draft"
    assert office.get(drafted.id, office.who(account="colleague")).case.state == "draft"
    with pytest.raises(NotFound):
        office.get(drafted.id, office.who(account="another"))
    assert office.listed(office.who(account="another")).total == 0
