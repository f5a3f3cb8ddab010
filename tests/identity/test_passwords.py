"""The initial password (B-015), its forced change, and what a change does to sessions."""

import pytest

from services.chassis.errors import Forbidden, Invalid, Throttled, Unauthenticated
from services.chassis.rpc.client import Origin, ask
from services.contracts.rpc.identity.v1 import accounts_pb2, organisations_pb2
from services.contracts.rpc.identity.v1 import sessions_pb2 as pb
from tests.identity.conftest import INITIAL, PASSWORD

BETTER = "Xin-mima-2026"


def change(rpc, origin, old, new, **more):
    return ask(rpc.sessions.ChangePassword, pb.ChangePasswordRequest(old_password=old, new_password=new, **more), origin)


@pytest.fixture
def fresh(rpc, account):
    """An account that a system administrator has just made, with the configured initial password."""
    account("admin", "system_administrator", "310151")
    account("security", "security_administrator", "310151")
    made = ask(rpc.accounts.CreateAccount, accounts_pb2.CreateAccountRequest(name="李四", org_id="004011"), rpc.as_("admin"))
    grant = accounts_pb2.GrantPostRequest(account=made.account, role="单位审核岗", org_id="004011")
    ask(rpc.accounts.GrantPost, grant, rpc.as_("security"))
    return made


def signed_in(rpc, account, password):
    opened = rpc.sign_in(account, password)
    return opened, Origin(rpc.authenticate(opened.token).access_token, "test")


def test_the_initial_password_comes_from_configuration_and_must_be_changed(rpc, fresh):  # B-014, B-015
    assert (fresh.account, fresh.initial_password) == ("310151004011", "123qweQWE")
    opened = rpc.sign_in(fresh.account, INITIAL)
    assert opened.must_change_password
    assert rpc.authenticate(opened.token).must_change_password


def test_until_it_is_changed_nothing_else_works(rpc, fresh):  # B-015
    opened, origin = signed_in(rpc, fresh.account, INITIAL)
    assert not rpc.authenticate(opened.token).posts
    with pytest.raises(Forbidden):
        ask(rpc.organisations.ListOrganisations, organisations_pb2.ListOrganisationsRequest(), origin)


def test_it_is_never_accepted_afterwards(rpc, fresh):  # B-015
    _, origin = signed_in(rpc, fresh.account, INITIAL)
    rotated = change(rpc, origin, INITIAL, BETTER)
    with pytest.raises(Unauthenticated):
        rpc.sign_in(fresh.account, INITIAL)
    again = Origin(rpc.authenticate(rotated.token).access_token, "test")
    with pytest.raises(Invalid) as refused:
        change(rpc, again, BETTER, INITIAL)
    assert refused.value.code == "password_weak"
    assert [post.role for post in rpc.authenticate(rotated.token).posts] == ["unit_reviewer"]


def test_a_reset_gives_a_random_password_never_the_published_one(rpc, fresh):  # B-015
    _, origin = signed_in(rpc, fresh.account, INITIAL)
    token = change(rpc, origin, INITIAL, BETTER).token
    reset = ask(rpc.accounts.ResetPassword, accounts_pb2.ResetPasswordRequest(account=fresh.account), rpc.as_("admin"))
    assert reset.initial_password not in {INITIAL, BETTER, ""}
    for gone in (INITIAL, BETTER):
        with pytest.raises(Unauthenticated):
            rpc.sign_in(fresh.account, gone)
    with pytest.raises(Unauthenticated):
        rpc.authenticate(token)
    assert rpc.sign_in(fresh.account, reset.initial_password).must_change_password


def test_a_change_rotates_this_session_and_ends_the_others(rpc, account):
    account("clerk")
    here, elsewhere = rpc.sign_in("clerk").token, rpc.sign_in("clerk").token
    rotated = change(rpc, Origin(rpc.authenticate(here).access_token, "test"), PASSWORD, BETTER).token
    for gone in (here, elsewhere):
        with pytest.raises(Unauthenticated):
            rpc.authenticate(gone)
    assert rpc.authenticate(rotated).account == "clerk"


def test_a_client_that_holds_its_token_itself_may_keep_it(rpc, account):
    account("clerk")
    here, elsewhere = rpc.sign_in("clerk").token, rpc.sign_in("clerk").token
    origin = Origin(rpc.authenticate(here).access_token, "test")
    assert change(rpc, origin, PASSWORD, BETTER, keep_token=True).token == ""
    assert rpc.authenticate(here).account == "clerk"
    with pytest.raises(Unauthenticated):
        rpc.authenticate(elsewhere)


def test_a_wrong_old_password_is_counted_like_a_failed_sign_in(rpc, account):
    account("clerk")
    origin = rpc.as_("clerk")
    for _ in range(5):
        with pytest.raises(Invalid) as wrong:
            change(rpc, origin, "wrong", BETTER)
        assert wrong.value.code == "old_password_wrong"
    with pytest.raises(Throttled):
        change(rpc, origin, PASSWORD, BETTER)


def test_every_reason_against_a_password_is_named(rpc, account):
    account("clerk")
    with pytest.raises(Invalid) as refused:
        change(rpc, rpc.as_("clerk"), PASSWORD, "clerk1")
    assert len(refused.value.faults) == 3


def test_the_old_password_again_is_no_change(rpc, account):
    account("clerk")
    with pytest.raises(Invalid):
        change(rpc, rpc.as_("clerk"), PASSWORD, PASSWORD)


def test_no_password_stands_in_any_table(rpc, fresh, asked):
    _, origin = signed_in(rpc, fresh.account, INITIAL)
    change(rpc, Origin(origin.token, "test", "key-1"), INITIAL, BETTER)
    for table in ("credential", "session", "request_key", "audit", "outbox"):
        rows = str(asked(f"SELECT {table}::text, '' FROM {table}"))  # noqa: S608
        for secret in (INITIAL, BETTER, INITIAL.encode().hex(), BETTER.encode().hex()):
            assert secret not in rows, table
