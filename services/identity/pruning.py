"""When what nobody needs any more goes: sessions a week after they could last be used, tries once they no longer count."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from services.identity import tables
from services.identity.domain.policy import attempt_policy

KEPT = timedelta(days=7)


def prune(session: Session, at: datetime) -> int:
    """Delete old sessions and forgotten tries and return how many."""
    policy = attempt_policy()
    old = tables.session.c.signed_in_at < at - KEPT
    tried = tables.sign_in_attempt.c
    forgotten = (tried.since < at - policy.window) & or_(tried.blocked_until.is_(None), tried.blocked_until < at)
    gone = session.execute(delete(tables.session).where(old).returning(tables.session.c.id)).all()
    return len(gone) + len(session.execute(delete(tables.sign_in_attempt).where(forgotten).returning(tried.name)).all())
