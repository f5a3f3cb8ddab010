"""The disposal section of the annual report on state assets (Art. 12): a Beijing year, an organisation's tree, method by method."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.chassis.actor import Call
from services.chassis.errors import FieldFault, Invalid
from services.disposal.domain.income import State as IncomeState
from services.disposal.domain.kinds import Method
from services.disposal.domain.supervision import State as FindingState
from services.disposal.ledger_cases import with_case
from services.disposal.ledger_tables import finding, income, loss, remittance
from services.disposal.queries.ledgers import fen, in_sight
from services.disposal.tables import case, case_asset, unit

EARLIEST, LATEST = 2024, 2100
_ZONE = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Line:
    """One method: cases carried out in the year, net income received and money remitted in it; fen."""

    method: str
    cases: int = 0
    assets: int = 0
    original_value_fen: int = 0
    income_fen: int = 0
    remitted_fen: int = 0


@dataclass(frozen=True, slots=True)
class AnnualReport:
    """Every method in its order; open findings raised in the year, what of its income is overdue today, losses put on file in it."""

    year: int
    lines: tuple[Line, ...]
    findings_open: int
    overdue_fen: int
    losses_fen: int


def annual_report(session: Session, call: Call, year: int, wanted_unit: str) -> AnnualReport:
    """The year of everything in the caller's sight, or of one organisation's tree; secret cases count for those who may know of them."""
    if not EARLIEST <= year <= LATEST:
        message = f"年度应在 {EARLIEST} 至 {LATEST} 之间。"
        raise Invalid("year_out_of_range", message, faults=(FieldFault("year", "year_out_of_range", message),))
    seen = in_sight(session, call, wanted_unit)
    done, came, gone = _cases(session, seen, year), _income(session, seen, year), _remitted(session, seen, year)
    lines = [Line(each.value, *done.get(each.value, (0, 0, 0)), came.get(each.value, 0), gone.get(each.value, 0)) for each in Method]
    left = fen(func.sum(income.c.treasury_fen - income.c.remitted_fen))
    overdue = _one(session, income, left, seen, _in_year(income.c.received_on, year), income.c.state == IncomeState.OVERDUE.value)
    open_ = _one(session, finding, func.count(), seen, _at_in_year(finding.c.raised_at, year), finding.c.state == FindingState.OPEN.value)
    losses = _one(session, loss, fen(func.sum(loss.c.amount_fen)), seen, _at_in_year(loss.c.registered_at, year))
    return AnnualReport(year, tuple(lines), open_, overdue, losses)


def _cases(session: Session, seen: ColumnElement[bool], year: int) -> dict[str, tuple[int, int, int]]:
    cards = select(func.count()).where(case_asset.c.case_id == case.c.id).correlate(case).scalar_subquery()
    counted = select(case.c.method, func.count(), fen(func.sum(cards)), fen(func.sum(case.c.original_value_fen)))
    joined = counted.select_from(case.join(unit, unit.c.id == case.c.unit_id))
    rows = session.execute(joined.where(seen, _in_year(case.c.executed_on, year)).group_by(case.c.method))
    return {row[0]: (row[1], int(row[2]), int(row[3])) for row in rows}


def _income(session: Session, seen: ColumnElement[bool], year: int) -> dict[str, int]:
    net = fen(func.sum(income.c.net_fen))
    asked = with_case(income).with_only_columns(case.c.method, net).where(seen, _in_year(income.c.received_on, year))
    return {row[0]: int(row[1]) for row in session.execute(asked.group_by(case.c.method))}


def _remitted(session: Session, seen: ColumnElement[bool], year: int) -> dict[str, int]:
    amount = fen(func.sum(remittance.c.amount_fen))
    asked = with_case(income).with_only_columns(case.c.method, amount).join(remittance, remittance.c.income_id == income.c.id)
    rows = session.execute(asked.where(seen, _in_year(remittance.c.remitted_on, year)).group_by(case.c.method))
    return {row[0]: int(row[1]) for row in rows}


def _one(session: Session, entries: Any, value: ColumnElement[Any], *conditions: ColumnElement[bool]) -> int:
    return int(session.scalar(with_case(entries).with_only_columns(value).where(*conditions)) or 0)


def _in_year(column: ColumnElement[Any], year: int) -> ColumnElement[bool]:
    return column.between(date(year, 1, 1), date(year, 12, 31))


def _at_in_year(column: ColumnElement[Any], year: int) -> ColumnElement[bool]:
    return func.date_part("year", func.timezone(_ZONE, column)) == year
