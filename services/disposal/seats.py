"""In which posts a caller may act: his own, and those of others for whom he stands in as deputy."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call, Post
from services.chassis.errors import Forbidden
from services.chassis.permissions import Reach, require_anywhere
from services.contracts.permissions import permissions
from services.disposal.domain.case import Case
from services.disposal.domain.draft import draft_not_found
from services.disposal.domain.route import Decider
from services.disposal.domain.states import Desk
from services.disposal.tables import account, deputy


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in which the caller may act, his own or as deputy of `principal`."""

    post: Post
    principal: str = ""

    def reach(self, operation: str) -> Reach | None:
        """Where the seat allows the operation; None where nowhere."""
        scope = permissions("disposal")[operation].get(self.post.role)
        return None if scope is None else Reach(self.post.path, scope)

    def may(self, operation: str, path: str) -> bool:
        """Whether it allows the operation on what belongs to the unit at this path."""
        reach = self.reach(operation)
        return reach is not None and reach.covers(path)


def seats_of(session: Session, call: Call) -> list[Seat]:
    """The caller's posts, and those of others for whom he stands in now, as long as they hold them; none once he is disabled."""
    if session.scalar(select(account.c.disabled).where(account.c.account == call.actor.account)):
        return []
    standing = deputy.c.ended_at.is_(None) & (deputy.c.starts_at <= call.at) & (deputy.c.ends_at > call.at)
    asked = select(deputy, account.c.disabled, account.c.posts).join(account, account.c.account == deputy.c.principal)
    rows = session.execute(asked.where(deputy.c.deputy == call.actor.account, standing)).all()
    mine = [Seat(post) for post in call.actor.posts]
    mine += [
        Seat(Post(row.role, row.org_id, row.path), row.principal)
        for row in rows
        if not row.disabled and [row.role, row.org_id] in row.posts
    ]
    return mine


def own_seats(session: Session, call: Call, operation: str) -> list[Seat]:
    """The caller's own posts, for what no deputy does; Forbidden where none allows the operation, or the account is disabled."""
    require_anywhere(permissions("disposal"), call.actor, operation)
    seats = [seat for seat in seats_of(session, call) if not seat.principal and seat.reach(operation)]
    if not seats:
        raise forbidden()
    return seats


def require_seat(seats: Sequence[Seat], operation: str, path: str) -> None:
    """NotFound where none of the seats allows it there, so that nobody learns what exists outside his reach."""
    if not any(seat.may(operation, path) for seat in seats):
        raise draft_not_found()


def named(case: Case, account_name: str) -> bool:
    """Whether the account may know of the case: of a secret one only who is named, or decided on it (Art. 49)."""
    return not case.secret or account_name in case.access | case.deciders


def acting(seats: Sequence[Seat], call: Call, case: Case, desk: Desk) -> Decider | None:
    """Who acts at this desk of the case: the caller, in his own post before a deputy's; None where he may not."""
    found = [seat for seat in seats if seat.may(desk.permission, case.unit.path)]
    if not found or not named(case, call.actor.account):
        return None
    return Decider(call.actor.account, min(seat.principal for seat in found))


def forbidden() -> Forbidden:
    """The answer to who has no post for it."""
    return Forbidden("forbidden", "您的岗位没有此项操作的权限。", remedy="如工作需要，请申请相应岗位，或由在岗人员设您为代理。")
