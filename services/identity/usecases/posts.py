"""How posts (岗) are granted and taken back, by the security administrator and never by oneself."""

from sqlalchemy.orm import Session

from services.chassis import audit, outbox
from services.chassis.actor import Call
from services.chassis.audit import Entry
from services.chassis.errors import Invalid, Refused
from services.contracts.roles import Role, role_named
from services.identity import events
from services.identity.domain.account import Account
from services.identity.finding import account_allowed, organisation_allowed


def grant_post(session: Session, call: Call, name: str, role: str, at: str) -> None:
    """Give an account a post at an organisation; both must lie within the caller's reach. Administrators exclude everything else."""
    account, path = account_allowed(session, call, "post.grant", name, lock=True)
    _not_oneself(call, name)
    seat = organisation_allowed(session, call, "post.grant", at)
    before = _posts(account)
    account.grant(_role(role), seat, call.at)
    outbox.append(session, events.post_granted(account, call))
    audit.record(session, call, Entry("post.grant", "identity.account", name, path, {"posts": before}, {"posts": _posts(account)}))


def revoke_post(session: Session, call: Call, name: str, role: str, at: str) -> None:
    """Take a post back; it counts from the holder's next request on."""
    account, path = account_allowed(session, call, "post.grant", name, lock=True)
    _not_oneself(call, name)
    seat = organisation_allowed(session, call, "post.grant", at)
    before = _posts(account)
    account.revoke(_role(role), seat.id)
    outbox.append(session, events.post_revoked(account, call))
    audit.record(session, call, Entry("post.revoke", "identity.account", name, path, {"posts": before}, {"posts": _posts(account)}))


def _not_oneself(call: Call, name: str) -> None:
    if name == call.actor.account:
        raise Refused("own_account", "不能变更自己的岗位。", remedy="请由另一位安全管理员办理。")


def _role(name: str) -> Role:
    try:
        return role_named(name)
    except KeyError:
        raise Invalid("role_unknown", f"没有名为“{name}”的岗位。") from None


def _posts(account: Account) -> list[str]:
    return [f"{post.role}@{post.org_id}" for post in account.posts]
