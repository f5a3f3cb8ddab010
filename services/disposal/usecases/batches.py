"""How the month's batch is kept: filings of a unit's month one after the other, and what its sum means for the others (E-049 to E-051)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.disposal.domain.assessment import assess
from services.disposal.domain.case import Case, CaseStep
from services.disposal.domain.facts import facts_from
from services.disposal.domain.kinds import Step
from services.disposal.domain.policy.shipped import policy_named
from services.disposal.domain.route import Decider
from services.disposal.domain.states import UNCOUNTED, UNDECIDED
from services.disposal.mapping import cases
from services.disposal.tables import case, month_batch
from services.disposal.usecases.judging import ruling_of
from services.disposal.usecases.loading import chosen, with_assets

SYSTEM = Decider("service:disposal")


@dataclass(frozen=True, slots=True)
class Month:
    """A unit's month under lock: the own case, and those that its sum may lift; the value of those that count, without `own`, in fen."""

    unit_id: str
    month: str
    own: Case | None
    undecided: tuple[Case, ...]
    others_fen: int


def locked_month(session: Session, unit_id: str, month: str, own: UUID, own_fen: int = 0, threshold_fen: int | None = None) -> Month:
    """Lock the month, then the own case; where `own_fen` brings the sum to the threshold, with it those that a desk below may still decide.

    A month can have hundreds of filings: each of them must not load all the others. Locked in the order of their ids.
    """
    session.execute(insert(month_batch).values(unit_id=unit_id, month=month).on_conflict_do_nothing())
    here = (month_batch.c.unit_id == unit_id) & (month_batch.c.month == month)
    session.execute(select(month_batch.c.month).where(here).with_for_update())
    others_fen = counted_fen(session, unit_id, month, own)
    wanted = case.c.id == own
    if threshold_fen is not None and others_fen + own_fen >= threshold_fen:
        wanted |= _liftable(unit_id, month)
    found = chosen(session, cases().where(wanted))
    mine = next((one for one in found if one.id == own), None)
    undecided = tuple(one for one in found if one.id != own and one.state.undecided)
    return Month(unit_id, month, mine, undecided, others_fen)


def _liftable(unit_id: str, month: str) -> ColumnElement[bool]:
    """The undecided cases of the month on whose route the county government is not."""
    governed = case.c.ruling["steps"].contains([[Step.GOVERNMENT_APPROVAL.value]])
    return (case.c.unit_id == unit_id) & (case.c.month == month) & case.c.state.in_(sorted(UNDECIDED)) & ~governed


def counted_fen(session: Session, unit_id: str, month: str, without: UUID | None = None) -> int:
    """The original value of the unit's cases of the month that count, in fen."""
    asked = select(func.coalesce(func.sum(case.c.original_value_fen), 0)).where(
        case.c.unit_id == unit_id, case.c.month == month, case.c.state.not_in(sorted(UNCOUNTED))
    )
    return int(session.scalar(asked if without is None else asked.where(case.c.id != without)) or 0)


def raised(call: Call, month: Month, sum_fen: int) -> list[CaseStep]:
    """The other undecided cases whose authority the sum lifts to the county government."""
    return [step for one in month.undecided if (step := _raise(call, one, sum_fen))]


def already_decided(session: Session, month: Month, own: UUID) -> list[Case]:
    """The cases of the month that were decided without the county government: possible splitting (Art. 45)."""
    asked = cases().where(
        case.c.unit_id == month.unit_id, case.c.month == month.month, case.c.id != own,
        case.c.state.not_in(sorted(UNCOUNTED | UNDECIDED)),
    )  # fmt: skip
    return [one for one in with_assets(session, session.execute(asked).all()) if not one.ruling.needs_government and not one.emergency]


def _raise(call: Call, one: Case, sum_fen: int) -> CaseStep | None:
    if one.ruling.needs_government:
        return None
    facts: Mapping[str, Any] = {**one.facts, "month_batch_fen": sum_fen - one.original_value_fen}
    policy = policy_named(one.ruling.policy)
    ruling = ruling_of(assess(facts_from(facts), policy), policy)
    if not ruling.needs_government:
        return None
    return one.raise_by_batch(SYSTEM, call.at, facts, ruling, sum_fen)


def threshold_fen(policy_name: str) -> int:
    """From which sum on the county government decides."""
    return policy_named(policy_name).thresholds.county_government_from_fen
