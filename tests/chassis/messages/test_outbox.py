"""An event is recorded with the change it tells of, or not at all."""

import time

import pytest
from sqlalchemy.exc import IntegrityError

from services.chassis import outbox
from services.chassis.outbox import TooLarge
from tests.faults.ledger.book import an_event, book


def test_event_and_change_are_committed_together_or_not_at_all(ledger):
    with ledger.sessions.begin() as session:
        book(session, "kept")
    with ledger.sessions() as session:
        book(session, "lost")
        session.rollback()
    assert [subject for _, subject, _ in ledger.facts()] == ["kept"]
    assert ledger.scalar("SELECT string_agg(subject, ',') FROM outbox") == "kept"


def test_two_events_cannot_have_the_same_version(ledger):
    with ledger.sessions.begin() as session:
        outbox.append(session, an_event("a", 1))
    with pytest.raises(IntegrityError), ledger.sessions.begin() as session:
        outbox.append(session, an_event("a", 1))


def test_a_hundred_thousand_events_fit_one_transaction(ledger):
    began = time.monotonic()
    with ledger.sessions.begin() as session:
        assert outbox.append_rows(session, (an_event(f"a{number}", 1, name="办公桌") for number in range(100_000))) == 100_000
        assert ledger.scalar("SELECT count(*) FROM outbox") == 0  # for everybody else
    assert ledger.scalar("SELECT count(*) FROM outbox") == 100_000
    assert time.monotonic() - began < 30


def test_an_event_that_no_consumer_would_accept_is_not_recorded(ledger):
    with pytest.raises(TooLarge), ledger.sessions.begin() as session:
        outbox.append(session, an_event("a", 1, name="桌" * 100_000))
