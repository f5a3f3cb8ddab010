"""How a draft is saved, deleted and submitted: by the handlers of its unit, whoever of them began it.

A draft is nobody's business but theirs: these commands leave audit records, and no event.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from services.chassis import audit
from services.chassis.actor import Call, Post
from services.chassis.errors import FieldFault, Invalid
from services.chassis.ids import new_id
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.sharing.domain.draft import MOST_OF_UNIT, Content, Draft, checked_content, too_many_drafts, unknown_draft
from services.sharing.domain.entry import Entry
from services.sharing.mapping import draft_of, draft_row
from services.sharing.seats import posts_of_handler
from services.sharing.tables import draft
from services.sharing.usecases.submitting import Plan, submit


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Without an id a new one; `version` is the one its editor saw (0: whatever it is); `unit` only counts for a new one."""

    draft_id: UUID | None
    version: int
    unit: str
    content: Content


def save_draft(session: Session, call: Call, command: SaveDraft) -> Draft:
    """Keep what was filled in so far; refuses what could never be submitted, and who missed a colleague's change."""
    if command.draft_id is None:
        return _begin(session, call, command)
    before, post = _locked(session, call, command.draft_id)
    saved = before.save_again(command.content, call.actor.account, call.at, command.version)
    session.execute(update(draft).where(draft.c.id == saved.id).values(**draft_row(saved)))
    _record(session, call, "draft.saved", saved, post.path)
    return saved


def delete_draft(session: Session, call: Call, draft_id: UUID) -> None:
    """Throw it away; its assets were held by nothing."""
    before, post = _locked(session, call, draft_id)
    session.execute(delete(draft).where(draft.c.id == draft_id))
    _record(session, call, "draft.deleted", before, post.path)


def submit_draft(session: Session, call: Call, draft_id: UUID, version: int, wanted: Plan) -> Sequence[Entry]:
    """Enter its assets, all or none, and the draft is no more; `version` is the one that was planned with."""
    before, post = _locked(session, call, draft_id)
    before.refuse_stale(version)
    entered = submit(session, call, wanted)
    session.execute(delete(draft).where(draft.c.id == draft_id))
    _record(session, call, "draft.submitted", before, post.path)
    return entered


def begin_for(session: Session, call: Call, unit_id: str, path: str, content: Content) -> Draft:
    """A new draft for a unit on whose behalf the caller may begin one, as he does who accepts what the radar suggests."""
    if (session.scalar(select(func.count()).where(draft.c.unit_id == unit_id)) or 0) >= MOST_OF_UNIT:
        raise too_many_drafts()
    made = Draft(new_id(), 1, unit_id, checked_content(content), call.actor.account, call.at)
    session.execute(insert(draft).values(**draft_row(made)))
    _record(session, call, "draft.saved", made, path)
    return made


def _begin(session: Session, call: Call, command: SaveDraft) -> Draft:
    post = _post(call, command.unit)
    return begin_for(session, call, post.org_id, post.path, command.content)


def _locked(session: Session, call: Call, draft_id: UUID) -> tuple[Draft, Post]:
    """The draft, locked, and the post by which the caller may touch it; not found where he has none."""
    require_anywhere(permissions("sharing"), call.actor, "entry.submit")
    row = session.execute(select(draft).where(draft.c.id == draft_id).with_for_update()).first()
    for post in posts_of_handler(call.actor):
        if row is not None and post.org_id == row.unit_id:
            return draft_of(row), post
    raise unknown_draft()


def _post(call: Call, unit: str) -> Post:
    """The caller's post at the unit (id or budget code), the first without one."""
    require_anywhere(permissions("sharing"), call.actor, "entry.submit")
    for post in posts_of_handler(call.actor):
        if unit in ("", post.org_id, post.org_id.partition("-")[2]):
            return post
    message = "只能为本单位的资产保存草稿。"
    raise Invalid("unit_unknown", message, faults=(FieldFault("unit", "unit_unknown", message),))


def _record(session: Session, call: Call, operation: str, one: Draft, path: str) -> None:
    after = {"assets": len(one.content.asset_nos), "version": one.version}
    audit.record(session, call, audit.Entry(operation, "draft", str(one.id), path, None, after))
