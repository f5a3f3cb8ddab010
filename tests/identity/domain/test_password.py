"""Which passwords are refused."""

import pytest

from services.identity.domain.password import password_faults
from services.identity.domain.policy import password_policy


def faults(password, never=()):
    return password_faults(password, "310151004011", password_policy(), never)


def test_a_long_mixed_password_is_good():
    assert faults("Jiaoyu-2026-ju") == ()


@pytest.mark.parametrize("password", ["123qweQWE", "123QWEqwe", "P@ssw0rd", "Abcd@1234"])
def test_published_and_common_passwords_are_refused(password):  # B-015
    assert any("公开" in fault for fault in faults(password))


def test_the_configured_initial_password_is_refused_whatever_it_is():  # B-015
    assert any("公开" in fault for fault in faults("Chushi-mima-7", never=["Chushi-mima-7"]))


def test_every_fault_is_named_at_once():
    assert len(faults("abc")) == 2


def test_the_account_name_may_not_be_part_of_it():
    assert faults("X-310151004011-y") == ("不能包含账号名。",)
