"""The permission table: who reaches what, and what a refusal gives away."""

import pytest
from sqlalchemy import Column, MetaData, Text, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects import postgresql

from services.chassis.actor import Actor, Post
from services.chassis.errors import Forbidden, NotFound
from services.chassis.permissions import Reach, Table, reaches, require, within
from services.contracts.permissions import permissions
from services.contracts.roles import ADMINISTRATORS, TERMS, Role, role_named

SCHOOL = "31/3101/310151/310151-004001/310151-004011"
DEPARTMENT = "31/3101/310151/310151-004001"
REGION = "31/3101/310151"
TABLE: Table = {"read": {"clerk": "own", "officer": "tree", "root": "all"}}


def somebody(role: str, path: str) -> Actor:
    return Actor("a", "甲", (Post(role, path.rpartition("/")[2], path),))


def test_own_reaches_the_very_organisation_and_not_its_subordinates():
    require(TABLE, somebody("clerk", DEPARTMENT), "read", DEPARTMENT)
    with pytest.raises(NotFound):
        require(TABLE, somebody("clerk", DEPARTMENT), "read", SCHOOL)


def test_tree_reaches_everything_below_and_nothing_beside():
    require(TABLE, somebody("officer", DEPARTMENT), "read", SCHOOL)
    with pytest.raises(NotFound):
        require(TABLE, somebody("officer", DEPARTMENT), "read", f"{DEPARTMENT}2")
    with pytest.raises(NotFound):
        require(TABLE, somebody("officer", SCHOOL), "read", DEPARTMENT)


def test_a_role_without_the_operation_is_forbidden_whatever_the_place():
    with pytest.raises(Forbidden):
        require(TABLE, somebody("stranger", SCHOOL), "read", SCHOOL)


def test_an_operation_that_is_not_in_the_table_is_a_defect_not_a_permission():
    with pytest.raises(KeyError):
        reaches(TABLE, somebody("clerk", SCHOOL), "raed")


@pytest.mark.parametrize(
    ("reach", "condition"),
    [
        (Reach("31/a", "own"), "org.path = '31/a'"),
        (Reach("31/a", "tree"), "org.path = '31/a' OR (org.path LIKE '31//a//' || '%%' ESCAPE '/')"),
        (Reach("", "all"), "true"),
    ],
)
def test_a_reach_becomes_a_where_clause(reach, condition):
    table = SqlTable("org", MetaData(), Column("path", Text))
    statement = select(table).where(within(table.c.path, (reach,)))
    text = str(statement.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    assert text.partition("WHERE ")[2] == condition


def test_no_reach_finds_nothing():
    table = SqlTable("org", MetaData(), Column("path", Text))
    text = str(select(table).where(within(table.c.path, ())).compile(dialect=postgresql.dialect()))
    assert "false" in text


def test_every_role_of_the_shipped_table_exists():
    known = {role.value for role in Role}
    for service in ("registry", "identity"):
        for operation, roles in permissions(service).items():
            assert set(roles) <= known, operation


def test_administrators_have_no_business_permission():
    # design: the three administrators see no business data
    business = {op: roles for op, roles in permissions("registry").items() if op not in ("operations.manage", "class_code.import")}
    for operation, roles in business.items():
        assert not {role.value for role in ADMINISTRATORS} & set(roles), operation


def test_the_auditor_changes_nothing():
    for service in ("registry", "identity"):
        for operation, roles in permissions(service).items():
            assert "auditor" not in roles or operation.endswith(".read"), operation


def test_posts_are_found_by_either_name():
    assert role_named("单位经办岗") is role_named("unit_handler") is Role.UNIT_HANDLER
    assert len({terms.chinese for terms in TERMS.values()}) == len(Role)
