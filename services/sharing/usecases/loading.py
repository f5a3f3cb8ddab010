"""How a use case gets the entries it decides about: locked until the commit."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from services.sharing.domain.entry import Entry
from services.sharing.mapping import entries, entry_of
from services.sharing.tables import entry


def locked(session: Session, ids: Sequence[UUID]) -> dict[UUID, Entry]:
    """The entries that exist, locked in the order of their ids so that two commands never wait for each other in a circle."""
    return {found.id: found for found in chosen(session, entry.c.id.in_(ids))}


def chosen(session: Session, which: ColumnElement[bool]) -> list[Entry]:
    """The entries that this condition on their own columns chooses, locked in the order of their ids.

    Read behind the lock: a statement that waited for it sees the entry as it is then, but the unit as it was before.
    """
    ids = session.scalars(select(entry.c.id).where(which).order_by(entry.c.id).with_for_update()).all()
    rows = session.execute(entries().where(entry.c.id.in_(ids)).order_by(entry.c.id)) if ids else ()
    return [entry_of(row) for row in rows]
