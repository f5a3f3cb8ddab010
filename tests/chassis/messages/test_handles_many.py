"""A handler of many takes what is ready together, in order, and one event that fails takes none of the others with it."""

from tests.chassis.messages.test_inbox import publish
from tests.faults.ledger.book import an_event
from tests.faults.ledger.installation import eventually

COUNTED, BOOKED = "ledger.account.counted.v1", "ledger.account.booked.v1"


def a_worker_that_finds(ledger, *events):
    """A worker that starts when all these events are in its queue."""
    publish(ledger, *events)
    return ledger.worker(HANDLER_ATTEMPTS="2").start()


def test_many_events_take_effect_together_once_and_in_order(ledger):
    a_worker_that_finds(ledger, *(an_event(f"a{number % 10}", 1 + number // 10, COUNTED) for number in range(200)))
    eventually(lambda: len(ledger.effects()) >= 200, 45, ledger.story)
    assert all(ledger.effects_of(f"a{number}") == list(range(1, 21)) for number in range(10))
    assert ledger.scalar("SELECT count(DISTINCT CAST(xmin AS text)) FROM effect") < 50
    assert ledger.scalar("SELECT count(*) FROM inbox WHERE outcome = 'handled'") == 200


def test_the_order_of_an_aggregate_holds_across_handlers_of_one_and_of_many(ledger):
    kinds = [(COUNTED, COUNTED, BOOKED)[version % 3] for version in range(60)]
    a_worker_that_finds(ledger, *(an_event("a", version, kind) for version, kind in enumerate(kinds, 1)))
    eventually(lambda: len(ledger.effects()) >= 60, 45, ledger.story)
    assert ledger.effects_of("a") == list(range(1, 61))


def test_one_that_fails_among_many_is_parked_alone_and_holds_back_its_aggregate_only(ledger):
    poison = an_event("p", 1, COUNTED, trouble="crash")
    others = [an_event(f"a{number % 5}", 1 + number // 5, COUNTED) for number in range(50)]
    worker = a_worker_that_finds(ledger, *others[:25], poison, an_event("p", 2, COUNTED), *others[25:])
    eventually(lambda: len(ledger.effects()) >= 50, 45, ledger.story)
    eventually(lambda: ledger.scalar("SELECT parked_at IS NOT NULL FROM inbox WHERE subject = 'p' AND version = 1"), 45, ledger.story)
    assert sorted(ledger.effects()) == sorted((event.id, event.subject, event.version) for event in others)
    assert ledger.scalar("SELECT sum(attempts) FROM inbox WHERE subject <> 'p'") == 0
    assert worker.alive
