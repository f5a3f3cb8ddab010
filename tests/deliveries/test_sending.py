"""What arrives, how often it is tried, and what becomes of it."""

import json
from datetime import timedelta

from services.gateway.deliveries.dispatch import Dispatch
from services.gateway.national.protocol import TARGET
from tests.deliveries.ours import Ours, publication
from tests.deliveries.platform import Theirs
from tests.faults.ledger.installation import eventually


def running(ours: Ours, theirs: Theirs) -> Dispatch:
    ours.know(theirs.platform)
    dispatch = ours.dispatch(theirs.platform)
    dispatch.start()
    return dispatch


def test_a_publication_arrives_once_and_its_receipt_is_kept_and_told(ours: Ours, theirs: Theirs) -> None:
    running(ours, theirs)
    wanted = publication("004011-1")
    assert ours.enqueue(wanted, wanted) == 1
    eventually(lambda: ours.states() == ["delivered"], story=ours.rows)
    row = ours.row(wanted.key)
    assert row.receipt_no.startswith("QG")
    assert theirs.keys() == [wanted.key]
    [(kind, version, data)] = ours.told()
    assert (kind, version) == ("gateway.delivery.receipted.v1", 1)
    assert (data["aggregate_id"], data["action"], data["receipt_no"]) == ("entry-of-004011-1", "publish", row.receipt_no)


def test_what_concerns_one_asset_arrives_in_order_and_others_do_not_wait_for_it(ours: Ours, theirs: Theirs) -> None:
    ours.know(theirs.platform)
    theirs.behave("down", asset_nos=["004011-1"])
    ours.enqueue(*[publication("004011-1", n, "publish" if n == 1 else "change") for n in (1, 2, 3)], publication("004011-2"))
    ours.dispatch(theirs.platform).start()
    eventually(lambda: ours.states() == ["pending", "pending", "pending", "delivered"], story=ours.rows)
    theirs.behave()
    ours.clock.ahead = timedelta(minutes=10)
    theirs.behave(clock_seconds=600)
    eventually(ours.settled, story=ours.rows)
    assert theirs.sequences() == {"004011-2": [1], "004011-1": [1, 2, 3]}


def test_a_refusal_for_good_is_parked_told_and_holds_back_what_follows(ours: Ours, theirs: Theirs) -> None:
    theirs.behave("refusing", asset_nos=["004011-1"])
    first, second, other = publication("004011-1", 1), publication("004011-1", 2, "withdraw"), publication("004011-2")
    ours.enqueue(first, second, other)
    running(ours, theirs)
    eventually(lambda: ours.states() == ["parked", "pending", "delivered"], story=ours.rows)
    assert "分类不在共享目录内" in ours.row(first.key).last_error
    assert [kind for kind, _, _ in ours.told()].count("gateway.delivery.refused.v1") == 1
    assert ours.row(second.key).attempts == 0


def test_an_answer_that_comes_too_late_twice_takes_effect_once(ours: Ours, theirs: Theirs) -> None:
    theirs.behave("late_twice", seconds=0.8)
    wanted = publication("004011-1")
    ours.enqueue(wanted)
    running(ours, theirs)
    eventually(ours.settled, story=ours.rows)
    assert theirs.keys() == [wanted.key]
    assert theirs.simulator.ledger.repeats == 2
    assert ours.attempts(wanted.key) == ["failed", "failed", "received"]


def test_a_200_without_a_receipt_is_not_believed(ours: Ours, theirs: Theirs) -> None:
    theirs.behave("lying", times=2)
    wanted = publication("004011-1")
    ours.enqueue(wanted)
    running(ours, theirs)
    eventually(ours.settled, story=ours.rows)
    assert ours.attempts(wanted.key) == ["failed", "failed", "received"]


def test_retry_after_is_kept_by_everything_for_that_target(ours: Ours, theirs: Theirs) -> None:
    theirs.behave("throttling", allowed=1, seconds=60)
    ours.enqueue(*[publication(f"004011-{n}") for n in range(20)])
    running(ours, theirs)
    eventually(lambda: ours.target().paused_until is not None, story=ours.rows)
    eventually(lambda: "sending" not in ours.states())
    before = theirs.simulator.behaviour.misdeeds["throttling"]
    assert 1 <= before <= 16  # those that were under way together
    ours.dispatch(theirs.platform).turn()
    assert theirs.simulator.behaviour.misdeeds["throttling"] == before
    assert (ours.target().paused_until - ours.clock()).total_seconds() > 50
    ours.clock.ahead = timedelta(seconds=61)
    theirs.behave(clock_seconds=61)
    eventually(ours.settled, story=ours.rows)


def test_a_wrong_secret_is_nobodys_refusal(ours: Ours, theirs: Theirs) -> None:
    wanted = publication("004011-1")
    ours.enqueue(wanted)
    ours.know(theirs.platform)
    theirs.simulator.secret = b"another"
    ours.dispatch(theirs.platform).start()
    eventually(lambda: "failed" in ours.attempts(wanted.key))
    assert ours.row(wanted.key).state in ("pending", "sending")
    assert theirs.keys() == []


def test_the_breaker_opens_for_all_dispatchers_and_lets_one_probe_through(ours: Ours, theirs: Theirs) -> None:
    theirs.behave("down")
    ours.enqueue(*[publication(f"004011-{n}") for n in range(40)])
    running(ours, theirs)
    eventually(lambda: ours.target().open_until is not None, story=ours.rows)
    eventually(lambda: "sending" not in ours.states())
    misdeeds = theirs.simulator.behaviour.misdeeds["down"]
    other = ours.dispatch(theirs.platform)
    other.turn()
    assert theirs.simulator.behaviour.misdeeds["down"] == misdeeds <= 16
    ours.clock.ahead = timedelta(seconds=15)
    eventually(lambda: theirs.simulator.behaviour.misdeeds["down"] == misdeeds + 1)
    eventually(lambda: ours.target().openings == 2)
    ours.clock.ahead = timedelta(minutes=2)
    theirs.behave(clock_seconds=120)
    eventually(ours.settled, story=ours.rows)
    assert ours.target().failures == 0
    assert len(set(theirs.keys())) == len(theirs.keys()) == 40


def test_a_graceful_stop_hands_back_nothing_half_done(ours: Ours, theirs: Theirs) -> None:
    theirs.behave("slow", seconds=0.2)
    ours.enqueue(*[publication(f"004011-{n}") for n in range(60)])
    dispatch = running(ours, theirs)
    eventually(lambda: len(theirs.keys()) > 3)
    dispatch.stop()
    assert not dispatch.alive()
    assert "sending" not in ours.states()
    delivered = [row.key for row in ours.rows() if row.state == "delivered"]
    assert sorted(delivered) == sorted(theirs.keys())
    assert all(row.attempts == 0 for row in ours.rows() if row.state == "pending")


def test_what_is_sent_is_signed_over_time_nonce_path_and_body(ours: Ours, theirs: Theirs) -> None:
    wanted = publication("004011-1")
    ours.enqueue(wanted)
    running(ours, theirs)
    eventually(ours.settled)
    assert theirs.simulator.ledger.offers["guanzi-test", "004011-1"].said == json.loads(wanted.body)["offer"]
    assert ours.target(TARGET).kind == "national_platform"
