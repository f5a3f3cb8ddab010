"""Who may stand in for whom, and until when."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from services.chassis.errors import Conflict, Invalid
from services.sharing.domain.deputies import Account, Deputy, appointed

from .samples import NOW

POST = ("unit_reviewer", "310151-004011")
PRINCIPAL, STAND_IN = Account("wang", disabled=False, posts=[POST]), Account("li", disabled=False, posts=[])
WANTED = Deputy(UUID(int=1), "wang", *POST, "31/310151-004011", "li", NOW, NOW + timedelta(days=7), " 休假 ", "wang", NOW)


def test_a_deputy_acts_from_its_beginning_to_its_end():
    made = appointed(WANTED, PRINCIPAL, STAND_IN)
    assert made.reason == "休假"
    times = [made.in_force(NOW + timedelta(days=days)) for days in (-1, 0, 6, 7)]
    assert times == [False, True, True, False]
    assert not made.end("wang", NOW + timedelta(days=1)).in_force(NOW + timedelta(days=2))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"role": "unit_handler"}, "role_unknown"), ({"org_id": "310151-004012"}, "post_not_held"),
        ({"deputy": "wang"}, "deputy_is_principal"),
        ({"ends_at": NOW}, "out_of_range"), ({"ends_at": NOW + timedelta(days=400)}, "out_of_range"),
        ({"starts_at": NOW - timedelta(days=9), "ends_at": NOW - timedelta(days=1)}, "out_of_range"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_a_fault(changes, code):
    with pytest.raises(Invalid) as fault:
        appointed(replace(WANTED, **changes), PRINCIPAL, STAND_IN)
    assert code in [one.code for one in fault.value.faults]


@pytest.mark.parametrize("role", ["department_reviewer", "finance_reviewer", "county_approver", "asset_authority", "provincial_finance"])
def test_every_deciding_post_can_be_deputised(role):
    holder = Account("wang", disabled=False, posts=[(role, "310151")])
    made = appointed(replace(WANTED, role=role, org_id="310151"), holder, STAND_IN)
    assert (made.version, made.end("wang", NOW).version) == (1, 2)


@pytest.mark.parametrize(("principal", "stand_in"), [(None, STAND_IN), (PRINCIPAL, None), (replace(PRINCIPAL, disabled=True), STAND_IN)])
def test_accounts_that_are_gone_neither_lend_nor_borrow(principal, stand_in):
    with pytest.raises(Invalid):
        appointed(WANTED, principal, stand_in)


@pytest.mark.parametrize("role", ["system_administrator", "security_administrator", "audit_administrator"])
def test_administrators_stand_in_for_nobody(role):
    with pytest.raises(Invalid, match="deputy_invalid"):
        appointed(WANTED, PRINCIPAL, replace(STAND_IN, posts=[(role, "310151")]))


def test_what_is_over_does_not_end_again():
    with pytest.raises(Conflict, match="deputy_ended"):
        WANTED.end("wang", NOW + timedelta(days=8))
