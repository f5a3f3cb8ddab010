"""How a use case gets the entries it decides about: locked until the commit."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from services.sharing.domain.entry import Entry
from services.sharing.mapping import entries, entry_of
from services.sharing.tables import entry


def locked(session: Session, ids: Sequence[UUID]) -> dict[UUID, Entry]:
    """The entries that exist, locked in the order of their ids so that two commands never wait for each other in a circle."""
    rows = session.execute(entries().where(entry.c.id.in_(ids)).order_by(entry.c.id).with_for_update(of=entry))
    return {found.id: found for found in map(entry_of, rows)}
