"""What a feed or a webhook outside the unit hears of an entry's whole life, as the gateway tells it: every scope × relation × end (B-073).

The events are sharing's own; what is expected comes from the table of tests/sharing/domain/test_audience.py.
"""

import json
from datetime import UTC, datetime

import pytest

from services.chassis.actor import Actor, Call
from services.chassis.event import parse
from services.contracts.events.registry import AssetRemoved
from services.contracts.events.sharing import EntryPublished, EntryWithdrawn
from services.gateway.deliveries.domain.hearing import below, circles_around, place_of
from services.gateway.deliveries.domain.outside import heard_outside
from services.sharing.usecases.following import follow_asset

from .agreeing import Market
from .conftest import AUTHORITY, COUNTY, PROVINCE, REVIEWER, SCHOOL, UNITS
from .domain.test_audience import VIEWERS
from .test_visibility import LOCAL_FROM, SAME_UNIT, SCOPES, offer, seen

OUTSIDE = [relation for relation, (seat, _) in VIEWERS.items() if relation not in SAME_UNIT and not below(UNITS[SCHOOL][1], seat)]


def heard(warehouse, entry_id, seat):
    """What somebody seated there hears of the entry, in order."""
    told = [parse(json.dumps(event).encode()) for event in warehouse.events(entry_id)]
    near = [event for event in told if place_of(event.type, event.data, "").heard_from(seat)]
    return [one for event in near if (one := event if below(UNITS[SCHOOL][1], seat) else heard_outside(event, circles_around(seat)))]


def withdrawn(warehouse, entry_id):
    warehouse.withdraw(entry_id)
    warehouse.bring(entry_id, REVIEWER)
    warehouse.cancel(entry_id)


def written_off(warehouse, entry_id):
    number = warehouse.get(entry_id).entry.asset.asset_no
    gone = AssetRemoved(asset_no=number, unit_id=SCHOOL, budget_code="004011", import_id="I")
    with warehouse.sessions.begin() as session:
        follow_asset(session, Call(Actor("service:sharing", "sharing"), datetime.now(UTC), "c"), gone, 9)


def transferred(warehouse, entry_id):
    market = Market(warehouse)
    market.register(entry_id, "sale", "受让的某公司")


@pytest.mark.parametrize("end", [withdrawn, written_off, transferred])
def test_whoever_could_see_an_entry_hears_once_that_it_ended_and_nobody_else_hears_anything(warehouse, end):
    for scope in SCOPES:
        entry_id = offer(warehouse, scope, "transfer", "样机")
        end(warehouse, entry_id)
        for relation in OUTSIDE:
            told = [event.type.split(".")[2] for event in heard(warehouse, entry_id, VIEWERS[relation][0])]
            if seen(relation, scope) or seen(relation, LOCAL_FROM[scope]):
                assert told[-1] == "withdrawn", (scope, relation, told)
                assert told.count("withdrawn") == 1
                assert "受让的某公司" not in str(heard(warehouse, entry_id, VIEWERS[relation][0]))
            else:
                assert told == [], (scope, relation, told)


def test_who_is_outside_learns_no_reason_no_name_and_no_desk(warehouse):
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER)
    warehouse.decide(entry_id, warehouse.who(AUTHORITY, COUNTY), "return", "账实不符")
    warehouse.submit(warehouse.get(entry_id).entry.asset.asset_no, scope="nation")
    warehouse.bring(entry_id, REVIEWER, AUTHORITY, PROVINCE)
    withdrawn(warehouse, entry_id)
    told = heard(warehouse, entry_id, VIEWERS["same city"][0])
    assert [event.type.split(".")[2] for event in told] == ["published", "published", "published", "reported_to_centre", "withdrawn"]
    assert {(event.actor, event.data["reason"]) for event in told} == {("service:sharing", "")}
    assert [event.data["state"] for event in told] == [*["published_locally"] * 3, "reported", "withdrawn"]
    assert [event.data["scope"] for event in told] == ["city", "city", "city", "nation", "nation"]
    EntryPublished.model_validate(told[0].data)
    EntryWithdrawn.model_validate(told[-1].data)
    far = heard(warehouse, entry_id, UNITS["430121-004011"][1])
    assert [event.type.split(".")[2] for event in far] == ["reported_to_centre", "withdrawn"]


def test_who_is_shown_less_hears_that_it_ended_for_him_and_who_still_sees_it_that_it_changed(warehouse):
    entry_id = warehouse.submit(scope="nation")
    warehouse.bring(entry_id, REVIEWER)
    warehouse.decide(entry_id, warehouse.who(AUTHORITY, COUNTY), scope="county")
    assert [event.type.split(".")[2] for event in heard(warehouse, entry_id, VIEWERS["same city"][0])] == ["published", "withdrawn"]
    assert [event.type.split(".")[2] for event in heard(warehouse, entry_id, UNITS["310151-007011"][1])] == ["published", "published"]


def test_the_unit_and_those_above_hear_the_whole_way(warehouse):
    entry_id = warehouse.submit(scope="city")
    warehouse.bring(entry_id, REVIEWER)
    withdrawn(warehouse, entry_id)
    for seat in (UNITS[SCHOOL][1], COUNTY, "31"):
        told = [event.type.split(".")[2] for event in heard(warehouse, entry_id, seat)]
        assert told == ["submitted", "published", "withdrawal_requested", "withdrawn", "cancelled"]
