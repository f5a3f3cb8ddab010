"""Which drafts a caller may know of: those of the units where he is handler (B-036)."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from services.chassis.actor import Call
from services.chassis.paging import cursor_after, read_cursor
from services.chassis.permissions import require_anywhere
from services.contracts.permissions import permissions
from services.sharing.domain.draft import Draft, unknown_draft
from services.sharing.mapping import draft_of
from services.sharing.seats import posts_of_handler
from services.sharing.tables import draft

NONE: Any = literal([], ARRAY(Text))


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft without its asset numbers, and how many there are."""

    draft: Draft
    assets: int


def get_draft(session: Session, call: Call, draft_id: UUID) -> Draft:
    """The whole draft; NotFound for other units' handlers as if it did not exist."""
    require_anywhere(permissions("sharing"), call.actor, "entry.submit")
    row = session.execute(select(draft).where(draft.c.id == draft_id, draft.c.unit_id.in_(_units(call)))).first()
    if row is None:
        raise unknown_draft()
    return draft_of(row)


def list_drafts(session: Session, call: Call, cursor: str, limit: int) -> tuple[list[Listed], str]:
    """The newest first, and where the list continues."""
    require_anywhere(permissions("sharing"), call.actor, "entry.submit")
    columns = [column for column in draft.c if column.name != "asset_nos"]
    asked = select(*columns, NONE.label("asset_nos"), func.cardinality(draft.c.asset_nos).label("assets"))
    asked = asked.where(draft.c.unit_id.in_(_units(call)))
    behind = read_cursor(cursor, "drafts", (UUID,))
    if behind is not None:
        asked = asked.where(draft.c.id < behind[0])
    found = [Listed(draft_of(row), row.assets) for row in session.execute(asked.order_by(draft.c.id.desc()).limit(limit + 1))]
    return found[:limit], cursor_after("drafts", (found[limit - 1].draft.id,)) if len(found) > limit else ""


def _units(call: Call) -> list[str]:
    return sorted({post.org_id for post in posts_of_handler(call.actor)})
