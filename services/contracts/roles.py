"""Which posts (岗位) exist, how they are called, and where they may sit."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Role(StrEnum):
    """The posts of the sources and the three administrators; values travel on the wire."""

    UNIT_HANDLER = "unit_handler"
    UNIT_REVIEWER = "unit_reviewer"
    ASSET_ADMINISTRATOR = "asset_administrator"
    DEPARTMENT_REVIEWER = "department_reviewer"
    FINANCE_REVIEWER = "finance_reviewer"
    COUNTY_APPROVER = "county_approver"
    ASSET_AUTHORITY = "asset_authority"
    PROVINCIAL_FINANCE = "provincial_finance"
    AUDITOR = "auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"


@dataclass(frozen=True, slots=True)
class RoleTerms:
    """The Chinese name of a post and the kinds of organisation at which it may be held."""

    chinese: str
    seats: frozenset[Literal["region", "department", "unit"]]


_UNIT: frozenset[Literal["region", "department", "unit"]] = frozenset({"unit", "department"})
_REGION: frozenset[Literal["region", "department", "unit"]] = frozenset({"region"})

TERMS: dict[Role, RoleTerms] = {
    Role.UNIT_HANDLER: RoleTerms("单位经办岗", _UNIT),
    Role.UNIT_REVIEWER: RoleTerms("单位审核岗", _UNIT),
    Role.ASSET_ADMINISTRATOR: RoleTerms("资产管理员", _UNIT),
    Role.DEPARTMENT_REVIEWER: RoleTerms("主管部门审核岗", frozenset({"department"})),
    Role.FINANCE_REVIEWER: RoleTerms("财政审核岗", _REGION),
    Role.COUNTY_APPROVER: RoleTerms("县政府审批岗", _REGION),
    Role.ASSET_AUTHORITY: RoleTerms("资产管理行政主管部门岗", _REGION),
    Role.PROVINCIAL_FINANCE: RoleTerms("省财政岗", _REGION),
    Role.AUDITOR: RoleTerms("审计岗", frozenset({"region", "department", "unit"})),
    Role.SYSTEM_ADMINISTRATOR: RoleTerms("系统管理员", _REGION),
    Role.SECURITY_ADMINISTRATOR: RoleTerms("安全管理员", _REGION),
    Role.AUDIT_ADMINISTRATOR: RoleTerms("审计管理员", _REGION),
}

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
"""Mutually exclusive with each other and with every business post."""


def role_named(name: str) -> Role:
    """The role of a Chinese or English name; raises KeyError for anything else."""
    for role, terms in TERMS.items():
        if name in (role.value, terms.chinese):
            return role
    raise KeyError(name)
