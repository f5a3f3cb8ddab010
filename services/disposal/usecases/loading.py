"""How a use case gets the cases and drafts it decides about: locked until the commit."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from services.disposal.domain.case import Case
from services.disposal.domain.draft import Draft, draft_not_found
from services.disposal.mapping import case_of, cases, draft_of, drafts
from services.disposal.tables import case, case_asset, draft


def locked(session: Session, ids: Sequence[UUID]) -> dict[UUID, Case]:
    """The cases that exist, locked in the order of their ids so that two commands never wait for each other in a circle."""
    return {found.id: found for found in chosen(session, cases().where(case.c.id.in_(ids)))}


def chosen(session: Session, asked: Select[*tuple[Any, ...]]) -> list[Case]:
    """The cases of a selection, locked in the order of their ids.

    Read behind the lock: a statement that waited for it sees the case as it is then, but the unit as it was before.
    """
    ids = session.scalars(asked.with_only_columns(case.c.id).order_by(case.c.id).with_for_update(of=case)).all()
    rows = session.execute(cases().where(case.c.id.in_(ids)).order_by(case.c.id)).all() if ids else []
    return with_assets(session, rows)


def with_assets(session: Session, rows: Sequence[Any], most: int = 0) -> list[Case]:
    """The cases of these rows with their cards; `most` bounds the cards of each (0: all)."""
    asked = select(case_asset).where(case_asset.c.case_id.in_([row.id for row in rows]))
    if most:
        asked = asked.where(case_asset.c.position < most)
    cards: dict[UUID, list[Any]] = {}
    for one in session.execute(asked.order_by(case_asset.c.case_id, case_asset.c.position)) if rows else ():
        cards.setdefault(one.case_id, []).append(one)
    return [case_of(row, cards.get(row.id, ())) for row in rows]


def draft_locked(session: Session, draft_id: UUID) -> Draft:
    """The draft, locked; NotFound where there is none."""
    return _one(session.execute(drafts().where(draft.c.id == draft_id).with_for_update(of=draft)))


def draft_seen(session: Session, draft_id: UUID) -> Draft:
    """The draft, to look at."""
    return _one(session.execute(drafts().where(draft.c.id == draft_id)))


def case_seen(session: Session, case_id: UUID) -> Case | None:
    """The case, to look at; None where nothing was filed."""
    found = with_assets(session, session.execute(cases().where(case.c.id == case_id)).all())
    return found[0] if found else None


def _one(rows: Iterable[Any]) -> Draft:
    row = next(iter(rows), None)
    if row is None:
        raise draft_not_found()
    return draft_of(row)
