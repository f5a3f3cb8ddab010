"""What is leased and lent, and what was."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from services.chassis.actor import Actor
from services.chassis.paging import cursor_after, read_cursor
from services.registry.domain.lending import Lending
from services.registry.mapping import lending_of
from services.registry.queries.scope import scope_of
from services.registry.tables import card, lending


def list_lendings(
    session: Session, actor: Actor, asset_no: str, cursor: str, limit: int, *, open_only: bool
) -> tuple[list[Lending], str]:
    """Lendings within the caller's reach, newest first, of one card or of all."""
    scope = scope_of(session, actor, "asset.read")
    statement = select(lending).join(card, card.c.asset_no == lending.c.asset_no).where(scope.clause())
    if asset_no:
        statement = statement.where(lending.c.asset_no == asset_no)
    if open_only:
        statement = statement.where(lending.c.taken_back_at.is_(None))
    behind = read_cursor(cursor, "lendings", (datetime, UUID))
    if behind is not None:
        statement = statement.where(tuple_(lending.c.lent_at, lending.c.id) < behind)
    rows = list(session.execute(statement.order_by(lending.c.lent_at.desc(), lending.c.id.desc()).limit(limit + 1)))
    found = [lending_of(row) for row in rows[:limit]]
    return found, cursor_after("lendings", (found[-1].lent_at, found[-1].id)) if len(rows) > limit else ""
