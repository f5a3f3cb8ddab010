"""Which sessions of an account are alive."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.identity import tables
from services.identity.domain.lifetime import ends_at
from services.identity.domain.policy import session_policy
from services.identity.finding import account_allowed

_S = tables.session.c


@dataclass(frozen=True, slots=True)
class SessionView:
    """A live session; `expires_at` is when it ends unless it is used."""

    id: UUID
    signed_in_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    address: str
    user_agent: str
    current: bool


def list_sessions(session: Session, call: Call, account: str = "") -> list[SessionView]:
    """One's own live sessions, or with `session.manage` another's, the latest first."""
    account = account or call.actor.account
    if account != call.actor.account:
        account_allowed(session, call, "session.manage", account)
    policy = session_policy()
    alive = [
        _S.account == account, _S.ended_at.is_(None),
        _S.last_seen_at > call.at - policy.idle, _S.signed_in_at > call.at - policy.absolute,
    ]
    rows = session.execute(select(tables.session).where(*alive).order_by(_S.signed_in_at.desc(), _S.id))
    return [
        SessionView(
            row.id, row.signed_in_at, row.last_seen_at, ends_at(row.signed_in_at, row.last_seen_at, policy), row.address, row.user_agent,
            current=str(row.id) == call.actor.session_id,
        )
        for row in rows
    ]
