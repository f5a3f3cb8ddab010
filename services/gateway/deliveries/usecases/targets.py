"""Which targets there are: the national platform from the settings, webhooks from operators."""

from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Row, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call
from services.chassis.errors import Conflict, FieldFault, Invalid, NotFound
from services.chassis.ids import new_id
from services.gateway.deliveries.tables import organisation, target

T = target.c
Sealed = Callable[[str], str]
"""How a secret is sealed for keeping."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_DROP_REST = text("""
UPDATE delivery SET state = 'dropped', finished_at = :at, last_error = '订阅已撤销'
WHERE target = :target AND state IN ('pending', 'parked')
""")


@dataclass(frozen=True, slots=True)
class Subscribe:
    """A webhook: where to, for which organisation it listens, which types (patterns) and organisations it wants."""

    name: str
    url: str
    seat: str
    types: tuple[str, ...]
    organisations: tuple[str, ...] = ()


def keep_platform(session: Session, target_id: str, kind: str, url: str) -> None:
    """Let the platform be a target at this address; without one its deliveries wait."""
    values = {"kind": kind, "name": "全国调剂共享平台", "url": url, "active": bool(url)}
    kept = insert(target).values(id=target_id, **values).on_conflict_do_update(index_elements=[T.id], set_=values)
    session.execute(kept)


def subscribe(session: Session, call: Call, cmd: Subscribe, seal: Sealed) -> tuple[str, str]:
    """Start a webhook; returns its id and its sealed secret, to be told this once. Refuses unknown organisations and open http."""
    _require_safe(cmd.url)
    seat = _path(session, cmd.seat, "organisation")
    for each in cmd.organisations:
        _path(session, each, "organisations")
    webhook, sealed = str(new_id()), seal(token_urlsafe(32))
    row = {"kind": "webhook", "name": cmd.name, "url": cmd.url, "secret": sealed, "seat": seat}
    wanted = {"types": list(cmd.types), "organisations": list(cmd.organisations)}
    session.execute(insert(target).values(id=webhook, **row, **wanted, created_at=call.at, created_by=call.actor.account))
    after = {"name": cmd.name, "url": cmd.url, "seat": seat, **wanted}
    audit.record(session, call, audit.Entry("webhook.subscribe", "webhook", webhook, seat, after=after))
    return webhook, sealed


def pause(session: Session, call: Call, webhook: str, *, active: bool) -> None:
    """Stop sending for a while, or go on; what happens meanwhile is kept and sent then."""
    before = _locked(session, webhook)
    session.execute(update(target).where(T.id == webhook).values(active=active, version=T.version + 1))
    entry = audit.Entry("webhook.pause", "webhook", webhook, before.seat, {"active": before.active}, {"active": active})
    audit.record(session, call, entry)


def renew_secret(session: Session, call: Call, webhook: str, seal: Sealed) -> str:
    """Give the webhook a new secret, returned sealed, to be told this once; the old one is void at once."""
    before, sealed = _locked(session, webhook), seal(token_urlsafe(32))
    session.execute(update(target).where(T.id == webhook).values(secret=sealed, version=T.version + 1))
    audit.record(session, call, audit.Entry("webhook.renew_secret", "webhook", webhook, before.seat))
    return sealed


def seal_open_ones(session: Session, seal: Sealed) -> int:
    """Seal the secrets that an earlier version kept as they are (a sealed one has dots, those had none); returns how many."""
    found = select(T.id, T.secret).where(T.kind == "webhook", T.secret != "", ~T.secret.contains(".")).with_for_update()
    rows = session.execute(found).all()
    for row in rows:
        session.execute(update(target).where(T.id == row.id).values(secret=seal(row.secret)))
    return len(rows)


def unsubscribe(session: Session, call: Call, webhook: str) -> None:
    """End a webhook: it hears nothing more, what waited for it is dropped; its deliveries stay to be read."""
    before = _locked(session, webhook)
    session.execute(update(target).where(T.id == webhook).values(active=False, types=[], version=T.version + 1))
    session.execute(_DROP_REST, {"target": webhook, "at": call.at})
    audit.record(session, call, audit.Entry("webhook.unsubscribe", "webhook", webhook, before.seat, before={"url": before.url}))


def follow_organisation(session: Session, org_id: str, path: str, name: str, version: int) -> None:
    """Keep the picture of an organisation, unless a later one is kept already."""
    row = {"path": path, "name": name, "version": version}
    kept = insert(organisation).values(id=org_id, **row)
    session.execute(kept.on_conflict_do_update(index_elements=[organisation.c.id], set_=row, where=organisation.c.version < version))


def _locked(session: Session, webhook: str) -> Row[Any]:
    row = session.execute(select(target).where(T.id == webhook, T.kind == "webhook").with_for_update()).first()
    if row is None:
        raise NotFound("not_found", "未找到该订阅。")
    if not row.types:
        raise Conflict("webhook_ended", "该订阅已撤销。")
    return row


def _path(session: Session, org_id: str, field: str) -> str:
    path: str | None = session.scalar(select(organisation.c.path).where(organisation.c.id == org_id))
    if path is None:
        message = f"没有机构 {org_id}；请填写机构编号，如 310151 或 310151-004011。"
        raise Invalid("unknown_organisation", message, faults=(FieldFault(field, "unknown_organisation", message),))
    return path


def _require_safe(url: str) -> None:
    parts = urlsplit(url)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.username or parts.fragment:
        message = "地址须以 https:// 开头，不含账号与片段；只有本机地址可用 http://。"
        raise Invalid("webhook_url_unsafe", message, faults=(FieldFault("url", "webhook_url_unsafe", message),))
