"""Income of a disposal and its way to the treasury (Arts. 39 to 41): gross, deductions, net, share, remittances; money in fen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from services.chassis.errors import FieldFault, Invalid, Refused
from services.contracts.disposal_words import DEDUCTIONS
from services.disposal.domain.income_terms import IncomeTerms
from services.disposal.domain.states import State as CaseState

TREASURY_ARTICLE, EQUITY_ARTICLE = "第四十条", "第四十一条"
EQUITY = "equity"
LARGEST_FEN = 10**15
LONGEST_NOTE, LONGEST_RECEIPT, MOST_DEDUCTIONS = 200, 60, 50
BRINGING_INCOME = frozenset({
    CaseState.EXECUTING, CaseState.EXECUTED, CaseState.POST_APPROVAL, CaseState.REPLIED, CaseState.SETTLED, CaseState.BOOKED,
    CaseState.CLOSED,
})  # fmt: skip
"""From the execution on; what comes in after the case was closed is recorded and remitted all the same (Art. 45（四）)."""


class State(StrEnum):
    """Whether something is still to be remitted; `kept` where nothing goes to the treasury."""

    DUE = "due"
    OVERDUE = "overdue"
    REMITTED = "remitted"
    KEPT = "kept"


OPEN = frozenset({State.DUE, State.OVERDUE})


@dataclass(frozen=True, slots=True)
class Deduction:
    """What may be taken off the gross (Art. 40)."""

    kind: str
    amount_fen: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Investment:
    """Of equity alone: how much of the investment was money, and what it was altogether."""

    money_fen: int = 0
    whole_fen: int = 0


@dataclass(frozen=True, slots=True)
class Receipts:
    """What a clerk enters: the kind, what came in and when, what was paid out of it."""

    kind: str
    gross_fen: int
    received_on: date
    deductions: tuple[Deduction, ...] = ()
    investment: Investment = Investment()

    @property
    def net_fen(self) -> int:
        """What is left after deductions."""
        return self.gross_fen - sum(one.amount_fen for one in self.deductions)


@dataclass(frozen=True, slots=True)
class Source:
    """The case that brings it; `institution`: the unit is a public institution (事业单位), of which alone Art. 41 speaks."""

    case_id: UUID
    unit_id: str
    method: str
    state: CaseState
    institution: bool


@dataclass(frozen=True, slots=True)
class Remittance:
    """Money the treasury received, with its receipt (进账单)."""

    receipt_no: str
    amount_fen: int
    remitted_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """A value: each verb guards itself and answers the income one version later."""

    id: UUID
    version: int
    case_id: UUID
    unit_id: str
    kind: str
    gross_fen: int
    deductions: tuple[Deduction, ...]
    investment: Investment
    treasury_fen: int
    remitted_fen: int
    article: str
    received_on: date
    due_on: date
    state: State
    recorded_by: str
    recorded_at: datetime

    @property
    def deductions_fen(self) -> int:
        """All deductions together."""
        return sum(one.amount_fen for one in self.deductions)

    @property
    def net_fen(self) -> int:
        """What is left after deductions."""
        return self.gross_fen - self.deductions_fen

    @property
    def left_fen(self) -> int:
        """What the treasury has not received yet."""
        return self.treasury_fen - self.remitted_fen

    @property
    def destination(self) -> str:
        """`treasury`, `unit_budget`, or `mixed` where the net is split between them (Art. 41（三）)."""
        if self.treasury_fen == 0 and self.kind == EQUITY:
            return "unit_budget"
        return "treasury" if self.treasury_fen == self.net_fen else "mixed"

    def remit(self, paid: Remittance, today: date) -> Self:
        """The treasury received some of what is due, or all; refuses more than that, and days that cannot be."""
        _check_remittance(self, paid, today)
        if self.state not in OPEN:
            raise Refused("nothing_due", "这笔收入已没有应缴款项。", TREASURY_ARTICLE, "请核对收入台账。")
        if paid.amount_fen > self.left_fen:
            remedy = "请按进账单核对金额；多收的款项请另行登记收入。"
            raise Refused("remittance_above_due", "缴款金额大于应缴未缴金额。", TREASURY_ARTICLE, remedy)
        remitted = self.remitted_fen + paid.amount_fen
        state = State.REMITTED if remitted == self.treasury_fen else self.state
        return replace(self, version=self.version + 1, remitted_fen=remitted, state=state)

    def fall_overdue(self, today: date) -> Self | None:
        """Overdue from the day after `due_on`; None where that is not so."""
        if self.state is not State.DUE or today <= self.due_on:
            return None
        return replace(self, version=self.version + 1, state=State.OVERDUE)


def recorded(one_id: UUID, source: Source, given: Receipts, terms: IncomeTerms, by: str, at: datetime, today: date) -> Income:
    """Income as it is recorded; refuses faulty amounts and days, cases not carried out yet, and kinds their method does not bring."""
    _check(given, terms, today)
    if source.state not in BRINGING_INCOME:
        raise Refused("not_executing", "处置单尚未执行，不能登记处置收入。", "第九条（四）", "请在开始执行后登记。")
    kind = terms.kinds[given.kind]
    if not kind.comes_of(source.method):
        remedy = "请核对收入种类；确属其他收入的，请选择“其他处置收入”。"
        raise Refused("income_kind_unfit", f"这种处置方式不会产生“{kind.name}”。", kind.article, remedy)
    treasury, article = given.net_fen, kind.article
    if given.kind == EQUITY:
        treasury, article = _equity_share(given.net_fen, given.investment, institution=source.institution)
    return Income(
        id=one_id, version=1, case_id=source.case_id, unit_id=source.unit_id, kind=given.kind, gross_fen=given.gross_fen,
        deductions=given.deductions, investment=given.investment, treasury_fen=treasury, remitted_fen=0, article=article,
        received_on=given.received_on, due_on=given.received_on + timedelta(days=terms.remittance_days),
        state=State.DUE if treasury else State.KEPT, recorded_by=by, recorded_at=at,
    )  # fmt: skip


def treasury_share(net_fen: int, investment: Investment) -> int:
    """Of a net income of equity, what goes to the treasury: all but the share that money had in the investment (Art. 41（三）).

    The unit's share is rounded down to the fen, so that the remaining fen goes to the treasury.
    """
    return net_fen - net_fen * investment.money_fen // investment.whole_fen


def _equity_share(net_fen: int, investment: Investment, *, institution: bool) -> tuple[int, str]:
    """What goes to the treasury, and by which item; Art. 41 speaks of institutions alone, others remit everything (a reading of ours)."""
    if not institution:
        return net_fen, TREASURY_ARTICLE
    item = "（一）" if investment.money_fen == investment.whole_fen else "（三）" if investment.money_fen else "（二）"
    return treasury_share(net_fen, investment), EQUITY_ARTICLE + item


def _check(given: Receipts, terms: IncomeTerms, today: date) -> None:
    faults = []
    if given.kind not in terms.kinds:
        faults.append(FieldFault("kind", "kind_unknown", f"收入种类只能是：{'、'.join(one.name for one in terms.kinds.values())}。"))
    if not 1 <= given.gross_fen <= LARGEST_FEN:
        faults.append(FieldFault("gross_fen", "out_of_range", "收入总额必须大于 0，且不超过十万亿元。"))
    if given.received_on > today:
        faults.append(FieldFault("received_on", "date_in_future", "收款日期不能晚于今天。"))
    faults += _deduction_faults(given.deductions, given.gross_fen)
    faults += _investment_faults(given)
    if faults:
        raise Invalid("income_invalid", "收入登记有误，请按提示修改。", faults=tuple(faults))


def _deduction_faults(deductions: Sequence[Deduction], gross_fen: int) -> list[FieldFault]:
    faults = []
    if len(deductions) > MOST_DEDUCTIONS:
        faults.append(FieldFault("deductions", "too_many", f"扣除项不能超过 {MOST_DEDUCTIONS} 项。"))
    for number, one in enumerate(deductions[:MOST_DEDUCTIONS]):
        if one.kind not in DEDUCTIONS:
            faults.append(FieldFault(f"deductions[{number}].kind", "kind_unknown", f"扣除项只能是：{'、'.join(DEDUCTIONS.values())}。"))
        if one.amount_fen <= 0:
            faults.append(FieldFault(f"deductions[{number}].amount_fen", "out_of_range", "扣除金额必须大于 0。"))
        if len(one.note) > LONGEST_NOTE or (one.kind == "other" and not one.note.strip()):
            faults.append(FieldFault(f"deductions[{number}].note", "required", f"其他费用请说明用途（不超过 {LONGEST_NOTE} 字）。"))
    if sum(one.amount_fen for one in deductions) > gross_fen:
        faults.append(FieldFault("deductions", "deductions_above_gross", "扣除合计不能大于收入总额。"))
    return faults


def _investment_faults(given: Receipts) -> list[FieldFault]:
    money, whole = given.investment.money_fen, given.investment.whole_fen
    if given.kind != EQUITY:
        return [FieldFault("invested_fen", "not_equity", "只有股权（权益）处置收入才填写投资构成。")] if money or whole else []
    if not 1 <= whole <= LARGEST_FEN or not 0 <= money <= whole:
        return [FieldFault("invested_fen", "investment_malformed", "请填写投资总额，以及其中的货币资金（不大于总额）。")]
    return []


def _check_remittance(one: Income, paid: Remittance, today: date) -> None:
    faults = []
    if not 1 <= len(paid.receipt_no) <= LONGEST_RECEIPT or not paid.receipt_no.isprintable():
        faults.append(FieldFault("receipt_no", "required", f"请填写进账单号（不超过 {LONGEST_RECEIPT} 字）。"))
    if paid.amount_fen <= 0:
        faults.append(FieldFault("amount_fen", "out_of_range", "缴款金额必须大于 0。"))
    if not one.received_on <= paid.remitted_on <= today:
        faults.append(FieldFault("remitted_on", "date_out_of_range", "缴款日期应在收款之后、今天以前。"))
    if faults:
        raise Invalid("remittance_invalid", "缴款登记有误，请按提示修改。", faults=tuple(faults))
