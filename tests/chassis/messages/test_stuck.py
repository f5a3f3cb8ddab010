"""What a person can do about stuck events, and that it leaves its trace in the audit."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from services.chassis import inbox, quarantine, stuck
from services.chassis.actor import Actor, Call
from services.chassis.errors import NotFound, Refused
from services.chassis.quarantine import Rejected
from tests.faults.ledger.book import an_event

CALL = Call(Actor("operator", "运维"), datetime(2026, 3, 5, tzinfo=UTC), "c-1")
POSITION = "SELECT version FROM inbox_position WHERE subject = 'a'"


@pytest.fixture
def parked(ledger):
    """An account whose first event is parked and whose second waits behind it."""
    first, second = an_event("a", 1, secret="秘密"), an_event("a", 2)
    with ledger.sessions.begin() as session:
        inbox.store(session, "sink", [(event, event.to_json()) for event in (first, second)])
        assert inbox.fail(session, "sink", first.id, "Refused no at worker.py:1 in booked", most=8, park=True)
    return str(first.id)


def listed(ledger):
    with ledger.sessions() as session:
        return stuck.stuck_events(session)


def test_a_parked_event_is_listed_with_what_it_holds_back_and_without_its_data(ledger, parked):
    [event] = listed(ledger)
    assert (event.kind, event.consumer, event.id, event.subject, event.version, event.held_back) == ("parked", "sink", parked, "a", 1, 1)
    assert "秘密" not in repr(event)


def test_replay_makes_a_parked_event_ready_again(ledger, parked):
    with ledger.sessions.begin() as session:
        stuck.replay(session, CALL, "sink", parked)
    assert listed(ledger) == []
    with ledger.sessions.begin() as session:
        assert [received.version for received in inbox.claim(session, "sink", 10)] == [1, 2]


def test_drop_lets_the_aggregate_go_on_without_the_event_and_is_audited(ledger, parked):
    with ledger.sessions.begin() as session:
        stuck.drop(session, CALL, "sink", parked, "对方已更正")
    assert ledger.scalar(POSITION) == 1
    assert ledger.scalar("SELECT outcome FROM inbox WHERE version = 1") == "dropped"
    assert ledger.scalar("SELECT actor || operation || (after ->> 'reason') FROM audit") == "operatorevents.drop对方已更正"
    with ledger.sessions.begin() as session:
        assert [received.version for received in inbox.claim(session, "sink", 10)] == [2]


def test_what_is_not_stuck_can_be_neither_replayed_nor_dropped(ledger, parked):
    for key in (str(an_event("x", 1).id), "no-id", "99"):
        with pytest.raises(NotFound), ledger.sessions.begin() as session:
            stuck.replay(session, CALL, "sink", key)
        with pytest.raises(NotFound), ledger.sessions.begin() as session:
            stuck.drop(session, CALL, "sink", key, "")


def put_aside(ledger, body):
    with ledger.sessions.begin() as session:
        quarantine.keep(session, "sink", [Rejected("payload does not fit its contract: grams", "ledger.account.booked.v1", "{}", body)])
    return str(ledger.scalar("SELECT max(id) FROM quarantine"))


def test_a_quarantined_event_that_a_newer_version_can_read_takes_its_place(ledger):
    number = put_aside(ledger, an_event("a", 1).to_json().encode())
    assert [event.kind for event in listed(ledger)] == ["quarantined"]
    with ledger.sessions.begin() as session:
        stuck.replay(session, CALL, "sink", number)
    assert listed(ledger) == []
    assert ledger.scalar("SELECT count(*) FROM inbox WHERE subject = 'a'") == 1


def test_what_still_cannot_be_read_stays_quarantined_until_dropped(ledger):
    number = put_aside(ledger, b"\xff")
    with pytest.raises(Refused), ledger.sessions.begin() as session:
        stuck.replay(session, CALL, "sink", number)
    assert len(listed(ledger)) == 1
    with ledger.sessions.begin() as session:
        stuck.drop(session, CALL, "sink", number, "垃圾")
    assert listed(ledger) == []


def test_an_event_whose_predecessor_never_came_is_listed_as_waiting(ledger):
    event = an_event("a", 3)
    with ledger.sessions.begin() as session:
        inbox.store(session, "sink", [(event, event.to_json())])
        session.execute(text("UPDATE inbox SET received_at = now() - interval '1 hour'"))
    [found] = listed(ledger)
    assert (found.kind, found.version, found.reason) == ("waiting", 3, "version 1 has not come")


def test_backlogs_count_what_is_on_its_way(ledger, parked):
    with ledger.sessions() as session:
        assert stuck.backlogs(session) == stuck.Backlogs(outbox=0, inbox=2, alarms=0)
