"""What disposal tells accounting and oversight: cases, income, losses, and findings of supervision; the whole state each time.

A case is told of from its filing on (`disposal.case`, subject = case id); drafts are the unit's own papers. Of a secret case
(Art. 49) nobody outside learns what is disposed of: `assets` is empty and the value 0; of a long list
`assets` holds the first 200, and `asset_count` says how many there are. Money is fen, days are ISO dates; no
event names a person beside the account that acted.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

from services.contracts.events.payload import Payload

Method = Literal["free_transfer", "donation", "sale", "expropriation", "swap", "scrap", "loss", "investment_loss"]
CaseState = Literal[
    "department_review", "finance_approval", "government_approval", "returned", "refused", "withdrawn", "redeployed", "approved",
    "executing", "executed", "post_approval", "replied", "settled", "booked", "closed", "lapsed", "for_record", "recorded",
]  # fmt: skip
Authority = Literal["supervising_department", "finance_bureau", "county_government"]


class CaseAsset(BaseModel):
    """One card of the case, as it was when the case was filed."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    asset_no: str
    asset_version: int
    name: str
    class_code: str
    kind: str
    quantity: int
    original_value_fen: int
    net_value_fen: int
    outcome: Literal["pending", "written_off", "moved"]


class CaseStands(Payload):
    """A case as it is after the event."""

    case_id: str
    number: str
    state: CaseState
    method: Method
    unit_id: str
    budget_code: str
    unit_name: str
    unit_path: str
    region: str
    policy: str
    final_authority: Authority
    secret: bool
    emergency: bool
    original_value_fen: int
    assets: tuple[CaseAsset, ...]
    asset_count: int = 0
    articles: tuple[str, ...]
    reason: str = ""
    approved_at: datetime | None = None
    valid_until: date | None = None
    reply_no: str = ""
    executed_on: date | None = None


class CaseFiled(CaseStands, type="disposal.case.filed.v1"):
    """Filed, for the first time or again after a return: it lies with the first desk of its route."""


class CaseDecided(CaseStands, type="disposal.case.decided.v1"):
    """A desk decided; `state` says where the case is now."""

    step: str
    decision: Literal["agree", "return", "refuse"]


class CaseRaised(CaseStands, type="disposal.case.raised.v1"):
    """The month's batch lifted it to the county government (Art. 10（二）)."""

    batch_fen: int


class CaseWithdrawn(CaseStands, type="disposal.case.withdrawn.v1"):
    """The unit took it back before it was decided."""


class CaseRedeployed(CaseStands, type="disposal.case.redeployed.v1"):
    """The bureau or the department puts the assets to use elsewhere first (Art. 14)."""


class CaseRevised(CaseStands, type="disposal.case.revised.v1"):
    """Method, appraised value or the like changed after the approval: the finance bureau decides again (Art. 8)."""


class CaseLapsed(CaseStands, type="disposal.case.lapsed.v1"):
    """Not done while the approval was valid (Art. 8)."""


class CaseTerminated(CaseStands, type="disposal.case.terminated.v1"):
    """The unit gives it up, or says why it was not done in time; to be filed for record (Art. 8)."""


class CaseRecorded(CaseStands, type="disposal.case.recorded.v1"):
    """The finance bureau has it on record."""


class CaseExecutionBegun(CaseStands, type="disposal.case.execution_begun.v1"):
    """The unit carries it out."""


class CaseExecuted(CaseStands, type="disposal.case.executed.v1"):
    """Carried out, and what the law asks for uploaded."""


class CaseEmergencyEnded(CaseStands, type="disposal.case.emergency_ended.v1"):
    """The emergency is over: the county government's approval afterwards falls due."""

    post_approval_due_on: date


class CaseReplied(CaseStands, type="disposal.case.replied.v1"):
    """The official reply (批复)."""


class CaseSettled(CaseStands, type="disposal.case.settled.v1"):
    """Every card was written off or moved."""


class CaseBooked(CaseStands, type="disposal.case.booked.v1"):
    """The unit booked it."""

    booking_no: str


class CaseClosed(CaseStands, type="disposal.case.closed.v1"):
    """Nothing is left to do."""


class CaseUnitMoved(CaseStands, type="disposal.case.unit_moved.v1"):
    """The unit has another place in the tree; other desks decide now."""


class CaseSnapshot(CaseStands, type="disposal.case.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""


class IncomeStands(Payload):
    """Income of a disposal as it is after the event (`disposal.income`; Arts. 39 to 41)."""

    income_id: str
    case_id: str
    case_number: str
    unit_id: str
    unit_path: str
    kind: str
    gross_fen: int
    deductions_fen: int
    net_fen: int
    treasury_fen: int
    remitted_fen: int
    due_on: date
    state: Literal["due", "overdue", "remitted", "kept"]


class IncomeDue(IncomeStands, type="disposal.income.due.v1"):
    """Income was recorded; what goes to the treasury is due."""


class IncomeOverdue(IncomeStands, type="disposal.income.overdue.v1"):
    """The day passed without the whole remittance."""


class IncomeRemitted(IncomeStands, type="disposal.income.remitted.v1"):
    """The treasury received some of it, or all."""

    receipt_no: str
    amount_fen: int


class IncomeSnapshot(IncomeStands, type="disposal.income.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""


class LossStands(Payload):
    """A loss kept on file after the write-off (账销案存, `disposal.loss`; Art. 38)."""

    loss_id: str
    case_id: str
    case_number: str
    unit_id: str
    unit_path: str
    asset_no: str
    amount_fen: int
    recovered_fen: int
    state: Literal["open", "recovered"]


class LossRegistered(LossStands, type="disposal.loss.registered.v1"):
    """Off the books, on file: the right and duty of recovery stay."""


class LossRecovered(LossStands, type="disposal.loss.recovered.v1"):
    """Money or the asset itself came back."""

    kind: Literal["money", "asset"]
    recovered: int


class LossSnapshot(LossStands, type="disposal.loss.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""


class FindingStands(Payload):
    """A finding of supervision (`disposal.finding`; Arts. 42 to 45)."""

    finding_id: str
    case_id: str
    case_number: str
    unit_id: str
    unit_path: str
    kind: str
    article: str
    state: Literal["open", "settled"]


class FindingRaised(FindingStands, type="disposal.finding.raised.v1"):
    """Somebody, or a rule of the system, found something."""


class FindingSettled(FindingStands, type="disposal.finding.settled.v1"):
    """It was dealt with."""


class FindingSnapshot(FindingStands, type="disposal.finding.snapshot.v1"):
    """It is so now; sent to one consumer that joins later."""
