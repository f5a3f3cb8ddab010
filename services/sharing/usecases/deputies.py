"""How a deputy is appointed and ended: by the post-holder for his own post, or by the security administrator above it."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.errors import Forbidden, NotFound
from services.chassis.ids import new_id
from services.chassis.permissions import Reach, require_anywhere
from services.contracts.permissions import permissions
from services.sharing import events
from services.sharing.domain.deputies import Account, Deputy, appointed
from services.sharing.mapping import account_of, deputy_of
from services.sharing.tables import account, deputy, unit


@dataclass(frozen=True, slots=True)
class AppointDeputy:
    """`principal` empty: the caller; `starts_at` None: now."""

    principal: str
    role: str
    org_id: str
    deputy: str
    starts_at: datetime | None
    ends_at: datetime
    reason: str


def appoint_deputy(session: Session, call: Call, command: AppointDeputy) -> Deputy:
    """Let an account act in somebody's post for a time; refuses posts that are neither the caller's own nor below him."""
    require_anywhere(permissions("sharing"), call.actor, "deputy.appoint")
    principal = command.principal or call.actor.account
    path = session.scalar(select(unit.c.path).where(unit.c.id == command.org_id)) or _own_path(call, command.org_id)
    _refuse_foreign(call, principal, command.role, path)
    if command.deputy == call.actor.account:
        raise Forbidden("forbidden", "不能设自己为代理人。", remedy="请由在岗人员或其他安全管理员设置。")
    wanted = Deputy(
        new_id(), principal, command.role, command.org_id, path, command.deputy, command.starts_at or call.at, command.ends_at,
        command.reason, call.actor.account, call.at,
    )  # fmt: skip
    made = appointed(wanted, _account(session, principal), _account(session, command.deputy))
    session.execute(insert(deputy).values(**asdict(made)))
    outbox.append(session, events.deputy_event(made, call))
    _record(session, call, "deputy.appoint", made)
    return made


def end_deputy(session: Session, call: Call, deputy_id: UUID) -> Deputy:
    """End it before its time; who may appoint it may end it."""
    require_anywhere(permissions("sharing"), call.actor, "deputy.appoint")
    row = session.execute(select(deputy).where(deputy.c.id == deputy_id).with_for_update()).first()
    if row is None:
        raise _unknown()
    one = deputy_of(row)
    _refuse_foreign(call, one.principal, one.role, one.path)
    ended = one.end(call.actor.account, call.at)
    session.execute(update(deputy).where(deputy.c.id == deputy_id).values(ended_at=ended.ended_at, ended_by=ended.ended_by))
    outbox.append(session, events.deputy_event(ended, call))
    _record(session, call, "deputy.end", ended)
    return ended


def _refuse_foreign(call: Call, principal: str, role: str, path: str) -> None:
    """A post-holder disposes of his own post alone; an administrator of every post below, never in his own favour."""
    scopes = permissions("sharing")["deputy.appoint"]
    for post in call.actor.posts:
        scope = scopes.get(post.role)
        if scope is None or not Reach(post.path, scope).covers(path):
            continue
        own = principal == call.actor.account and post.role == role
        if own or (scope == "tree" and principal != call.actor.account):
            return
    if path and principal != call.actor.account:
        raise _unknown()
    raise Forbidden("forbidden", "只能为本人的岗位设置代理。", remedy="如本人不在岗，请由安全管理员设置。")


def _own_path(call: Call, org_id: str) -> str:
    return next((post.path for post in call.actor.posts if post.org_id == org_id), "")


def _account(session: Session, name: str) -> Account | None:
    row = session.execute(select(account).where(account.c.account == name)).first()
    return None if row is None else account_of(row)


def _unknown() -> NotFound:
    return NotFound("not_found", "未找到该岗位或代理，或它不在您的权限范围内。")


def _record(session: Session, call: Call, operation: str, one: Deputy) -> None:
    after = {
        "principal": one.principal, "role": one.role, "org_id": one.org_id, "deputy": one.deputy, "reason": one.reason,
        "starts_at": one.starts_at.isoformat(), "ends_at": (one.ended_at or one.ends_at).isoformat(),
    }  # fmt: skip
    audit.record(session, call, audit.Entry(operation, "deputy", str(one.id), one.path, None, after))
