"""When failed sign-ins block further ones."""

from datetime import UTC, datetime, timedelta

from services.identity.domain.attempts import Attempts
from services.identity.domain.policy import attempt_policy

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
POLICY = attempt_policy()


def counted(tries, every=timedelta(seconds=10)):
    attempts = Attempts("account", "a", 0, NOW, None)
    for number in range(tries):
        attempts.count_one(NOW + number * every, POLICY.per_account, POLICY)
    return attempts


def test_four_failures_block_nothing():
    assert counted(4).blocked_for(NOW + timedelta(minutes=1)) is None


def test_the_fifth_blocks_for_thirty_minutes():
    attempts = counted(5)
    last = NOW + timedelta(seconds=40)
    assert attempts.blocked_for(last) == timedelta(minutes=30)
    assert attempts.blocked_for(last + timedelta(minutes=29, seconds=59)) == timedelta(seconds=1)
    assert attempts.blocked_for(last + timedelta(minutes=30)) is None


def test_after_the_block_the_count_starts_anew():
    attempts = counted(5)
    attempts.count_one(NOW + timedelta(minutes=31), POLICY.per_account, POLICY)
    assert (attempts.count, attempts.blocked_until) == (1, None)


def test_failures_far_apart_are_forgotten():
    assert counted(5, every=timedelta(minutes=10)).blocked_for(NOW + timedelta(minutes=41)) is None


def test_a_right_try_from_an_address_takes_back_only_itself():
    attempts = counted(3)
    attempts.take_back()
    assert attempts.count == 2
