"""What disposal does when others tell something, and what it tells who joins later."""

from datetime import UTC, datetime

import pytest

from services.chassis.actor import Actor, Call
from services.chassis.errors import NotFound
from services.contracts.events.identity import OrganisationState
from services.disposal.snapshot import states
from services.disposal.usecases.following import follow_organisation

from .conftest import COUNTY, DEPARTMENT, FINANCE, HOSPITAL, SCHOOL

CALL = Call(Actor("service:disposal", "disposal"), datetime.now(UTC), "c-1", causation_id="e-1")


def organisation(path, name="星沙中学"):
    return OrganisationState(
        id=SCHOOL, budget_code="004011", name=name, kind="public_institution", region="430121", parent_id=path.split("/")[-2],
        path=path, funding="full", credit_code="", active=True,
    )  # fmt: skip


def test_a_unit_that_moves_is_decided_about_by_other_desks(office):
    one, ended = office.filed(), office.filed()
    office.act(ended.id, "withdraw")
    with office.sessions.begin() as session:
        follow_organisation(session, CALL, organisation(f"{COUNTY}/430121-007001/{SCHOOL}"), 2)
    assert office.types(one.id)[-1] == "unit_moved"
    assert office.types(ended.id)[-1] == "withdrawn"
    with pytest.raises(NotFound):
        office.decide(one.id, office.desk_of(DEPARTMENT))
    assert office.decide(one.id, office.desk_of(DEPARTMENT, HOSPITAL)).state == "finance_approval"


def test_a_unit_with_another_name_moves_nothing(office):
    one = office.filed()
    with office.sessions.begin() as session:
        follow_organisation(session, CALL, organisation(f"{COUNTY}/430121-004001/{SCHOOL}", "星沙实验中学"), 2)
    view = office.get(one.id).case
    assert (view.unit.name, view.version) == ("星沙实验中学", 1)


def test_what_the_registry_tells_of_another_reservation_changes_nothing(office):
    one = office.approved()
    office.executed(one.id)
    office.act(one.id, "reply", office.who(FINANCE, COUNTY))
    office.set(one.id, reference="another")
    office.tell_registry()
    assert office.get(one.id).case.state == "replied"


def test_what_the_registry_tells_twice_counts_once(office):
    one = office.approved()
    office.executed(one.id)
    office.act(one.id, "reply", office.who(FINANCE, COUNTY))
    office.tell_registry()
    office.known.clear()
    office.hear_registry()
    assert office.types(one.id).count("settled") == 1
    assert office.get(one.id).case.state == "settled"


def test_who_joins_later_is_told_of_every_case_at_its_version_and_of_what_is_held(office):
    office.draft()
    one = office.filed()
    office.bring(one.id, DEPARTMENT)
    office.act(office.filed(office.card(original_value_fen=1)).id, "withdraw")
    with office.sessions() as session:
        told = list(states(session))
    kinds = [(event.type, event.version) for event in told]
    assert kinds == [("disposal.case.snapshot.v1", 2), ("disposal.reservation.snapshot.v1", 1), ("disposal.case.snapshot.v1", 2)]
    assert told[0].data["state"] == "finance_approval"
    assert told[1].data["reference"] == f"{one.id}/1"
