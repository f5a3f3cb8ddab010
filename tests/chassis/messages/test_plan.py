"""The position rule: version after version, gaps wait, a snapshot sets the position, what is past is not done again."""

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from services.chassis.inbox import Received
from services.chassis.plan import plan


def received(subject, version, position=0, snapshot=False, arrival=0):
    kind = "ledger.account.booked.v1"
    return Received(uuid4(), arrival or version, "ledger.account", subject, version, kind, snapshot, "{}", 0, position)


def versions(steps):
    return [(step.received.subject, step.received.version) for step in steps if step.due]


def test_versions_follow_each_other_whatever_the_order_of_arrival():
    steps, positions = plan([received("a", 3, arrival=1), received("a", 1, arrival=2), received("a", 2, arrival=3)])
    assert versions(steps) == [("a", 1), ("a", 2), ("a", 3)]
    assert positions == {("ledger.account", "a"): 3}


def test_a_gap_waits_and_holds_nobody_else_back():
    steps, positions = plan([received("a", 1), received("a", 3), received("b", 1)])
    assert versions(steps) == [("a", 1), ("b", 1)]
    assert positions == {("ledger.account", "a"): 1, ("ledger.account", "b"): 1}


def test_a_consumer_that_knows_nothing_of_an_aggregate_accepts_version_1_or_a_snapshot():
    assert versions(plan([received("a", 2)])[0]) == []
    steps, positions = plan([received("a", 7, snapshot=True), received("a", 5), received("a", 8)])
    assert versions(steps) == [("a", 7), ("a", 8)]
    assert positions == {("ledger.account", "a"): 8}


def test_what_the_position_is_past_is_done_without_effect():
    steps, positions = plan([received("a", 4, position=4), received("a", 3, position=4, snapshot=True)])
    assert [step.due for step in steps] == [False, False]
    assert positions == {}


@given(st.lists(st.integers(1, 12), unique=True), st.integers(0, 5))
def test_effects_are_always_the_unbroken_run_behind_the_position(arrivals, position):
    steps, positions = plan([received("a", version, position, arrival=place) for place, version in enumerate(arrivals, 1)])
    done = [step.received.version for step in steps if step.due]
    assert done == list(range(position + 1, position + 1 + len(done)))
    assert position + len(done) + 1 not in arrivals
    assert positions.get(("ledger.account", "a"), position) == position + len(done)
