"""What fits what: both sides are told, the score explains itself, and what is no more goes."""

from uuid import UUID

import pytest

from services.chassis.errors import Conflict, Invalid, NotFound
from services.sharing.usecases.demands import satisfied

from . import pictures
from .conftest import FAR, HOSPITAL, NEIGHBOUR, OTHER_SCHOOL, REVIEWER, SCHOOL, UNITS
from .demanding import MEMORY, check, copied, demand, end, look_at, match_all, matches, moved, offered, published, refuse, system_call
from .test_photos import Album


def told(warehouse, fact):
    return [event["data"] for event in warehouse.events() if event["type"] == f"sharing.match.{fact}.v1"]


def test_an_offer_that_fits_is_found_behind_a_hundred_that_do_not(warehouse):  # B-040
    fitting = offered(warehouse, OTHER_SCHOOL, model="M300 16GB")
    copied(warehouse, offered(warehouse, OTHER_SCHOOL, model="M300 8GB"), 100)
    demand_id = published(warehouse, indicators=[MEMORY])
    match_all(warehouse)
    assert matches(warehouse, demand_id=demand_id)[0].entry.id == fitting


def test_a_demand_meets_what_is_offered_and_an_offer_what_is_demanded(warehouse):  # B-040, B-042, B-062
    before = offered(warehouse, OTHER_SCHOOL, model="M300 16GB")
    demand_id = published(warehouse, indicators=[MEMORY])
    match_all(warehouse)
    after = offered(warehouse, NEIGHBOUR)
    offered(warehouse, HOSPITAL, class_code="A05010201", name="办公桌")
    assert match_all(warehouse) == 2
    found = matches(warehouse, demand_id=demand_id)
    assert [one.entry.id for one in found] == [before, after]
    assert found[0].score > found[1].score
    explained = {one.name: one.explanation for one in found[0].criteria}
    assert explained["indicators"] == "内存≥16GB：符合（16GB）"
    assert explained["place"] == "地点：同一部门"
    assert "未注明" in {one.name: one.explanation for one in found[1].criteria}["indicators"]
    assert sum(one.points for one in found[0].criteria) == found[0].score
    mine = matches(warehouse, warehouse.who(at=NEIGHBOUR), entry_id=after)
    assert [one.demand.id for one in mine] == [demand_id]
    assert not mine[0].demand.budget_fen
    facts = told(warehouse, "found")
    assert {(one["entry_id"], one["supplier_sees"]) for one in facts} == {(before, True), (after, True)}
    assert look_at(warehouse, demand_id).demand.matches == 2


def test_a_refusal_asks_for_its_reason_and_keeps_it(warehouse):
    offered(warehouse, OTHER_SCHOOL)
    demand_id = published(warehouse)
    match_all(warehouse)
    [one] = matches(warehouse, demand_id=demand_id)
    with pytest.raises(Invalid, match="reason_required"):
        refuse(warehouse, one.id, " ")
    with pytest.raises(NotFound):
        refuse(warehouse, one.id, "不合适", warehouse.who(at=OTHER_SCHOOL))
    assert refuse(warehouse, one.id, "屏幕尺寸不合适").refusal == "屏幕尺寸不合适"
    with pytest.raises(Conflict, match="match_closed"):
        refuse(warehouse, one.id, "再次")
    match_all(warehouse)
    assert not matches(warehouse, demand_id=demand_id)
    assert [each.state for each in matches(warehouse, demand_id=demand_id, all=True)] == ["refused"]
    assert [event["state"] for event in told(warehouse, "refused")] == ["refused"]


def test_what_is_withdrawn_or_ended_goes_from_both_sides(warehouse):
    entry_id, other = offered(warehouse, OTHER_SCHOOL), offered(warehouse, HOSPITAL)
    demand_id = published(warehouse)
    match_all(warehouse)
    warehouse.withdraw(entry_id, warehouse.who(at=OTHER_SCHOOL))
    warehouse.bring(entry_id, REVIEWER, unit=OTHER_SCHOOL)
    assert [one.entry.id for one in matches(warehouse, demand_id=demand_id)] == [other]  # at once, before the queue is worked off
    match_all(warehouse)
    assert {(one["entry_id"], one["state"]) for one in told(warehouse, "ended")} == {(entry_id, "gone")}
    end(warehouse, demand_id)
    assert not matches(warehouse, warehouse.who(at=HOSPITAL), entry_id=other)
    match_all(warehouse)
    assert {(one["entry_id"], one["state"]) for one in told(warehouse, "ended")} == {(entry_id, "gone"), (other, "gone")}


def test_what_comes_back_into_sight_is_matched_again(warehouse):
    offered(warehouse, OTHER_SCHOOL)
    demand_id = published(warehouse)
    match_all(warehouse)
    for place in ("43/4301/430121/430121-004001/310151-004011", UNITS[SCHOOL][1]):
        moved(warehouse, place)
        match_all(warehouse)
        assert len(matches(warehouse, warehouse.who(at=place), demand_id=demand_id)) == (place == UNITS[SCHOOL][1])
    facts = [event for event in warehouse.events() if event["type"].startswith("sharing.match.")]
    assert [(event["aggregateversion"], event["data"]["state"]) for event in facts] == [(1, "open"), (2, "gone"), (3, "open")]


def test_an_offer_that_moves_is_matched_with_whom_it_is_shown_to_then(warehouse):
    entry_id = offered(warehouse, SCHOOL)
    near, far = published(warehouse, OTHER_SCHOOL), published(warehouse, FAR, scope="nation")
    match_all(warehouse)
    moved(warehouse, "43/4301/430121/430121-004001/310151-004011")
    match_all(warehouse)
    assert matches(warehouse, warehouse.who(at=OTHER_SCHOOL), demand_id=near) == []
    assert [one.entry.id for one in matches(warehouse, warehouse.who(at=FAR), demand_id=far)] == [entry_id]
    assert warehouse.events(entry_id)[-1]["data"]["was_visible_to"] == ["city:3101"]


def test_a_unit_is_never_matched_with_itself_nor_with_another_mode(warehouse):
    offered(warehouse, SCHOOL)
    offered(warehouse, OTHER_SCHOOL, mode="share", shareable=True)
    demand_id = published(warehouse, mode="transfer")
    match_all(warehouse)
    assert not matches(warehouse, demand_id=demand_id)


def test_classes_akin_fit_less_and_classes_above_include_those_below(warehouse):
    akin = offered(warehouse, OTHER_SCHOOL, class_code="A02010108", name="便携式计算机")
    wide, narrow = published(warehouse, class_code="A020101"), published(warehouse)
    match_all(warehouse)
    assert [one.entry.id for one in matches(warehouse, demand_id=wide)] == [akin]
    [similar] = matches(warehouse, demand_id=narrow)
    assert {one.name: (one.points, one.most) for one in similar.criteria}["class"] == (20, 40)


def test_an_agreement_satisfies_a_demand_and_takes_its_match(warehouse):  # B-042
    entry_id = offered(warehouse, OTHER_SCHOOL)
    demand_id = published(warehouse, quantity=2)
    match_all(warehouse)
    for _ in range(3):
        with warehouse.sessions.begin() as session:
            satisfied(session, system_call(), UUID(demand_id), UUID(entry_id))
    one = look_at(warehouse, demand_id).demand
    assert (one.state, one.supplied) == ("satisfied", 2)
    assert [event["type"].split(".")[2] for event in warehouse.events(demand_id)] == ["submitted", "published", "supplied", "ended"]
    assert [each["state"] for each in told(warehouse, "ended")] == ["taken"]
    match_all(warehouse)
    assert [each.state for each in matches(warehouse, demand_id=demand_id, all=True)] == ["taken"]


def test_demands_elsewhere_stay_unmatched(warehouse):
    offered(warehouse, OTHER_SCHOOL)
    demand_id = published(warehouse, FAR, scope="nation")
    match_all(warehouse)
    assert not matches(warehouse, warehouse.who(at=FAR), demand_id=demand_id)
    assert demand(warehouse).state == "submitted"


def test_a_match_shows_the_pictures_of_its_offer_to_who_demands(warehouse):  # B-062, B-082
    album, number = Album(warehouse), warehouse.card(OTHER_SCHOOL)
    taken = [album.upload(number, pictures.sharp(seed), warehouse.who(at=OTHER_SCHOOL)).photo.id for seed in (1, 2)]
    entry_id = warehouse.submit(number, unit=OTHER_SCHOOL)
    warehouse.bring(entry_id, REVIEWER, unit=OTHER_SCHOOL)
    demand_id = published(warehouse)
    match_all(warehouse)
    [one] = matches(warehouse, demand_id=demand_id)
    assert list(one.entry.photo_ids) == taken
    assert album.download(taken[0], warehouse.who(), thumbnail=True)
    [bought] = check(warehouse).matches
    assert list(bought.entry.photo_ids) == taken  # B-044: as a purchase check shows it, too
    warehouse.withdraw(entry_id, origin=warehouse.who(at=OTHER_SCHOOL))
    warehouse.decide(entry_id, warehouse.who(REVIEWER, OTHER_SCHOOL))
    [gone] = matches(warehouse, demand_id=demand_id, all=True)
    assert not gone.HasField("entry")
    assert not album.sees(taken[0], warehouse.who())
