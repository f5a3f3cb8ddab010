"""The window of unconfirmed messages: of each aggregate one event is under way, and one that fails lets no later one pass."""

from uuid import uuid4

from services.chassis.outbox_rows import Waiting
from services.chassis.round import REFUSED, ROUTED, UNROUTABLE, UNROUTED, WINDOW, Round


def waiting(*subjects, aggregate="ledger.account"):
    return [Waiting(position, uuid4(), aggregate, subject, f"{aggregate}.booked.v1", "{}") for position, subject in enumerate(subjects)]


def a_round(events, followed=True):
    return Round(events, followed=lambda _: followed, before_each=lambda: None)


def send(batch, first_tag=1):
    sent = []
    for tag, event in enumerate(batch.next_events(), first_tag):
        batch.sent(tag, event)
        sent.append(event)
    return sent


def test_the_second_event_of_an_aggregate_leaves_only_after_the_first_is_confirmed():
    events = waiting("a", "a", "b")
    batch = a_round(events)
    assert send(batch) == [events[0], events[2]]
    batch.confirmed(1, multiple=False, ack=True)
    assert send(batch, 3) == [events[1]]


def test_a_confirm_may_cover_all_before_it():
    batch = a_round(waiting("a", "b", "c"))
    send(batch)
    batch.confirmed(3, multiple=True, ack=True)
    assert len(batch.take()[ROUTED]) == 3
    assert batch.done


def test_a_refused_event_holds_back_its_aggregate_and_nobody_else():
    events = waiting("a", "a", "b", "b")
    batch = a_round(events)
    send(batch)
    batch.confirmed(1, multiple=False, ack=False)
    batch.confirmed(2, multiple=False, ack=True)
    assert send(batch, 3) == [events[3]]
    batch.confirmed(3, multiple=False, ack=True)
    assert batch.done
    assert batch.take() == {REFUSED: [events[0]], ROUTED: [events[2], events[3]]}


def test_a_returned_event_is_done_where_nobody_follows_and_an_alarm_where_somebody_should():
    for followed, outcome, then in ((False, UNROUTED, 1), (True, UNROUTABLE, 0)):
        events = waiting("a", "a")
        batch = a_round(events, followed)
        send(batch)
        batch.returned(str(events[0].event_id))
        batch.confirmed(1, multiple=False, ack=True)
        assert batch.take() == {outcome: [events[0]]}
        assert len(send(batch, 2)) == then


def test_the_window_bounds_what_is_under_way():
    batch = a_round(waiting(*map(str, range(WINDOW + 10))))
    assert len(send(batch)) == WINDOW
    batch.confirmed(5, multiple=True, ack=True)
    assert len(send(batch, WINDOW + 1)) == 5


def test_nothing_leaves_once_the_lease_is_doubtful():
    class Doubtful(Exception):
        pass

    def doubt():
        raise Doubtful

    batch = Round(waiting("a"), followed=lambda _: True, before_each=doubt)
    try:
        send(batch)
    except Doubtful:
        assert not batch.done
    else:
        raise AssertionError("it left")
