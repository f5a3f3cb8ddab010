"""A disposal case (处置单): what it holds, and its way through the desks that decide before and after the execution.

A case is a value: each verb guards itself and answers the step, which holds the case as it is afterwards, one version later.
What is done with it once it is approved is in `carrying_out`. What has no verb cannot happen to a case.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from services.chassis.errors import Conflict, NotFound, Refused, checked_reason
from services.disposal.domain import batch
from services.disposal.domain.draft import Card, Draft, Unit, draft_not_found
from services.disposal.domain.kinds import Reply, Step
from services.disposal.domain.route import Decider, Decision, Route, RouteDesk, Ruling, decided, rerouted, waiting
from services.disposal.domain.states import DECIDING, DESK_OF_STEP, DESKS, STATE_OF_STEP, UNDECIDED, Desk, State
from services.disposal.domain.working_days import Calendar, beijing_day, months_later

FILING, REDEPLOYMENT, RECORD, EMERGENCY = "第九条（一）", "第十四条", "第八条", "第十一条"
ARTICLES = {
    Step.DEPARTMENT_REVIEW: "第九条（二）", Step.FINANCE_APPROVAL: "第九条（三）", Step.GOVERNMENT_APPROVAL: "第九条（三）",
    Step.EMERGENCY_ORDER: EMERGENCY, Step.POST_APPROVAL: EMERGENCY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseStep:
    """What happened: the case afterwards, the word of the history, and why; `before` is None where the case came into being.

    `decided` names the desk where the step was a decision.
    """

    case: "Case"
    operation: str
    before: "Case | None"
    by: Decider
    reason: str = ""
    article: str = ""
    decided: RouteDesk | None = None
    batch_fen: int = 0

    @property
    def reservation(self) -> Literal["", "confirmed", "released", "fulfilled"]:
        """What becomes of the cards' reservation with this step."""
        held, holds = self.before.reference if self.before else None, self.case.reference
        if self.case.state is State.REPLIED and (self.before is None or self.before.state is not State.REPLIED):
            return "fulfilled"
        if holds and not held:
            return "confirmed"
        return "released" if held and not holds and self.case.state is not State.SETTLED else ""

    @property
    def reference(self) -> str:
        """The reservation it is about."""
        return self.case.reference or (self.before.reference if self.before else None) or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """`facts` are those decided upon; accounts name people; `reference` is the reservation's at the registry."""

    id: UUID
    version: int
    number: str
    state: State
    unit: Unit
    method: str
    assets: tuple[Card, ...]
    facts: Mapping[str, Any]
    ruling: Ruling
    route: Route
    filing: int
    month: str
    original_value_fen: int
    drafted_by: str
    filed_by: str
    filed_at: datetime
    changed_at: datetime
    reference: str | None
    secret: bool = False
    access: frozenset[str] = frozenset()
    emergency: bool = False
    emergency_name: str = ""
    receiving_unit: str = ""
    outcomes: Mapping[str, str] | None = None
    reason: str = ""
    approved_at: datetime | None = None
    valid_until: date | None = None
    notice_from: date | None = None
    notice_through: date | None = None
    executed_on: date | None = None
    reply_no: str = ""
    replied_at: datetime | None = None
    post_approval_due_on: date | None = None
    booking_no: str = ""

    @property
    def deciders(self) -> frozenset[str]:
        """Everybody whose decision stands on this filing: one person, one desk."""
        return frozenset(person for desk in self.route if desk.by for person in desk.by.persons)

    @property
    def here(self) -> RouteDesk | None:
        """The desk of the route where it lies; None where no decision is awaited."""
        return waiting(self.route) if self.state in DECIDING else None

    @property
    def desk(self) -> Desk | None:
        """Whose turn it is; None where nobody has to act."""
        if self.here:
            return DESK_OF_STEP[self.here.step]
        return Desk.FINANCE_REVIEWER if self.awaits_reply else DESKS.get(self.state)

    @property
    def awaits_reply(self) -> bool:
        """Whether the official reply is due now: after the execution, or before it where the policy says so (E-041)."""
        if self.state is State.EXECUTED:
            return True
        return self.state is State.APPROVED and self.ruling.reply is Reply.BEFORE_EXECUTION and not self.reply_no

    @property
    def moves(self) -> bool:
        """Whether the cards move to another unit in the end; they are written off otherwise."""
        return self.method == "free_transfer" and bool(self.receiving_unit)

    def agree(self, by: Decider, at: datetime, calendar: Calendar, reason: str = "") -> CaseStep:
        """The desk agrees: on to the next one; the last lets the unit carry it out. Refuses filers and who decided before."""
        here = self.decidable(by)
        route = decided(self.route, Decision.AGREE, by, at, reason)
        following, changes = waiting(route), dict[str, Any]()
        if here.step is Step.POST_APPROVAL:
            state = State.EXECUTED
        elif here.step is Step.EMERGENCY_ORDER:
            state, changes = State.EXECUTING, self._published(at, calendar)
        elif following is None:
            until = months_later(beijing_day(at), self.ruling.approval_months)
            state, changes = State.APPROVED, {"approved_at": at, "valid_until": until, **self._published(at, calendar)}
        else:
            state = STATE_OF_STEP[following.step]
        return self._decided(by, self.next(at, state, route=route, reason="", **changes), here, reason)

    def send_back(self, by: Decider, at: datetime, reason: str) -> CaseStep:
        """Back to the handler for completion, with a reason; the cards are free (E-032). After an execution: back to carrying it out."""
        here = self.decidable(by)
        reason = checked_reason(reason, "退回必须说明理由")
        if here.step is Step.POST_APPROVAL:
            return self._decided(by, self.next(at, State.EXECUTING, reason=reason), here, reason)
        route = decided(self.route, Decision.RETURN, by, at, reason)
        return self._decided(by, self.next(at, State.RETURNED, route=route, reason=reason, reference=None), here, reason)

    def refuse(self, by: Decider, at: datetime, reason: str) -> CaseStep:
        """The end, with a reason; the cards are free."""
        here = self.decidable(by)
        reason = checked_reason(reason, "不予批准必须说明理由")
        route = decided(self.route, Decision.REFUSE, by, at, reason)
        return self._decided(by, self.next(at, State.REFUSED, route=route, reason=reason, reference=None), here, reason)

    def withdraw(self, by: Decider, at: datetime, reason: str = "") -> CaseStep:
        """The unit takes it back before the last decision; the cards are free."""
        if self.state not in UNDECIDED | {State.RETURNED}:
            raise Conflict("case_decided", "处置单已办结审批或已结束，不能撤回。", remedy="审批后不再处置的，请申请终止并报财政部门备案。")
        taken = self.next(at, State.WITHDRAWN, reason=reason.strip(), reference=None)
        return CaseStep(taken, "withdrawn", self, by, reason.strip(), FILING)

    def redeploy(self, by: Decider, at: datetime, reason: str) -> CaseStep:
        """Bureau or department put the assets to use elsewhere first (Art. 14); the cards are free for the warehouse."""
        if self.state not in UNDECIDED:
            raise decided_already()
        self._refuse_filer(by)
        reason = checked_reason(reason, "先行调剂使用必须说明理由")
        ended = self.next(at, State.REDEPLOYED, reason=reason, reference=None)
        return CaseStep(ended, "redeployed", self, by, reason, REDEPLOYMENT)

    def raise_by_batch(self, by: Decider, at: datetime, facts: Mapping[str, Any], ruling: Ruling, sum_fen: int) -> CaseStep:
        """The month's batch lifts it to the county government (Art. 10（二）); what was decided at earlier desks stands."""
        if self.state not in UNDECIDED:
            raise decided_already()
        route = rerouted(self.route, ruling)
        following = waiting(route)
        state = STATE_OF_STEP[following.step] if following else self.state
        higher = self.next(at, state, facts=facts, ruling=ruling, route=route, reason=batch.because(sum_fen))
        return CaseStep(higher, "raised", self, by, batch.because(sum_fen), batch.ARTICLE, batch_fen=sum_fen)

    def unit_moved(self, by: Decider, at: datetime, unit: Unit) -> CaseStep:
        """The unit has another place in the tree: other desks decide now."""
        return CaseStep(self.next(at, self.state, unit=unit), "unit_moved", self, by)

    def decidable(self, by: Decider) -> RouteDesk:
        """The desk that may decide now; refuses who filed it, and who decided on it before."""
        if self.here is None:
            raise decided_already()
        self._refuse_filer(by)
        if self.deciders & by.persons:
            raise Refused("decided_before", "您已在前一环节审批过这件处置单，不能再在这一环节审批。", remedy="请由其他审核人员办理。")
        return self.here

    def next(self, at: datetime, state: State, **changes: object) -> Self:
        """One version later."""
        return replace(self, version=self.version + 1, state=state, changed_at=at, **changes)  # type: ignore[arg-type]  # fields by name

    def _refuse_filer(self, by: Decider) -> None:
        if {self.filed_by, self.drafted_by} & by.persons:
            raise Refused("filer_may_not_decide", "申报人不能审批自己申报的处置单。", "第九条", "请由其他审核人员办理。")

    def _published(self, at: datetime, calendar: Calendar) -> dict[str, Any]:
        """The public notice begins by itself (Art. 16); secret cases have none."""
        if self.secret or not self.ruling.publicity_working_days:
            return {"notice_from": None, "notice_through": None}
        today = beijing_day(at)
        return {"notice_from": today, "notice_through": calendar.through(today, self.ruling.publicity_working_days)}

    def _decided(self, by: Decider, after: "Case", here: RouteDesk, reason: str) -> CaseStep:
        told = next((desk for desk in after.route if desk.step is here.step), here)
        if told.decision is None:
            told = replace(here, decision=Decision.RETURN, by=by, at=after.changed_at, reason=reason)
        return CaseStep(after, "decided", self, by, reason, ARTICLES[here.step], decided=told)


def filed(
    draft: Draft, before: Case | None, facts: Mapping[str, Any], ruling: Ruling, by: Decider, at: datetime, number: str, reference: str
) -> CaseStep:
    """The draft as a case at the first desk of its route, or the returned case there again."""
    if before is not None and before.state is not State.RETURNED:
        raise already_filed()
    paper, route = draft.paper, ruling.route
    case = Case(
        id=draft.id, version=before.version + 1 if before else 1, number=before.number if before else number,
        state=STATE_OF_STEP[route[0].step], unit=draft.unit, method=paper.method, assets=paper.cards, facts=facts, ruling=ruling,
        route=route, filing=draft.filings + 1, month=batch.month_of(at),
        original_value_fen=sum(card.original_value_fen for card in paper.cards), drafted_by=draft.drafted_by, filed_by=by.account,
        filed_at=at, changed_at=at, reference=reference, secret=paper.secret,
        access=(paper.access | {draft.drafted_by, by.account}) if paper.secret else frozenset(),
        emergency=any(desk.step is Step.EMERGENCY_ORDER for desk in route), emergency_name=paper.emergency_name,
        receiving_unit=paper.receiving_unit,
    )  # fmt: skip
    return CaseStep(case, "filed", before, by, article=FILING)


def already_filed() -> Conflict:
    """The answer to who files what lies with the desks."""
    return Conflict("already_filed", "这件处置单已经申报。", remedy="请刷新页面查看进展。")


def decided_already() -> Conflict:
    """The answer to who comes second."""
    return Conflict("case_decided", "这一环节已经办结。", remedy="请刷新页面查看结果。")


def not_found() -> NotFound:
    """The answer for a case that does not exist, or of which the caller may not know."""
    return draft_not_found()
