"""How income, losses and findings become rows, and rows become them."""

from dataclasses import asdict
from typing import Any

from services.disposal.domain.income import Deduction, Income, Investment
from services.disposal.domain.income import State as IncomeState
from services.disposal.domain.loss import Loss
from services.disposal.domain.loss import State as LossState
from services.disposal.domain.supervision import Finding
from services.disposal.domain.supervision import State as FindingState
from services.disposal.ledger_tables import finding, income, loss

_INCOME_SAME = (
    "id", "version", "case_id", "unit_id", "kind", "gross_fen", "treasury_fen", "remitted_fen", "article", "received_on", "due_on",
    "recorded_by", "recorded_at",
)  # fmt: skip


def income_of(row: Any) -> Income:
    """The income of a row that holds its columns."""
    return Income(
        **{name: getattr(row, name) for name in _INCOME_SAME}, state=IncomeState(row.state),
        deductions=tuple(Deduction(**one) for one in row.deductions), investment=Investment(row.invested_money_fen, row.invested_fen),
    )  # fmt: skip


def income_row(one: Income) -> dict[str, Any]:
    """Every column of an income."""
    return {name: getattr(one, name) for name in _INCOME_SAME} | {
        "state": one.state.value, "net_fen": one.net_fen, "deductions": [asdict(deduction) for deduction in one.deductions],
        "invested_money_fen": one.investment.money_fen, "invested_fen": one.investment.whole_fen,
    }  # fmt: skip


def loss_of(row: Any) -> Loss:
    """The loss of a row that holds its columns."""
    values = {column.name: getattr(row, column.name) for column in loss.c}
    return Loss(**{**values, "state": LossState(values["state"])})


def loss_row(one: Loss) -> dict[str, Any]:
    """Every column of a loss."""
    return asdict(one) | {"state": one.state.value}


def finding_of(row: Any) -> Finding:
    """The finding of a row that holds its columns."""
    values = {column.name: getattr(row, column.name) for column in finding.c}
    return Finding(**{**values, "state": FindingState(values["state"])})


def finding_row(one: Finding) -> dict[str, Any]:
    """Every column of a finding."""
    return asdict(one) | {"state": one.state.value}


INCOME_COLUMNS, LOSS_COLUMNS, FINDING_COLUMNS = tuple(income.c), tuple(loss.c), tuple(finding.c)
