"""Which decided cases another policy would treat differently: every case replayed from the facts it was decided upon; reads only."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.disposal.domain.policy.model import Policy
from services.disposal.domain.simulation import Difference, as_if_in_force, difference
from services.disposal.domain.states import UNDECIDED, State
from services.disposal.tables import case, unit

BATCH = 500
NOT_DECIDED = UNDECIDED | {State.RETURNED, State.WITHDRAWN, State.REDEPLOYED}
"""Of these no decision stands on which something was done or refused."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One decided case; `difference` is None where the policy says the same. Of a secret case (Art. 49) the number alone is told."""

    number: str
    unit: str
    method: str
    original_value_fen: int
    secret: bool
    difference: Difference | None


def replay(session: Session, policy: Policy) -> Iterator[Replayed]:
    """Every decided case in the order of its number, in constant memory."""
    columns = (case.c.number, unit.c.name, case.c.method, case.c.original_value_fen, case.c.secret, case.c.facts, case.c.ruling)
    joined = select(*columns).select_from(case.join(unit, unit.c.id == case.c.unit_id))
    decided = joined.where(case.c.state.not_in(sorted(NOT_DECIDED))).order_by(case.c.number)
    other = as_if_in_force(policy)
    for row in session.execute(decided.execution_options(yield_per=BATCH)):
        found = difference(row.facts, row.ruling["assessment"], other)
        unit_name, value = ("", 0) if row.secret else (row.name, row.original_value_fen)
        yield Replayed(row.number, unit_name, row.method, value, row.secret, found)
