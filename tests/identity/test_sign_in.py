"""Signing in: counted, locked, throttled, the same for unknown accounts; with the clock in the test's hand."""

from datetime import timedelta
from statistics import median
from time import process_time

import pytest

from services.chassis.actor import Actor, Call
from services.chassis.errors import Throttled, Unauthenticated
from services.chassis.rpc.client import Origin, ask
from services.contracts.rpc.identity.v1 import sessions_pb2 as pb
from services.identity.pruning import prune
from services.identity.usecases.accounts import disable_account
from services.identity.usecases.sign_in import SignIn, sign_in, unlock_account
from tests.identity.conftest import NOW, PASSWORD, as_operator


def at(minutes=0):
    return Call(Actor("", ""), NOW + timedelta(minutes=minutes), "test")


@pytest.fixture
def enter(sessions, hasher):
    def try_(account, password=PASSWORD, minutes=0, address="192.0.2.7"):
        return sign_in(sessions, hasher, SignIn(account, password, address, "Firefox"), at(minutes))

    return try_


def fail(enter, times, account="clerk", **more):
    for _ in range(times):
        with pytest.raises(Unauthenticated):
            enter(account, "wrong", **more)


def test_a_right_password_opens_a_session_whose_token_is_nowhere(enter, account, asked):
    token = enter(account("clerk")).token
    assert len(token) >= 43
    [(row,)] = asked("SELECT session::text FROM session")
    assert token not in row


def test_five_failures_lock_for_thirty_minutes_even_the_right_password(enter, account):
    account("clerk")
    fail(enter, 5)
    with pytest.raises(Throttled) as throttled:
        enter("clerk", minutes=1)
    assert throttled.value.code == "account_locked"
    assert throttled.value.retry_seconds == 29 * 60
    assert "29 分钟" in throttled.value.message
    assert enter("clerk", minutes=30).token


def test_a_right_password_in_between_forgives(enter, account):
    account("clerk")
    fail(enter, 4)
    enter("clerk")
    fail(enter, 4)
    assert enter("clerk").token


def test_an_unknown_account_is_refused_and_locked_like_a_known_one(enter, organisations):
    fail(enter, 5, "nobody")
    with pytest.raises(Throttled):
        enter("nobody")


def test_an_unknown_account_takes_as_long_as_a_known_one(enter, account):
    for number in range(5):
        account(f"clerk{number}", role="")

    def seconds(names):
        taken = []
        for name in names:
            started = process_time()
            fail(enter, 1, name)
            taken.append(process_time() - started)
        return median(taken)

    fail(enter, 1, "warm-up")
    known, unknown = seconds(f"clerk{number}" for number in range(5)), seconds(f"nobody{number}" for number in range(5))
    assert 0.5 < known / unknown < 2


def test_an_address_is_throttled_across_accounts(enter, organisations):
    for number in range(50):
        fail(enter, 1, f"guess{number}", address="198.51.100.1")
    with pytest.raises(Throttled) as throttled:
        enter("guess99", address="198.51.100.1")
    assert throttled.value.code == "address_locked"
    fail(enter, 1, "guess99", address="198.51.100.2")


def test_the_security_administrator_lifts_a_lock(enter, account, sessions, asked):
    account("clerk")
    fail(enter, 5)
    with sessions.begin() as session:
        unlock_account(session, as_operator(), "clerk")
    assert enter("clerk").token
    assert asked("SELECT before->>'locked' FROM audit WHERE operation = 'account.unlock'") == [("true",)]


def test_a_disabled_account_hears_so_only_with_the_right_password(enter, account, sessions):
    account("clerk")
    with sessions.begin() as session:
        disable_account(session, as_operator(), "clerk", "离职")
    with pytest.raises(Unauthenticated) as right:
        enter("clerk")
    with pytest.raises(Unauthenticated) as wrong:
        enter("clerk", "wrong")
    assert (right.value.code, wrong.value.code) == ("account_disabled", "sign_in_failed")


def test_signing_in_and_failing_to_is_on_record(enter, account, asked):
    account("clerk")
    fail(enter, 1)
    enter("clerk")
    recorded = asked("SELECT actor, operation, org_path, after->>'address' FROM audit WHERE operation LIKE 'session.%' ORDER BY position")
    path = "31/3101/310151/310151-004001/310151-004011"
    assert recorded == [("clerk", "session.sign_in_failed", path, "192.0.2.7"), ("clerk", "session.sign_in", path, "192.0.2.7")]


def test_old_sessions_and_forgotten_tries_are_pruned(enter, account, sessions, asked):
    account("clerk")
    enter("clerk")
    fail(enter, 2, "nobody")
    with sessions.begin() as session:
        assert prune(session, NOW + timedelta(days=8)) >= 2
    assert asked("SELECT (SELECT count(*) FROM session), (SELECT count(*) FROM sign_in_attempt)") == [(0, 0)]


def test_over_the_wire_a_lock_says_when_to_come_back(rpc, account):
    account("clerk")
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            rpc.sign_in("clerk", "wrong")
    with pytest.raises(Throttled) as throttled:
        rpc.sign_in("clerk")
    assert 1700 < throttled.value.retry_seconds <= 1800


def test_without_a_token_only_signing_in_is_open(rpc, organisations):
    with pytest.raises(Unauthenticated):
        ask(rpc.sessions.ListSessions, pb.ListSessionsRequest(), Origin("", "test"))
