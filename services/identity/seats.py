"""Which posts an account holds, and what the organisations where it holds them are called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Post
from services.contracts.roles import Role
from services.identity import tables


@dataclass(frozen=True, slots=True)
class SeatedPost:
    """A post with the organisation it sits at."""

    role: Role
    org_id: str
    org_name: str
    budget_code: str
    path: str

    def as_post(self) -> Post:
        """What an access token says of it."""
        return Post(self.role.value, self.org_id, self.path)


def posts_of(session: Session, account: str) -> tuple[SeatedPost, ...]:
    """The account's posts, the oldest first."""
    return posts_of_all(session, [account])[account]


def posts_of_all(session: Session, accounts: Iterable[str]) -> dict[str, tuple[SeatedPost, ...]]:
    """The posts of several accounts with one question."""
    post, org = tables.post.c, tables.organisation.c
    asked = (
        select(post.account, post.role, post.org_id, org.name, org.budget_code, org.path)
        .join(tables.organisation, org.id == post.org_id)
        .where(post.account.in_(list(accounts)))
        .order_by(post.granted_at, post.role, post.org_id)
    )
    found: defaultdict[str, tuple[SeatedPost, ...]] = defaultdict(tuple)
    for row in session.execute(asked):
        found[row.account] += (SeatedPost(row.role, row.org_id, row.name, row.budget_code, row.path),)
    return found
