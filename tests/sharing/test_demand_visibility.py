"""Negative visibility of demands and matches: every scope × relation of viewer and owner, over list, id, search and events (B-073).

What is expected comes from the table of tests/sharing/domain/test_audience.py, not from the product.
"""

import pytest

from services.chassis.errors import Forbidden, NotFound
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import demands_pb2
from services.sharing.domain.audience import Place, local_audiences, wide_audiences

from .conftest import AUTHORITY, COUNTY, FAR, HANDLER, NEIGHBOUR, OTHER_SCHOOL, PROVINCIAL, REVIEWER, SCHOOL, UNITS
from .demanding import (
    CONTACT,
    WISH,
    decide,
    demand,
    demand_square,
    end,
    look_at,
    match_all,
    matches,
    offered,
    published,
    refuse,
    stub,
)  # fmt: skip
from .domain.test_audience import VIEWERS
from .test_visibility import LOCAL_FROM, SAME_UNIT, SCOPES, seen, viewer

NOWHERE = "018f0000-0000-7000-8000-000000000000"
OUTSIDE = [one for one in VIEWERS if one not in SAME_UNIT]


@pytest.fixture
def demands(warehouse):
    """Scope → id of a published demand of the school, and the word it is found by."""
    words = {scope: f"{'甲乙丙丁戊'[number]}号样机" for number, scope in enumerate(SCOPES)}
    return {scope: (published(warehouse, scope=scope, name=word), word) for scope, word in words.items()}


def test_lists_searches_and_ids_show_each_viewer_what_is_shown_to_him(warehouse, demands):
    wrong: list[tuple[object, ...]] = []
    for relation in VIEWERS:
        origin = viewer(warehouse, relation)
        wanted = {demand_id for scope, (demand_id, _) in demands.items() if seen(relation, scope)}
        if set(demand_square(warehouse, origin)) != wanted:
            wrong.append((relation, "list"))
        for scope, (demand_id, word) in demands.items():
            if demand_square(warehouse, origin, q=word) != ([demand_id] if seen(relation, scope) else []):
                wrong.append((relation, scope, "search"))
            if found(warehouse, demand_id, origin) != (demand_id if seen(relation, scope) else found(warehouse, NOWHERE, origin)):
                wrong.append((relation, scope, "id"))
    assert not wrong


def found(warehouse, demand_id, origin):
    try:
        return look_at(warehouse, demand_id, origin).demand.id
    except NotFound as error:
        return error.message


def test_a_contact_out_of_sight_is_not_revealed(warehouse, demands):
    for relation in OUTSIDE:
        for scope, (demand_id, _) in demands.items():
            request = demands_pb2.RevealDemandContactRequest(demand_id=demand_id, reason="试")
            if not seen(relation, scope):
                with pytest.raises(NotFound):
                    ask(stub(warehouse).RevealDemandContact, request, viewer(warehouse, relation))


def test_events_name_the_audiences_so_that_a_subscriber_can_be_kept_to_his_own(warehouse, demands):
    for scope, (demand_id, _) in demands.items():
        shown_to = set(warehouse.events(demand_id)[-1]["data"]["visible_to"])
        for relation, (path, _) in VIEWERS.items():
            belongs_to = local_audiences(Place(path)) | wide_audiences(Place(path))
            assert bool(shown_to & belongs_to) == seen(relation, scope)


@pytest.mark.parametrize("relation", OUTSIDE)
def test_before_the_reviewer_and_after_the_end_nobody_else_sees_anything(warehouse, relation):
    origin = viewer(warehouse, relation)
    waiting, back, over = demand(warehouse, scope="nation").id, demand(warehouse, scope="nation").id, published(warehouse, scope="nation")
    decide(warehouse, back, decision="return", reason="再想想")
    end(warehouse, over)
    for demand_id in (waiting, back, over):
        with pytest.raises(NotFound):
            look_at(warehouse, demand_id, origin)
    assert demand_square(warehouse, origin) == []


def test_who_sees_a_demand_in_the_square_learns_nothing_of_its_way(warehouse):
    made = demand(warehouse, scope="nation", budget_fen=700)
    decide(warehouse, made.id, decision="return", reason="请写明用途")
    decide(warehouse, demand(warehouse, demand_id=made.id, scope="nation", budget_fen=700).id)
    answer = look_at(warehouse, made.id, warehouse.who(at=FAR))
    one = answer.demand
    assert (one.submitted_by, one.note, one.desk, one.matches, one.budget_fen, one.contact.name) == ("", "", "", 0, 0, CONTACT.name)
    assert list(answer.allowed) == ["reveal_contact"]
    assert (one.name, one.reason) == (WISH["name"], WISH["reason"])


def test_those_above_read_the_whole_file_and_those_beside_do_not(warehouse):
    made = demand(warehouse)
    department = UNITS[SCHOOL][1].rpartition("/")[0]
    for role, at in [("department_reviewer", department), ("finance_reviewer", COUNTY), (AUTHORITY, "31/3101"), ("auditor", "31")]:
        assert look_at(warehouse, made.id, warehouse.who(role, at)).demand.submitted_by
        assert matches(warehouse, warehouse.who(role, at), demand_id=made.id) == []
    for role, at in [("department_reviewer", f"{COUNTY}/310151-007001"), ("finance_reviewer", "43"), (REVIEWER, OTHER_SCHOOL)]:
        with pytest.raises(NotFound):
            look_at(warehouse, made.id, warehouse.who(role, at))
        with pytest.raises(NotFound):
            matches(warehouse, warehouse.who(role, at), demand_id=made.id)
    for role in ("system_administrator", "security_administrator", "audit_administrator"):
        for ask_for in (look_at, lambda warehouse, one, origin: demand_square(warehouse, origin)):
            with pytest.raises(Forbidden):
                ask_for(warehouse, made.id, warehouse.who(role, COUNTY))


OWNERS = {OTHER_SCHOOL: "same department", NEIGHBOUR: "same city", PROVINCIAL: "same province", FAR: "elsewhere"}
"""Units that offer something, and what the school that demands is to them; the relation holds both ways."""


@pytest.mark.parametrize("scope", SCOPES)
def test_a_match_shows_each_side_only_what_is_shown_to_it(warehouse, scope):
    """Offers of every unit as far as the scope, demands of the school as far as every scope."""
    entries = {unit: bring(warehouse, unit, scope) for unit in OWNERS}
    demanded = {shown: published(warehouse, scope=shown) for shown in SCOPES}
    match_all(warehouse)
    visible = {unit for unit, relation in OWNERS.items() if seen(relation, scope) or seen(relation, LOCAL_FROM[scope])}
    for demand_id in demanded.values():
        assert {one.entry.owner.unit_id for one in matches(warehouse, demand_id=demand_id)} == visible
    for unit, entry_id in entries.items():
        told = {one.demand.id for one in matches(warehouse, warehouse.who(at=unit), entry_id=entry_id)}
        assert told == ({demanded[shown] for shown in SCOPES if seen(OWNERS[unit], shown)} if unit in visible else set())
    facts = [event["data"] for event in warehouse.events() if event["type"] == "sharing.match.found.v1"]
    sees = {(one["supplier_id"], one["demand_id"]) for one in facts if one["supplier_sees"]}
    assert sees == {(unit, demanded[shown]) for unit in visible for shown in SCOPES if seen(OWNERS[unit], shown)}


def bring(warehouse, unit, scope):
    entry_id = warehouse.submit(warehouse.card(unit), scope=scope, unit=unit)
    roles = (REVIEWER, AUTHORITY, "provincial_finance") if scope in ("province", "nation") else (REVIEWER,)
    warehouse.bring(entry_id, *roles, unit=unit)
    return entry_id


def test_nobody_asks_for_matches_of_what_is_another_units(warehouse):
    entry_id = offered(warehouse, OTHER_SCHOOL)
    demand_id = published(warehouse)
    match_all(warehouse)
    [one] = matches(warehouse, demand_id=demand_id)
    for origin in (warehouse.who(at=OTHER_SCHOOL), warehouse.who(at=FAR), warehouse.who(HANDLER, NEIGHBOUR)):
        with pytest.raises(NotFound):
            matches(warehouse, origin, demand_id=demand_id)
        with pytest.raises(NotFound):
            refuse(warehouse, one.id, "试", origin)
    for origin in (warehouse.who(), warehouse.who(at=FAR)):
        with pytest.raises(NotFound):
            matches(warehouse, origin, entry_id=entry_id)
