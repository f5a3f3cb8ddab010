"""How sessions begin, are used and end. They live here, so that disabling an account ends them in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Actor, Call
from services.chassis.audit import Entry
from services.chassis.errors import NotFound, Unauthenticated
from services.chassis.ids import id_of, new_id
from services.identity import tables
from services.identity.domain.lifetime import ends_at, is_worth_noting
from services.identity.domain.policy import session_policy
from services.identity.finding import account_allowed
from services.identity.hashing import digest_of, new_secret
from services.identity.seats import SeatedPost, posts_of

_S, _A, _C = tables.session.c, tables.account.c, tables.credential.c


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Who a session token stands for. While the password must be changed the actor holds no posts."""

    actor: Actor
    posts: tuple[SeatedPost, ...]
    kind: str
    must_change_password: bool
    expires_at: datetime


def begin(session: Session, account: str, at: datetime, address: str, user_agent: str) -> str:
    """Open a session and return its token; only the token's digest is stored."""
    token = new_secret()
    session.execute(
        insert(tables.session).values(
            id=new_id(), token_digest=digest_of(token), account=account, signed_in_at=at, last_seen_at=at,
            address=address[:100], user_agent=user_agent[:300],
        )
    )
    return token


def authenticate(session: Session, token: str, at: datetime) -> Authenticated:
    """Whose live session this is; slides it. Refuses with Unauthenticated what is unknown, ended or idle too long."""
    policy = session_policy()
    row = session.execute(
        select(_S.id, _S.account, _S.signed_in_at, _S.last_seen_at, _A.name, _A.kind, _C.must_change)
        .join(tables.account, _A.account == _S.account)
        .join(tables.credential, _C.account == _S.account)
        .where(_S.token_digest == digest_of(token), _S.ended_at.is_(None), ~_A.disabled)
    ).first()
    if row is None or at >= ends_at(row.signed_in_at, row.last_seen_at, policy):
        raise Unauthenticated("not_signed_in", "登录已失效，请重新登录。")
    if is_worth_noting(row.last_seen_at, at, policy):
        session.execute(update(tables.session).where(_S.id == row.id, _S.last_seen_at < at).values(last_seen_at=at))
    posts = () if row.must_change else posts_of(session, row.account)
    actor = Actor(row.account, row.name, tuple(post.as_post() for post in posts), str(row.id))
    return Authenticated(actor, posts, row.kind, row.must_change, ends_at(row.signed_in_at, max(at, row.last_seen_at), policy))


def sign_out(session: Session, call: Call) -> None:
    """End the session of this call."""
    ended = _end(session, call.at, "sign_out", _S.id == UUID(call.actor.session_id))
    if ended:
        audit.record(session, call, Entry("session.sign_out", "identity.account", call.actor.account))


def sign_out_everywhere(session: Session, call: Call) -> int:
    """End every session of the caller and return how many."""
    ended = end_all(session, call.actor.account, call.at, "sign_out")
    audit.record(session, call, Entry("session.sign_out_everywhere", "identity.account", call.actor.account, after={"ended": ended}))
    return ended


def end_session(session: Session, call: Call, session_id: str) -> None:
    """End one session: one's own, or with `session.manage` another's."""
    unknown = NotFound("not_found", "未找到该会话，或它不在您的权限范围内。")
    named = id_of(session_id, unknown)
    owner = session.scalar(select(_S.account).where(_S.id == named, _S.ended_at.is_(None)))
    if owner is None:
        raise unknown
    path = "" if owner == call.actor.account else account_allowed(session, call, "session.manage", owner)[1]
    _end(session, call.at, "administrator" if path else "sign_out", _S.id == named)
    audit.record(session, call, Entry("session.end", "identity.account", owner, path))


def end_all(session: Session, account: str, at: datetime, why: str, *, but: UUID | None = None) -> int:
    """End the account's sessions, all or all `but` one, and return how many."""
    return _end(session, at, why, _S.account == account, *([_S.id != but] if but else []))


def _end(session: Session, at: datetime, why: str, *where: object) -> int:
    ending = update(tables.session).where(_S.ended_at.is_(None), *where).values(ended_at=at, ended_by=why).returning(_S.id)  # type: ignore[arg-type]
    return len(session.execute(ending).all())
