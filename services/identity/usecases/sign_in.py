"""How a person or a machine signs in: counted first, checked without a transaction, opened or refused in the next one."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, sessionmaker

from services.chassis import audit
from services.chassis.actor import Actor, Call
from services.chassis.audit import Entry
from services.chassis.errors import Throttled, Unauthenticated
from services.identity import tables
from services.identity.domain.account import Account, AccountKind
from services.identity.domain.attempts import Attempts
from services.identity.domain.lifetime import ends_at
from services.identity.domain.policy import attempt_policy, session_policy
from services.identity.finding import account_allowed, path_of
from services.identity.hashing import Hasher
from services.identity.usecases.sessions import begin


@dataclass(frozen=True, slots=True)
class SignIn:
    """Who wants in, with which secret, from where."""

    account: str
    secret: str
    address: str
    user_agent: str
    kind: AccountKind = AccountKind.PERSON


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session was opened; `expires_at` is when it ends unless it is used."""

    token: str
    expires_at: datetime
    must_change_password: bool


def sign_in(sessions: sessionmaker[Session], hasher: Hasher, cmd: SignIn, call: Call) -> SignedIn:
    """Open a session.

    Refuses with `sign_in_failed` without saying what was wrong, in the same time for an unknown account, and with
    Throttled once five tries for the name or fifty from the address have failed.
    """
    with sessions.begin() as session:
        stored = admit(session, cmd.account, cmd.address, call.at, cmd.kind)
    right = hasher.matches(stored, cmd.secret)
    with sessions.begin() as session:
        account = session.get(Account, cmd.account, with_for_update={"read": True})
        opened = _open(session, account, stored, cmd, call) if right and account else None
        if opened is None and account is not None:
            _note(session, account, cmd, call, "session.sign_in_failed")
    if opened is None:
        raise _refusal(disabled=right and account is not None and account.disabled)
    return opened


def admit(session: Session, account: str, address: str, at: datetime, kind: AccountKind) -> str | None:
    """Count a try and return the stored hash to compare with, None for an unknown account; Throttled when too many failed."""
    policy = attempt_policy()
    for scope, name, limit in (("account", account, policy.per_account), ("address", address, policy.per_address)):
        if not name:
            continue
        attempts = _attempts(session, scope, name, at)
        if (left := attempts.blocked_for(at)) is not None:
            raise _blocked(scope, left)
        attempts.count_one(at, limit, policy)
    known = tables.account.c.account == account, tables.account.c.kind == kind
    return session.scalar(select(tables.credential.c.secret_hash).join(tables.account).where(*known))


def forgive(session: Session, account: str, address: str, at: datetime) -> None:
    """The try was right: the account's count starts anew, the address gets this one back."""
    _attempts(session, "account", account, at).reset(at)
    if address:
        _attempts(session, "address", address, at).take_back()


def unlock_account(session: Session, call: Call, name: str) -> None:
    """Lift a lock-out before its time."""
    _, path = account_allowed(session, call, "session.manage", name, lock=True)
    attempts = _attempts(session, "account", name, call.at)
    locked = attempts.blocked_for(call.at) is not None
    attempts.reset(call.at)
    audit.record(session, call, Entry("account.unlock", "identity.account", name, path, {"locked": locked}, {"locked": False}))


def _open(session: Session, account: Account, stored: str | None, cmd: SignIn, call: Call) -> SignedIn | None:
    own = tables.credential.c.account == cmd.account
    credential = session.execute(select(tables.credential).where(own).with_for_update()).one()
    if account.disabled or credential.secret_hash != stored:
        return None
    forgive(session, cmd.account, cmd.address, call.at)
    session.execute(update(tables.credential).where(own).values(last_sign_in_at=call.at))
    token = begin(session, cmd.account, call.at, cmd.address, cmd.user_agent)
    _note(session, account, cmd, call, "session.sign_in")
    return SignedIn(token, ends_at(call.at, call.at, session_policy()), credential.must_change)


def _attempts(session: Session, scope: str, name: str, at: datetime) -> Attempts:
    session.execute(insert(tables.sign_in_attempt).values(scope=scope, name=name, count=0, since=at).on_conflict_do_nothing())
    return session.get_one(Attempts, (scope, name), with_for_update=True)


def _blocked(scope: str, left: timedelta) -> Throttled:
    seconds = max(int(left.total_seconds()), 1)
    what = "该账号登录失败次数过多，已锁定" if scope == "account" else "从您的网络登录失败次数过多，已暂停登录"
    message = f"{what}，请在 {-(-seconds // 60)} 分钟后再试。"
    return Throttled(f"{scope}_locked", message, remedy="如需提前解锁，请联系安全管理员。", retry_seconds=seconds)


def _refusal(*, disabled: bool) -> Unauthenticated:
    if disabled:
        return Unauthenticated("account_disabled", "账号已停用，请联系系统管理员。")
    return Unauthenticated("sign_in_failed", "账号或密码不正确。", remedy="连续 5 次错误，账号将锁定 30 分钟。")


def _note(session: Session, account: Account, cmd: SignIn, call: Call, operation: str) -> None:
    own = replace(call, actor=Actor(account.account, account.name))
    entry = Entry(operation, "identity.account", account.account, path_of(session, account.org_id), after={"address": cmd.address})
    audit.record(session, own, entry)
