"""Accounts and posts over gRPC: who may do what, what is masked, what is said to others and what is on record."""

import json

import pytest

from services.chassis.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from services.chassis.rpc.client import ask
from services.contracts.rpc.identity.v1 import accounts_pb2 as pb

PHONE, ID_NUMBER = "13812341234", "11010519491231002X"


@pytest.fixture
def staff(account):
    """A region's system and security administrators and a clerk of a school."""
    account("admin", "system_administrator", "310151")
    account("security", "security_administrator", "310151")
    account("clerk")


def create(rpc, who="admin", key="", **fields):
    request = pb.CreateAccountRequest(**{"account": "new", "name": "王五", "org_id": "310151-004012"} | fields)
    return ask(rpc.accounts.CreateAccount, request, rpc.as_(who, key))


def grant(rpc, account, role, org_id, who="security"):
    ask(rpc.accounts.GrantPost, pb.GrantPostRequest(account=account, role=role, org_id=org_id), rpc.as_(who))


def test_system_administrators_create_accounts_and_security_administrators_grant_posts(rpc, staff):  # 三员分立
    create(rpc)
    with pytest.raises(Forbidden):
        create(rpc, "security", account="other")
    with pytest.raises(Forbidden):
        grant(rpc, "new", "unit_handler", "004012", "admin")
    grant(rpc, "new", "unit_handler", "004012")
    with pytest.raises(Forbidden):
        create(rpc, "clerk", account="other")


def test_an_account_without_a_name_gets_region_and_budget_code(rpc, staff):  # B-014
    assert create(rpc, account="", org_id="004011").account == "310151004011"
    assert create(rpc, account="", org_id="004011").account == "310151004011-2"
    suggestion = ask(rpc.accounts.SuggestAccountName, pb.SuggestAccountNameRequest(org_id="004012"), rpc.as_("admin"))
    assert suggestion.account == "310151004012"


def test_a_taken_name_is_a_conflict(rpc, staff):
    create(rpc)
    with pytest.raises(Conflict) as taken:
        create(rpc)
    assert taken.value.code == "account_exists"


def test_a_repeated_request_makes_one_account_and_shows_its_password_once(rpc, staff, asked):
    first, second = create(rpc, key="k"), create(rpc, key="k")
    assert (first.account, second.account) == ("new", "new")
    assert (bool(first.initial_password), second.initial_password) == (True, "")
    with pytest.raises(Conflict) as reused:
        create(rpc, key="k", name="赵六")
    assert reused.value.code == "idempotency_key_reused"


def test_every_fault_of_an_account_is_named(rpc, staff):
    with pytest.raises(Invalid) as faulty:
        create(rpc, account="王", name="", phone="123", id_number="110105194912310021")
    assert [fault.field for fault in faulty.value.faults] == ["account", "name", "phone", "id_number"]


def test_an_administrator_reaches_only_his_region(rpc, staff, account):
    account("elsewhere", at="430121-002001", role="unit_handler")
    for method, request in (
        (rpc.accounts.GetAccount, pb.GetAccountRequest(account="elsewhere")),
        (rpc.accounts.DisableAccount, pb.DisableAccountRequest(account="elsewhere")),
        (rpc.accounts.ResetPassword, pb.ResetPasswordRequest(account="elsewhere")),
    ):
        with pytest.raises(NotFound):
            ask(method, request, rpc.as_("admin"))
    with pytest.raises(NotFound):
        create(rpc, org_id="430121-002001")
    with pytest.raises(NotFound):
        grant(rpc, "clerk", "finance_reviewer", "430121")
    listed = ask(rpc.accounts.ListAccounts, pb.ListAccountsRequest(), rpc.as_("admin"))
    assert ([each.account for each in listed.accounts], listed.total) == (["admin", "clerk", "security"], 3)


def test_personal_data_is_masked_in_lists_records_and_events(rpc, staff, asked):  # C-050
    create(rpc, phone=PHONE, id_number=ID_NUMBER.lower())
    [listed] = ask(rpc.accounts.ListAccounts, pb.ListAccountsRequest(query="王五"), rpc.as_("security")).accounts
    assert (listed.phone, listed.id_number) == ("138****1234", "11**************2X")
    for table in ("audit", "outbox", "request_key"):
        rows = str(asked(f"SELECT {table}::text, '' FROM {table}"))  # noqa: S608
        assert PHONE not in rows
        assert ID_NUMBER not in rows
    [(body,)] = asked("SELECT body FROM outbox WHERE subject = 'new'")
    assert "王五" not in body


def test_unmasking_needs_the_permission_and_a_reason_and_is_on_record(rpc, staff, asked):  # C-050
    create(rpc, phone=PHONE, id_number=ID_NUMBER)
    with pytest.raises(Forbidden):
        ask(rpc.accounts.UnmaskContact, pb.UnmaskContactRequest(account="new", reason="核对"), rpc.as_("admin"))
    with pytest.raises(Invalid):
        ask(rpc.accounts.UnmaskContact, pb.UnmaskContactRequest(account="new"), rpc.as_("security"))
    shown = ask(rpc.accounts.UnmaskContact, pb.UnmaskContactRequest(account="new", reason="核对"), rpc.as_("security"))
    assert (shown.phone, shown.id_number) == (PHONE, ID_NUMBER)
    assert asked("SELECT actor, object_id, after->>'reason' FROM audit WHERE operation = 'contact.unmask'") == [("security", "new", "核对")]


def test_administrators_exclude_each_other_and_business_posts(rpc, staff):  # GB/T 22239-2019 8.1.5
    for role, seat in (("audit_administrator", "310151"), ("unit_handler", "004011")):
        with pytest.raises(Refused) as refused:
            grant(rpc, "admin", role, seat)
        assert refused.value.code == "administrators_exclude"
    with pytest.raises(Refused):
        grant(rpc, "clerk", "系统管理员", "310151")


def test_nobody_changes_his_own_posts_or_disables_himself(rpc, staff):
    with pytest.raises(Refused):
        grant(rpc, "security", "security_administrator", "310151")
    with pytest.raises(Refused):
        ask(rpc.accounts.DisableAccount, pb.DisableAccountRequest(account="admin"), rpc.as_("admin"))


def test_a_revoked_post_counts_from_the_next_request(rpc, staff):
    token = rpc.sign_in("clerk").token
    assert len(rpc.authenticate(token).posts) == 1
    request = pb.RevokePostRequest(account="clerk", role="unit_handler", org_id="004011")
    ask(rpc.accounts.RevokePost, request, rpc.as_("security"))
    assert not rpc.authenticate(token).posts
    with pytest.raises(NotFound):
        ask(rpc.accounts.RevokePost, request, rpc.as_("security"))


def test_every_change_is_one_event_with_the_next_version(rpc, staff, asked):
    create(rpc)
    grant(rpc, "new", "unit_handler", "004012")
    grant(rpc, "new", "资产管理员", "004012")
    ask(rpc.accounts.RevokePost, pb.RevokePostRequest(account="new", role="unit_handler", org_id="004012"), rpc.as_("security"))
    ask(rpc.accounts.DisableAccount, pb.DisableAccountRequest(account="new", reason="离职"), rpc.as_("admin"))
    ask(rpc.accounts.EnableAccount, pb.EnableAccountRequest(account="new"), rpc.as_("admin"))
    rows = asked("SELECT type, version, body FROM outbox WHERE subject = 'new' ORDER BY position")
    facts = ["created", "post_granted", "post_granted", "post_revoked", "disabled", "enabled"]
    expected = [(f"identity.account.{fact}.v1", number) for number, fact in enumerate(facts, 1)]
    assert [(type_, version) for type_, version, _ in rows] == expected
    assert json.loads(rows[4][2])["data"] == {
        "account": "new", "kind": "person", "org_id": "310151-004012", "disabled": True,
        "posts": [{"role": "asset_administrator", "org_id": "310151-004012"}],
    }


def test_lists_show_what_administrators_look_for(rpc, staff, account):
    account("fresh", must_change=True)
    for _ in range(5):
        with pytest.raises(Exception, match="sign_in_failed"):
            rpc.sign_in("clerk", "wrong")
    found = {each.account: each for each in ask(rpc.accounts.ListAccounts, pb.ListAccountsRequest(), rpc.as_("security")).accounts}
    assert found["clerk"].HasField("locked_until")
    assert found["security"].HasField("last_sign_in_at")
    assert found["fresh"].must_change_password
    assert found["clerk"].posts[0].role_name == "单位经办岗"
    ask(rpc.accounts.UnlockAccount, pb.UnlockAccountRequest(account="clerk"), rpc.as_("security"))
    assert rpc.sign_in("clerk").token


def test_lists_come_in_pages_and_by_role(rpc, staff):
    first = ask(rpc.accounts.ListAccounts, pb.ListAccountsRequest(limit=2), rpc.as_("admin"))
    rest = ask(rpc.accounts.ListAccounts, pb.ListAccountsRequest(limit=2, cursor=first.next_cursor), rpc.as_("admin"))
    assert [each.account for each in [*first.accounts, *rest.accounts]] == ["admin", "clerk", "security"]
    handlers = ask(rpc.accounts.ListAccounts, pb.ListAccountsRequest(role="unit_handler"), rpc.as_("admin"))
    assert [each.account for each in handlers.accounts] == ["clerk"]
