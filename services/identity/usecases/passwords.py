"""How a password is changed by its owner and reset by the system administrator."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.audit import Entry
from services.chassis.errors import FieldFault, Invalid, Refused, Unauthenticated
from services.identity import tables
from services.identity.domain.account import Account, AccountKind
from services.identity.domain.lifetime import ends_at
from services.identity.domain.password import password_faults
from services.identity.domain.policy import password_policy, session_policy
from services.identity.finding import account_allowed, path_of
from services.identity.hashing import Hasher, digest_of, hash_random, new_password, new_secret
from services.identity.usecases.sessions import end_all
from services.identity.usecases.sign_in import admit, forgive


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """The caller's own password, old and new; `never` holds the configured initial one (B-015)."""

    old: str
    new: str
    never: tuple[str, ...]
    keep_token: bool = False


@dataclass(frozen=True, slots=True)
class Rotated:
    """The session after the change: its new token, empty where the old one was kept, and when it ends unless used."""

    token: str
    expires_at: datetime


def change_password(sessions: sessionmaker[Session], hasher: Hasher, cmd: ChangePassword, call: Call) -> Rotated:
    """Set a new password, end the account's other sessions and give this one a new token.

    Refuses a wrong old password (`old_password_wrong`, counted like a failed sign-in) and a new one against the policy.
    """
    account = call.actor.account
    with sessions.begin() as session:
        stored = admit(session, account, "", call.at, AccountKind.PERSON)
    if stored is None:
        raise Refused("machine_account", "机器账号没有密码；请由系统管理员重置其凭据。")
    if not hasher.matches(stored, cmd.old):
        raise Invalid("old_password_wrong", "原密码不正确。", faults=(FieldFault("old", "wrong", "原密码不正确。"),))
    check_password(cmd.new, account, {*cmd.never, cmd.old})
    fresh = hasher.hash(cmd.new)
    with sessions.begin() as session:
        return _changed(session, cmd, call, stored, fresh)


def reset_password(session: Session, call: Call, name: str, secret_hash: str) -> None:
    """Replace a forgotten password by one that must be changed; the account's sessions end."""
    account, path = account_allowed(session, call, "account.manage", name, lock=True)
    must_change = account.kind is AccountKind.PERSON
    _set(session, name, secret_hash, call.at, must_change=must_change)
    ended = end_all(session, name, call.at, "password_reset")
    audit.record(session, call, Entry("account.reset", "identity.account", name, path, after={"sessions_ended": ended}))


def kind_of(session: Session, call: Call, name: str) -> AccountKind:
    """Whether a reset concerns a password or a client secret; refuses where the caller may not reset it."""
    return account_allowed(session, call, "account.manage", name)[0].kind


def check_password(password: str, account: str, never: Iterable[str]) -> None:
    """Refuse with Invalid (`password_weak`) what the policy does not allow, every reason at once."""
    if faults := password_faults(password, account, password_policy(), never):
        fields = tuple(FieldFault("new", "password_weak", fault) for fault in faults)
        raise Invalid("password_weak", "新密码不符合要求：" + "".join(faults), faults=fields)


def first_password(configured: str) -> str:
    """The password of a new account: the configured one (B-015), or a random one."""
    return configured or new_password()


def new_credential(hasher: Hasher, kind: AccountKind) -> tuple[str, str]:
    """A random secret and what is kept of it: never the published initial password (B-015), which is accepted once only."""
    if kind is AccountKind.MACHINE:
        secret = new_secret()
        return secret, hash_random(secret)
    secret = new_password()
    return secret, hasher.hash(secret)


def _changed(session: Session, cmd: ChangePassword, call: Call, stored: str, fresh: str) -> Rotated:
    account = session.get_one(Account, call.actor.account, with_for_update={"read": True})
    credential = tables.credential.c
    now = session.scalar(select(credential.secret_hash).where(credential.account == account.account).with_for_update())
    if now != stored or account.disabled:
        raise Unauthenticated("not_signed_in", "登录已失效，请重新登录。")
    _set(session, account.account, fresh, call.at, must_change=False)
    forgive(session, account.account, "", call.at)
    current = UUID(call.actor.session_id)
    ended = end_all(session, account.account, call.at, "password_changed", but=current)
    path, after = path_of(session, account.org_id), {"sessions_ended": ended}
    audit.record(session, call, Entry("account.change_password", "identity.account", account.account, path, after=after))
    return _rotated(session, current, call.at, keep_token=cmd.keep_token)


def _rotated(session: Session, current: UUID, at: datetime, *, keep_token: bool) -> Rotated:
    token = "" if keep_token else new_secret()
    values = {"last_seen_at": at} if keep_token else {"last_seen_at": at, "token_digest": digest_of(token)}
    live = tables.session.c.id == current, tables.session.c.ended_at.is_(None)
    row = session.execute(update(tables.session).where(*live).values(**values).returning(tables.session.c.signed_in_at)).first()
    if row is None:
        raise Unauthenticated("not_signed_in", "登录已失效，请重新登录。")
    return Rotated(token, ends_at(row.signed_in_at, at, session_policy()))


def _set(session: Session, account: str, secret_hash: str, at: datetime, *, must_change: bool) -> None:
    changed = {"secret_hash": secret_hash, "must_change": must_change, "changed_at": at}
    session.execute(update(tables.credential).where(tables.credential.c.account == account).values(**changed))
