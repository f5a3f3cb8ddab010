"""Who may do what, where: the permission table applied to an actor's posts and an organisation path.

The table itself is data (`services/contracts/permissions.toml`): operation → role → scope, where the scope is `own`
(the very organisation of the post), `tree` (it and all below) or `all` (the installation, for what has no path).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import ColumnElement, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from services.chassis.actor import Actor
from services.chassis.errors import Forbidden, NotFound

Scope = Literal["own", "tree", "all"]
Table = Mapping[str, Mapping[str, Scope]]


@dataclass(frozen=True, slots=True)
class Reach:
    """One place where an operation is allowed: `path` exactly, or with everything below."""

    path: str
    scope: Scope

    def covers(self, path: str) -> bool:
        """Whether the organisation at `path` lies within this reach."""
        return self.scope == "all" or path == self.path or (self.scope == "tree" and path.startswith(f"{self.path}/"))


def reaches(table: Table, actor: Actor, operation: str) -> tuple[Reach, ...]:
    """Every place where the actor may do the operation; empty when nowhere. An operation not in the table is a KeyError."""
    roles = table[operation]
    return tuple(Reach(post.path, roles[post.role]) for post in actor.posts if post.role in roles)


class Seat(Protocol):
    """A post in which somebody may act, his own or as a deputy."""

    def reach(self, operation: str) -> Reach | None:
        """Where it allows the operation; None where nowhere."""


def reaches_of(seats: Iterable[Seat], operation: str) -> tuple[Reach, ...]:
    """Every place where one of the seats allows the operation."""
    return tuple(reach for reach in (seat.reach(operation) for seat in seats) if reach)


def require_anywhere(table: Table, actor: Actor, operation: str) -> tuple[Reach, ...]:
    """The actor's reaches; refuses with Forbidden when no post of the actor allows the operation anywhere."""
    found = reaches(table, actor, operation)
    if not found:
        raise Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请向安全管理员申请相应岗位。")
    return found


def require(table: Table, actor: Actor, operation: str, path: str, *, what: str = "对象") -> None:
    """Refuse unless the operation is allowed at `path`.

    Without any post for it: Forbidden. With one elsewhere: NotFound, so that nobody learns what exists outside his reach.
    """
    if not any(reach.covers(path) for reach in require_anywhere(table, actor, operation)):
        raise NotFound("not_found", f"未找到该{what}，或它不在您的权限范围内。")


def within(column: "ColumnElement[str] | InstrumentedAttribute[str]", found: tuple[Reach, ...]) -> ColumnElement[bool]:
    """The WHERE clause that keeps rows whose organisation path lies within one of the reaches."""
    if any(reach.scope == "all" for reach in found):
        return true()
    clauses = [column == reach.path for reach in found]
    clauses += [column.startswith(f"{reach.path}/", autoescape=True) for reach in found if reach.scope == "tree"]
    return or_(*clauses) if clauses else false()
