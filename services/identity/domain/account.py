"""What an account is, which posts it may hold together, and who is kept out of its own affairs."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from services.chassis.errors import Conflict, NotFound, Refused
from services.contracts.roles import ADMINISTRATORS, TERMS, Role
from services.identity.domain.organisation import Organisation

ACCOUNT_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@-]{2,63}", re.ASCII)


class AccountKind(StrEnum):
    """Who signs in: a person with a password or a machine with a client credential."""

    PERSON = "person"
    MACHINE = "machine"


@dataclass(eq=False)
class HeldPost:
    """A post (岗) that an account holds at one organisation."""

    account: str
    role: Role
    org_id: str
    granted_at: datetime


@dataclass(eq=False)
class Account:
    """One account; `org_id` is where it belongs and decides who administers it, `version` counts its changes."""

    account: str
    name: str
    kind: AccountKind
    org_id: str
    phone: str
    id_number: str
    created_at: datetime
    disabled: bool = False
    version: int = 1
    posts: list[HeldPost] = field(default_factory=list)

    def grant(self, role: Role, at_organisation: Organisation, at: datetime) -> None:
        """Give a post. Refuses where the role cannot sit there, is held already, or would join an administrator's post with another."""
        terms = TERMS[role]
        if at_organisation.kind.seat not in terms.seats:
            raise Refused("post_not_seated_here", f"{terms.chinese}不能设在{at_organisation.kind.chinese}“{at_organisation.name}”。")
        if self._held(role, at_organisation.id):
            raise Conflict("post_held_already", f"账号 {self.account} 已在该处任{terms.chinese}。")
        if excluded := excluded_by({post.role for post in self.posts}, role):
            raise Refused(
                "administrators_exclude", f"{terms.chinese}与已任的{TERMS[excluded].chinese}不能由同一账号兼任。",
                article="GB/T 22239-2019 8.1.5", remedy="系统、安全、审计管理员互斥，且不得兼任业务岗位；请使用另一个账号。",
            )
        self.posts.append(HeldPost(self.account, role, at_organisation.id, at))
        self.version += 1

    def revoke(self, role: Role, org_id: str) -> None:
        """Take a post back; refuses with NotFound when it is not held."""
        held = self._held(role, org_id)
        if held is None:
            raise NotFound("post_not_held", f"账号 {self.account} 没有在该处任{TERMS[role].chinese}。")
        self.posts.remove(held)
        self.version += 1

    def disable(self) -> None:
        """No further signing in; refuses with Conflict when that is so already."""
        if self.disabled:
            raise Conflict("account_disabled_already", f"账号 {self.account} 已经停用。")
        self.disabled = True
        self.version += 1

    def enable(self) -> None:
        """Signing in is possible again; refuses with Conflict when it is."""
        if not self.disabled:
            raise Conflict("account_enabled_already", f"账号 {self.account} 没有停用。")
        self.disabled = False
        self.version += 1

    def _held(self, role: Role, org_id: str) -> HeldPost | None:
        return next((post for post in self.posts if (post.role, post.org_id) == (role, org_id)), None)


def excluded_by(held: set[Role], role: Role) -> Role | None:
    """The role among `held` that forbids `role` beside it (三员分立), or None."""
    clashing = held - {role} if role in ADMINISTRATORS else held & ADMINISTRATORS - {role}
    return min(clashing) if clashing else None


def suggested_name(region: str, budget_code: str, taken: set[str]) -> str:
    """Fiscal region + unit budget code (B-014), with -2, -3 … where accounts of that name exist."""
    base = f"{region}{budget_code}"
    number, name = 1, base
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    return name
