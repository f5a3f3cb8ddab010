"""What is still to be matched: written with every change of an offer or a demand, so that nothing published is forgotten.

Publishing stays fast: the matching itself runs behind it, usecases/matching.py.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from services.sharing.domain.demand import Demand, DemandState, DemandStep
from services.sharing.domain.entry import Step
from services.sharing.match_tables import match_task

OFFER, DEMAND = "offer", "demand"


def ask_for_offers(session: Session, steps: Iterable[Step]) -> None:
    """Let every offer be matched whose audience, asset or place changed."""
    changed = [step.entry.id for step in steps if step.before and _differs(step)]
    _ask(session, OFFER, changed)


def ask_for_demands(session: Session, steps: Iterable[DemandStep]) -> None:
    """Let every demand be matched that was published or changed in the square, or left it."""
    published = DemandState.PUBLISHED
    changed = (step for step in steps if step.before is None or _looks_for(step.before) != _looks_for(step.demand))
    _ask(session, DEMAND, [step.demand.id for step in changed if published in (step.demand.state, step.before and step.before.state)])


def ask_again(session: Session, demand_ids: Iterable[UUID]) -> None:
    """Let these demands be matched anew, since they lost matches."""
    _ask(session, DEMAND, sorted(set(demand_ids)))


def oldest(session: Session) -> tuple[str, UUID] | None:
    """What waits longest, taken off the queue however often it stands there; None where nothing waits."""
    row = session.execute(select(match_task).order_by(match_task.c.id).limit(1)).first()
    if row is None:
        return None
    session.execute(delete(match_task).where(match_task.c.subject == row.subject, match_task.c.kind == row.kind))
    return row.kind, row.subject


def put_behind(session: Session) -> int:
    """Let what waits longest wait behind all others: it failed, and they must not wait for it."""
    first = oldest(session)
    if first is not None:
        _ask(session, first[0], [first[1]])
    return 0


def _differs(step: Step) -> bool:
    def shown(one: Any) -> Any:
        return (one.shown_to, one.asset, one.owner.path, one.terms.mode) if one.shown_to else None

    return step.before is not None and shown(step.before) != shown(step.entry)


def _looks_for(one: Demand) -> Any:
    """What of a demand its matches hang on; the national platform's answer is no part of it."""
    return one.state, one.need, one.wish.name, one.shown_to


def _ask(session: Session, kind: str, subjects: Sequence[UUID]) -> None:
    if subjects:
        session.execute(insert(match_task), [{"kind": kind, "subject": subject} for subject in subjects])
