"""Menus show only what the caller's posts allow."""

import pytest

from services.contracts.permissions import permissions
from services.contracts.roles import Role
from services.gateway.pages.menu import MENU, menu_for

BUSINESS = {"/cards", "/card-registration", "/changes", "/lendings", "/queues", "/imports", "/differences", "/responsibility"}


def seen(*roles: Role) -> set[str]:
    return {entry.href for group in menu_for(frozenset(role.value for role in roles)) for entry in group.entries}


def test_every_entry_names_operations_of_the_permission_table():
    for group in MENU:
        for entry in group.entries:
            for operation in entry.operations:
                service, _, name = operation.partition(":")
                assert name in permissions(service)


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR])
def test_the_three_administrators_see_no_business(role):
    assert not seen(role) & BUSINESS


def test_a_reviewer_is_not_offered_to_register():
    assert "/card-registration" not in seen(Role.UNIT_REVIEWER)
    assert "/card-registration" in seen(Role.UNIT_HANDLER)


def test_a_deputy_sees_the_desks_he_fills_and_nothing_else_of_the_post():
    def shown(role: Role, *own: Role) -> set[str]:
        groups = menu_for(frozenset(one.value for one in own), frozenset({role.value}))
        return {entry.href for group in groups for entry in group.entries}

    reviews = {"/approvals/entries", "/approvals/withdrawals", "/approvals/demands"}
    assert shown(Role.UNIT_REVIEWER) - seen() == reviews
    assert shown(Role.UNIT_REVIEWER, Role.UNIT_HANDLER) - seen(Role.UNIT_HANDLER) == reviews
    for role in (Role.ASSET_AUTHORITY, Role.PROVINCIAL_FINANCE):
        assert shown(role, Role.UNIT_HANDLER) - seen(Role.UNIT_HANDLER) == {"/reports"}
    for role in (Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER, Role.COUNTY_APPROVER):
        assert shown(role, Role.UNIT_HANDLER) - seen(Role.UNIT_HANDLER) == {"/disposal/approvals"}


def test_whoever_has_no_post_still_has_his_own_pages():
    assert seen() == {"/", "/me", "/help"}
