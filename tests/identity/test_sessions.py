"""Sessions: sliding and absolute end, sign-out here and everywhere, and their end with the account."""

from datetime import timedelta

import pytest

from services.chassis.actor import Actor, Call
from services.chassis.errors import Forbidden, NotFound, Unauthenticated
from services.chassis.rpc.client import ask
from services.contracts.rpc.identity.v1 import accounts_pb2
from services.contracts.rpc.identity.v1 import sessions_pb2 as pb
from services.identity.usecases.sessions import authenticate
from services.identity.usecases.sign_in import SignIn, sign_in
from tests.identity.conftest import NOW, PASSWORD


@pytest.fixture
def token(sessions, hasher, account):
    account("clerk")
    return sign_in(sessions, hasher, SignIn("clerk", PASSWORD, "192.0.2.7", "Firefox"), Call(Actor("", ""), NOW, "test")).token


@pytest.fixture
def use(sessions):
    def at(token, **after):
        with sessions.begin() as session:
            return authenticate(session, token, NOW + timedelta(**after))

    return at


def test_thirty_idle_minutes_end_it(use, token):
    assert use(token, minutes=29).actor.account == "clerk"
    with pytest.raises(Unauthenticated):
        use(token, minutes=59)


def test_use_slides_it(use, token):
    for minutes in range(20, 180, 20):
        assert use(token, minutes=minutes).expires_at == NOW + timedelta(minutes=minutes + 30)


def test_twelve_hours_end_it_however_busy(use, token):
    for minutes in range(25, 12 * 60, 25):
        use(token, minutes=minutes)
    with pytest.raises(Unauthenticated):
        use(token, hours=12)


def test_use_is_written_at_most_once_a_minute(use, token, asked):
    use(token, seconds=30)
    assert asked("SELECT last_seen_at FROM session") == [(NOW,)]
    use(token, seconds=90)
    assert asked("SELECT last_seen_at FROM session") == [(NOW + timedelta(seconds=90),)]


def test_a_forged_token_is_nobody(use, token):
    for forged in ("", token[:-1], token + "x"):
        with pytest.raises(Unauthenticated):
            use(forged)


def test_the_access_token_names_person_posts_and_paths(rpc, account):
    account("clerk")
    answer = rpc.authenticate(rpc.sign_in("clerk").token)
    [post] = answer.posts
    assert (answer.account, answer.kind, post.role, post.role_name, post.org_name, post.budget_code) == (
        "clerk", "person", "unit_handler", "单位经办岗", "城桥中学", "004011"
    )
    assert post.path == "31/3101/310151/310151-004001/310151-004011"
    assert 0 < answer.access_expires_at.seconds - answer.expires_at.seconds + 30 * 60 <= 61


def test_disabling_an_account_ends_its_sessions_at_once(rpc, account, asked):
    account("clerk")
    account("admin", "system_administrator", "310151")
    token = rpc.sign_in("clerk").token
    request = accounts_pb2.DisableAccountRequest(account="clerk", reason="离职")
    ask(rpc.accounts.DisableAccount, request, rpc.as_("admin"))
    with pytest.raises(Unauthenticated):
        rpc.authenticate(token)
    assert asked("SELECT ended_by FROM session WHERE account = 'clerk'") == [("disabled",)]


def test_sessions_are_listed_and_ended_one_by_one(rpc, account):
    account("clerk")
    other = rpc.sign_in("clerk").token
    me = rpc.as_("clerk")
    listed = ask(rpc.sessions.ListSessions, pb.ListSessionsRequest(), me).sessions
    assert [each.current for each in listed] == [True, False]
    assert listed[0].address == "192.0.2.7"
    ask(rpc.sessions.EndSession, pb.EndSessionRequest(session_id=listed[1].id), me)
    with pytest.raises(Unauthenticated):
        rpc.authenticate(other)
    with pytest.raises(NotFound):
        ask(rpc.sessions.EndSession, pb.EndSessionRequest(session_id=listed[1].id), me)


def test_sign_out_ends_this_one_and_everywhere_all(rpc, account):
    account("clerk")
    first, second, third = (rpc.sign_in("clerk").token for _ in range(3))
    rpc.signed_in["clerk"] = first
    ask(rpc.sessions.SignOut, pb.SignOutRequest(), rpc.as_("clerk"))
    with pytest.raises(Unauthenticated):
        rpc.authenticate(first)
    rpc.signed_in["clerk"] = second
    assert ask(rpc.sessions.SignOutEverywhere, pb.SignOutEverywhereRequest(), rpc.as_("clerk")).ended == 2
    with pytest.raises(Unauthenticated):
        rpc.authenticate(third)


def test_the_security_administrator_sees_and_ends_others_sessions(rpc, account):
    account("clerk")
    account("colleague")
    account("security", "security_administrator", "310151")
    token = rpc.sign_in("clerk").token
    for nosy, refusal in (("colleague", Forbidden), ("security", None)):
        request = pb.ListSessionsRequest(account="clerk")
        if refusal:
            with pytest.raises(refusal):
                ask(rpc.sessions.ListSessions, request, rpc.as_(nosy))
        else:
            [listed] = ask(rpc.sessions.ListSessions, request, rpc.as_(nosy)).sessions
            ask(rpc.sessions.EndSession, pb.EndSessionRequest(session_id=listed.id), rpc.as_(nosy))
    with pytest.raises(Unauthenticated):
        rpc.authenticate(token)


def test_a_machine_signs_in_with_its_client_credential(rpc, account):
    account("admin", "system_administrator", "310151")
    request = accounts_pb2.CreateMachineAccountRequest(account="eastern-system", name="东部系统", org_id="310151")
    made = ask(rpc.accounts.CreateMachineAccount, request, rpc.as_("admin"))
    credential = pb.MachineSignInRequest(client_id=made.client_id, client_secret=made.client_secret)
    opened = rpc.sessions.MachineSignIn(credential)
    assert rpc.authenticate(opened.token).kind == "machine"
    with pytest.raises(Unauthenticated):
        rpc.sign_in(made.client_id, made.client_secret)
