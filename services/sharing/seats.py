"""In which posts a caller may act: his own, and those of others for whom he stands in as deputy."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Actor, Call, Post
from services.chassis.permissions import Reach
from services.contracts.permissions import permissions
from services.sharing.domain.states import Desk
from services.sharing.mapping import account_of, deputy_of
from services.sharing.tables import account, deputy


@dataclass(frozen=True, slots=True)
class Seat:
    """A post in which the caller may act, his own or as deputy of `principal`."""

    post: Post
    principal: str = ""

    def reach(self, operation: str) -> Reach | None:
        """Where the seat allows the operation; None where nowhere."""
        scope = permissions("sharing")[operation].get(self.post.role)
        return None if scope is None else Reach(self.post.path, scope)

    def decides_at(self, desk: Desk, path: str) -> bool:
        """Whether it decides at the desk about what belongs to the unit at this path."""
        reach = self.reach(desk.permission)
        return reach is not None and reach.covers(path)


def seats_of(session: Session, call: Call) -> list[Seat]:
    """The caller's posts, and those of others for whom he stands in now, as long as they hold them; none once he is disabled."""
    if session.scalar(select(account.c.disabled).where(account.c.account == call.actor.account)):
        return []
    standing = deputy.c.ended_at.is_(None) & (deputy.c.starts_at <= call.at) & (deputy.c.ends_at > call.at)
    asked = select(deputy, account.c.account, account.c.disabled, account.c.posts).join(account, account.c.account == deputy.c.principal)
    rows = session.execute(asked.where(deputy.c.deputy == call.actor.account, standing)).all()
    mine = [Seat(post) for post in call.actor.posts]
    for row in rows:
        one = deputy_of(row)
        if account_of(row).holds(one.role, one.org_id):
            mine.append(Seat(Post(one.role, one.org_id, one.path), one.principal))
    return mine


def posts_of_handler(actor: Actor) -> list[Post]:
    """The posts by which the actor may file for the very unit of the post."""
    roles = permissions("sharing")["entry.submit"]
    return [post for post in actor.posts if post.role in roles]
