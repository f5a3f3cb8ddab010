"""What was listed long without a result is cleared (B-055), and where entered assets come from (B-011, B-012, B-085)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from services.chassis.actor import Actor, Call
from services.chassis.errors import Invalid
from services.chassis.rpc.client import ask
from services.contracts.rpc.sharing.v1 import entries_pb2
from services.sharing.tables import entry, entry_history
from services.sharing.usecases.clearing import clear_listed

from .agreeing import Market
from .conftest import AUTHORITY, OTHER_SCHOOL, PROVINCE, REVIEWER


@pytest.fixture
def market(warehouse):
    return Market(warehouse)


def clear(warehouse, months=24):
    call = Call(Actor("service:sharing", "sharing"), datetime.now(UTC), "c-1")
    with warehouse.sessions.begin() as session:
        return clear_listed(session, call, months)


def listed_for(warehouse, entry_id, days):
    """As if it had been submitted and published so many days ago."""
    before = timedelta(days=days)
    with warehouse.sessions.begin() as session:
        session.execute(update(entry).where(entry.c.id == entry_id).values(submitted_at=entry.c.submitted_at - before))
        session.execute(update(entry_history).where(entry_history.c.entry_id == entry_id).values(at=entry_history.c.at - before))


def test_an_offer_that_found_nobody_for_two_years_is_cleared_once_with_a_word_of_its_own(market, warehouse):  # B-055
    old, young = market.offered(scope="nation"), market.offered()
    warehouse.bring(old, AUTHORITY, PROVINCE)
    listed_for(warehouse, old, 800)
    listed_for(warehouse, young, 700)
    assert (clear(warehouse, months=0), clear(warehouse), clear(warehouse)) == (0, 1, 0)
    found = warehouse.get(old)
    assert (found.entry.state, found.entry.visible_scope, found.entry.reason) == ("left", "", "发布满 24 个月未调剂共享，自动清理")
    assert (found.history[-1].operation, found.history[-1].operation_name) == ("cleared", "长期未调剂共享，清理")
    told = warehouse.events(old)[-1]
    assert told["type"] == "sharing.entry.left.v1"
    assert (told["data"]["reported"], told["data"]["visible_to"]) == (False, [])  # the platform's copy goes
    assert [one.operation for one in warehouse.audited()][-1] == "entry.cleared"
    assert [one.id for one in warehouse.square().items] == [young]
    warehouse.tell_registry()
    assert warehouse.submit(found.entry.asset.asset_no) != old  # the card is free, and may come again


def test_what_somebody_talks_about_or_uses_is_not_cleared(market, warehouse):
    asked, shared = market.offered(), market.offered("share")
    for one in (asked, shared):
        listed_for(warehouse, one, 1000)
    intention = market.ask(asked).id
    booked = market.book(shared, datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC) + timedelta(hours=2)).id
    assert clear(warehouse) == 0
    market.say(intention, "decline", reason="已有安排")
    market.cancel(booked)
    assert clear(warehouse) == 2


def test_what_waits_for_its_withdrawal_is_left_to_its_reviewer(market, warehouse):
    entry_id = market.offered()
    listed_for(warehouse, entry_id, 1000)
    warehouse.withdraw(entry_id)
    assert clear(warehouse) == 0


def test_an_offer_published_anew_counts_from_then(market, warehouse):
    entry_id = market.offered()
    listed_for(warehouse, entry_id, 1000)
    with warehouse.sessions.begin() as session:
        session.execute(update(entry).where(entry.c.id == entry_id).values(submitted_at=datetime.now(UTC) - timedelta(days=10)))
    assert clear(warehouse) == 0


SOURCES = [
    ("physical_warehouse", "区公物仓一号库"), ("temporary_body", "第三届花博会筹备办"), ("large_event", "第三届花博会"),
    ("special_work", "农村人居环境整治"), ("", ""),
]  # fmt: skip
FAULTY = [("market", ""), ("temporary_body", " "), ("large_event", ""), ("special_work", ""), ("physical_warehouse", "x" * 201)]


@pytest.mark.parametrize(("source", "note"), SOURCES)
def test_an_entry_says_where_its_asset_comes_from(warehouse, source, note):  # B-011, B-012, B-085
    entry_id = warehouse.submit(source=source, source_note=note)
    found = warehouse.get(entry_id).entry
    assert (found.source, found.source_note) == (source or "ordinary", note)
    warehouse.bring(entry_id, REVIEWER)
    (shown,) = warehouse.square(origin=warehouse.who(at=OTHER_SCHOOL)).items
    assert (shown.source, shown.source_note) == (source or "ordinary", "")  # outside, no more than the kind


@pytest.mark.parametrize(("source", "note"), FAULTY)
def test_a_source_that_nobody_knows_or_that_names_no_body_is_refused(warehouse, source, note):
    with pytest.raises(Invalid):
        warehouse.submit(source=source, source_note=note)
    request = entries_pb2.ListMineRequest()
    assert not ask(warehouse.entries.ListMine, request, warehouse.who()).items
