"""What the API says of what follows from disposals: income, losses kept on file, findings of supervision, the year's report."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from services.gateway.api.values import Asked, AssetNo, Cursor, Fen, Identifier, KnownDay, Line, Name, Next, Prose, Reason, Said

IncomeKind = Literal[
    "sale", "swap_difference", "demolition_compensation", "salvage", "insurance", "land_use_right", "liquidation", "compensation",
    "equity", "other",
]  # fmt: skip
FindingKind = Literal["without_approval", "procedure", "low_price", "income", "appraisal_missing", "other_loss"]
Unit = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{0,64}$")]
CaseId = Identifier | Literal[""]


class GivenDeduction(Asked):
    """What the law lets be deducted (Art. 40)."""

    kind: Literal["tax", "appraisal_fee", "auction_commission", "other"]
    amount_fen: Fen
    note: Line = ""


class Deduction(Said):
    """What was deducted."""

    kind: str
    amount_fen: int
    note: str


class Remittance(Said):
    """What the treasury received."""

    receipt_no: str
    amount_fen: int
    remitted_on: KnownDay
    account: str
    at: datetime | None


class Income(Said):
    """Income of a disposal; money is fen."""

    id: str
    case_id: str
    case_number: str
    unit: str
    unit_name: str
    kind: str
    kind_name: str
    gross_fen: int
    deductions: list[Deduction]
    net_fen: int
    destination: str = Field(description="treasury, unit_budget, or mixed where the net is split")
    treasury_fen: int = Field(description="of the net, what goes to the treasury (Art. 41)")
    remitted_fen: int
    received_on: KnownDay
    due_on: KnownDay
    state: str = Field(description="due, overdue, remitted or kept")
    remittances: list[Remittance]
    article: str
    version: int


class RecordIncome(Asked):
    """Income that a disposal brought."""

    kind: IncomeKind
    gross_fen: Fen
    deductions: Annotated[list[GivenDeduction], Field(max_length=50)] = Field(default=[])
    received_on: date
    invested_money_fen: Fen = 0
    invested_fen: Fen = 0


class RecordRemittance(Asked):
    """What was paid to the treasury."""

    receipt_no: Name
    amount_fen: Fen
    remitted_on: date


class LedgerQuery(Asked):
    """Which lines of a ledger; the filters together."""

    case_id: CaseId = ""
    unit: Unit = ""
    state: Line = ""
    cursor: Cursor = ""
    limit: int = Field(default=50, ge=1, le=200)


class IncomePage(Said):
    """A page of the income ledger, and the sums of all of it."""

    items: list[Income]
    next_cursor: Next = None
    total: int
    total_is_lower_bound: bool
    due_fen: int
    overdue_fen: int
    remitted_fen: int


class Recovery(Said):
    """Money or the asset itself came back."""

    kind: str
    amount_fen: int
    note: str
    recovered_on: KnownDay
    asset_no: str
    account: str
    at: datetime | None


class Loss(Said):
    """A loss kept on file (账销案存)."""

    id: str
    case_id: str
    case_number: str
    unit: str
    unit_name: str
    asset_no: str
    asset_name: str
    amount_fen: int
    recovered_fen: int
    state: str
    recoveries: list[Recovery]
    registered_at: datetime | None
    version: int


class LossPage(Said):
    """A page of losses, and the sums of all of them."""

    items: list[Loss]
    next_cursor: Next = None
    total: int
    total_is_lower_bound: bool
    amount_fen: int
    recovered_fen: int


class RecordRecovery(Asked):
    """What came back; a recovered asset names the card under which it was booked again."""

    kind: Literal["money", "asset"]
    amount_fen: Fen
    note: Prose = ""
    recovered_on: date
    asset_no: AssetNo | Literal[""] = ""


class SupervisionFinding(Said):
    """A finding of supervision (Arts. 42 to 45)."""

    id: str
    case_id: str
    case_number: str
    unit: str
    unit_name: str
    kind: str
    kind_name: str
    article: str
    text: str
    raised_by: str
    raised_at: datetime | None
    state: str
    settlement: str
    settled_by: str
    settled_at: datetime | None
    version: int


class FindingsQuery(LedgerQuery):
    """Which findings."""

    kind: Line = ""


class FindingPage(Said):
    """A page of findings."""

    items: list[SupervisionFinding]
    next_cursor: Next = None
    total: int
    total_is_lower_bound: bool


class RaiseFinding(Asked):
    """What was found, of a case or of a unit."""

    case_id: CaseId = ""
    unit: Unit = ""
    kind: FindingKind
    text: Reason


class SettleFinding(Asked):
    """How it was dealt with."""

    settlement: Reason


class AnnualQuery(Asked):
    """Which year, which unit or region; without one, all in the caller's reach."""

    year: int = Field(ge=2024, le=2100)
    unit: Unit = ""


class AnnualLine(Said):
    """One method of disposal in the year."""

    method: str
    method_name: str
    cases: int
    assets: int
    original_value_fen: int
    income_fen: int
    remitted_fen: int


class AnnualReport(Said):
    """The disposal section of the annual report on state assets (Art. 12)."""

    year: int
    lines: list[AnnualLine]
    findings_open: int
    overdue_fen: int
    losses_fen: int
