"""Which posts an account may hold together, and what its name is by default."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from services.chassis.errors import Conflict, Refused
from services.contracts.roles import ADMINISTRATORS, TERMS, Role
from services.identity.domain.account import ACCOUNT_NAME, Account, AccountKind, excluded_by, suggested_name
from services.identity.domain.organisation import Kind, Organisation, Particulars, region_particulars

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
REGION = Organisation.register(region_particulars("310151"), "31/3101")
DEPARTMENT = Organisation.register(Particulars("310151", "004001", "区教育局", Kind.DEPARTMENT, "310151"), REGION.path)
UNIT = Organisation.register(Particulars("310151", "004011", "城桥中学", Kind.PUBLIC_INSTITUTION, DEPARTMENT.id), DEPARTMENT.path)
SEATS = {"region": REGION, "department": DEPARTMENT, "unit": UNIT}


def an_account():
    return Account("310151004011", "张三", AccountKind.PERSON, UNIT.id, "", "", NOW)


@pytest.mark.parametrize(("first", "second"), [pair for pair in combinations(Role, 2) if set(pair) & ADMINISTRATORS])
def test_an_administrator_holds_no_other_post(first, second):  # GB/T 22239-2019 8.1.5, 三员分立
    for held, wanted in ((first, second), (second, first)):
        assert excluded_by({held}, wanted) == held


def test_business_posts_may_be_held_together():
    account = an_account()
    account.grant(Role.UNIT_HANDLER, UNIT, NOW)
    account.grant(Role.ASSET_ADMINISTRATOR, UNIT, NOW)
    assert account.version == 3


def test_an_administrator_may_administer_two_regions():
    assert excluded_by({Role.AUDIT_ADMINISTRATOR}, Role.AUDIT_ADMINISTRATOR) is None


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("seat", SEATS)
def test_a_post_sits_only_where_it_belongs(role, seat):
    if seat in TERMS[role].seats:
        an_account().grant(role, SEATS[seat], NOW)
        return
    with pytest.raises(Refused) as refused:
        an_account().grant(role, SEATS[seat], NOW)
    assert refused.value.code == "post_not_seated_here"


def test_a_refused_grant_leaves_the_version():
    account = an_account()
    account.grant(Role.UNIT_HANDLER, UNIT, NOW)
    with pytest.raises(Conflict):
        account.grant(Role.UNIT_HANDLER, UNIT, NOW)
    assert account.version == 2


def test_the_default_name_is_fiscal_region_and_budget_code():  # B-014
    assert suggested_name("310151", "004011", set()) == "310151004011"
    assert ACCOUNT_NAME.fullmatch("310151004011")


def test_a_taken_default_name_gets_a_number():  # B-014
    assert suggested_name("310151", "004011", {"310151004011", "310151004011-2"}) == "310151004011-3"
