"""What is published is matched behind its publication: nothing is forgotten, no pair is found twice, the best stay (B-040 to B-044)."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from uuid import UUID

import pytest
from sqlalchemy import select

from services.sharing.match_tables import match, match_task
from services.sharing.server.matching import matching_tasks
from services.sharing.usecases import matching
from services.sharing.usecases.match_sitting import Sitting
from services.sharing.usecases.matching import match_waiting

from .conftest import HOSPITAL, NEIGHBOUR, OTHER_SCHOOL, REVIEWER, SCHOOL
from .demanding import demand, match_all, matches, offered, published, refuse, system_call


def waiting(warehouse):
    with warehouse.sessions() as session:
        return [(row.kind, str(row.subject)) for row in session.execute(select(match_task).order_by(match_task.c.id))]


def test_publishing_only_writes_down_what_is_to_be_matched(warehouse):
    entry_id = warehouse.submit(unit=OTHER_SCHOOL)
    demand(warehouse)
    assert waiting(warehouse) == []
    warehouse.bring(entry_id, REVIEWER, unit=OTHER_SCHOOL)
    demand_id = published(warehouse)
    assert waiting(warehouse) == [("offer", entry_id), ("demand", demand_id)]
    assert match_all(warehouse) == 2
    assert waiting(warehouse) == []


def test_a_desk_that_changes_nothing_for_viewers_asks_for_no_matching(warehouse):
    entry_id = warehouse.submit(scope="nation", unit=OTHER_SCHOOL)
    warehouse.bring(entry_id, REVIEWER, unit=OTHER_SCHOOL)
    match_all(warehouse)
    warehouse.decide(entry_id, warehouse.who("asset_authority", "31/3101"))
    assert waiting(warehouse) == []
    warehouse.decide(entry_id, warehouse.who("provincial_finance", "31"))
    assert waiting(warehouse) == [("offer", entry_id)]


def test_what_failed_waits_on(warehouse, monkeypatch):
    offered(warehouse, OTHER_SCHOOL)
    demand_id = published(warehouse)
    before = waiting(warehouse)

    def fail(*_):
        raise ConnectionError("the database went away")

    with monkeypatch.context() as broken:
        broken.setattr(matching, "record_matches", fail)
        with pytest.raises(ConnectionError):
            match_all(warehouse)
    assert waiting(warehouse) == before
    match_all(warehouse)
    assert len(matches(warehouse, demand_id=demand_id)) == 1


def test_several_processes_find_each_pair_once_while_others_publish(warehouse):
    units = (OTHER_SCHOOL, HOSPITAL, NEIGHBOUR)
    cards = [(unit, warehouse.submit(unit=unit)) for unit in units for _ in range(4)]

    def work(_):
        with warehouse.sessions.begin() as session:
            match_waiting(session, system_call())

    with ThreadPoolExecutor(6) as threads:
        done = [threads.submit(warehouse.bring, entry_id, REVIEWER, unit=unit) for unit, entry_id in cards]
        done += [threads.submit(published, warehouse) for _ in range(4)]
        done += [threads.submit(work, number) for number in range(30)]
        for one in done:
            one.result()
    match_all(warehouse)
    with warehouse.sessions() as session:
        pairs = [tuple(row) for row in session.execute(select(match.c.demand_id, match.c.entry_id))]
    assert len(pairs) == len(set(pairs)) == 12 * 4
    facts = [event["subject"] for event in warehouse.events() if event["type"] == "sharing.match.found.v1"]
    assert len(facts) == len(set(facts)) == 12 * 4


def test_only_the_best_stay_open_and_a_better_one_takes_the_place_of_the_worst(warehouse, monkeypatch):
    monkeypatch.setattr(matching, "MOST", 2)
    middling, worst = offered(warehouse, NEIGHBOUR), offered(warehouse, NEIGHBOUR, acquired_on="2001-01-01")
    demand_id = published(warehouse)
    match_all(warehouse)
    assert [one.entry.id for one in matches(warehouse, demand_id=demand_id)] == [middling, worst]
    best = offered(warehouse, OTHER_SCHOOL)
    offered(warehouse, NEIGHBOUR, acquired_on="2000-01-01")
    match_all(warehouse)
    assert [one.entry.id for one in matches(warehouse, demand_id=demand_id)] == [best, middling]
    warehouse.withdraw(best, warehouse.who(at=OTHER_SCHOOL))
    warehouse.bring(best, REVIEWER, unit=OTHER_SCHOOL)
    match_all(warehouse)
    assert [one.entry.id for one in matches(warehouse, demand_id=demand_id)] == [middling, worst]  # it looks again


def test_several_matched_in_one_transaction_leave_what_one_after_the_other_would(warehouse, monkeypatch):
    monkeypatch.setattr(matching, "MOST", 2)
    demand_id = published(warehouse)
    offers = [offered(warehouse, NEIGHBOUR, acquired_on=f"{year}-01-01") for year in (2001, 2021, 2000)]
    offers += [offered(warehouse, OTHER_SCHOOL), offered(warehouse, OTHER_SCHOOL)]
    with warehouse.sessions.begin() as session:
        assert match_waiting(session, system_call(), most=10) == 6
    assert {one.entry.id for one in matches(warehouse, demand_id=demand_id)} == set(offers[3:])
    told = [(event["subject"], event["aggregateversion"]) for event in warehouse.events() if event["type"].startswith("sharing.match.")]
    assert len(told) == len(set(told))
    ended = {subject for subject, version in told if version == 2}
    assert len(ended) == len(told) - len(ended) - 2  # whoever made way was found before, and told so once


def test_what_a_unit_refused_meanwhile_stays_refused_where_it_would_make_way(warehouse, monkeypatch):
    monkeypatch.setattr(matching, "MOST", 1)
    demand_id = published(warehouse)
    offered(warehouse, NEIGHBOUR, acquired_on="2001-01-01")
    match_all(warehouse)
    worst = matches(warehouse, demand_id=demand_id)[0].id
    better = offered(warehouse, OTHER_SCHOOL)
    whole = Sitting.rooms

    def refused_in_between(sitting, session, demand_ids):
        rooms = whole(sitting, session, demand_ids)
        refuse(warehouse, worst, "型号太旧")
        return rooms

    with monkeypatch.context() as raced:
        raced.setattr(Sitting, "rooms", refused_in_between)
        with warehouse.sessions.begin() as session:
            assert match_waiting(session, system_call()) == 1
    match_all(warehouse)
    with warehouse.sessions() as session:
        states = {row.entry_id: row.state for row in session.execute(select(match.c.entry_id, match.c.state))}
    assert sorted(states.values()) == ["open", "refused"]
    assert states[UUID(better)] == "open"


def test_what_cannot_be_matched_holds_nothing_up(warehouse, monkeypatch):
    offered(warehouse, OTHER_SCHOOL)
    broken, demand_id = published(warehouse), published(warehouse)
    whole = matching.match_demand

    def fail(session, call, subject):
        if str(subject) == broken:
            raise ZeroDivisionError
        whole(session, call, subject)

    monkeypatch.setattr(matching, "match_demand", fail)
    with served(warehouse):
        until(lambda: matches(warehouse, demand_id=demand_id))
        monkeypatch.setattr(matching, "match_demand", whole)
        until(lambda: waiting(warehouse) == [])


def test_the_servers_own_task_works_the_queue_off(warehouse):
    with served(warehouse):
        offered(warehouse, OTHER_SCHOOL)
        demand_id = published(warehouse, SCHOOL)
        until(lambda: matches(warehouse, demand_id=demand_id))


@contextmanager
def served(warehouse):
    """The server's tasks run beside the test."""
    tasks = matching_tasks(warehouse.sessions)
    for task in tasks:
        task.start()
    try:
        yield
    finally:
        for task in tasks:
            task.stop()


def until(come):
    deadline = time.monotonic() + 20
    while not come():
        assert time.monotonic() < deadline
        time.sleep(0.1)
