"""How what the domain knows becomes messages."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from google.protobuf.json_format import ParseDict

from services.chassis.rpc.stamps import moment
from services.contracts.disposal_words import METHODS
from services.contracts.rpc.disposal.v1 import assessments_pb2, cases_pb2, notices_pb2
from services.disposal.domain.case import Case
from services.disposal.domain.draft import Card, Draft, Unit
from services.disposal.domain.states import NAMES, Desk
from services.disposal.queries.notices import Notice
from services.disposal.queries.pages import Item

OPERATIONS = {
    "filed": "申报",
    "agreed": "同意",
    "returned": "退回补正",
    "refused": "不予批准",
    "raised": "按月度批量价值改由县人民政府审批",
    "withdrawn": "撤回",
    "redeployed": "先行调剂使用",
    "revised": "审批后变更，重新报批",
    "lapsed": "审批结果过期",
    "terminated": "终止或未完成，报财政备案",
    "recorded": "财政备案",
    "execution_begun": "开始执行",
    "executed": "执行完成",
    "emergency_ended": "应急事件结束",
    "replied": "下达批复",
    "settled": "卡片已核销或划转",
    "booked": "记账",
    "closed": "办结",
    "unit_moved": "单位隶属变动",
}
_CARD = (
    "asset_no", "version", "name", "class_code", "class_name", "model", "kind", "state", "quantity", "original_value_fen", "net_value_fen",
    "acquired_on",
)  # fmt: skip
_OF_PAPER: tuple[Any, ...] = (
    "method", "method_name", "unit", "assets", "original_value_fen", "secret", "emergency", "assessment", "asset_count", "access",
    "receiving_unit", "emergency_name", "changed_at", "policy", "drafted_by",
)  # fmt: skip
"""What of a returned case its working paper tells."""
_OF_CASE: tuple[Any, ...] = ("state", "state_name", "desk")
_SAME = (
    "number", "version", "original_value_fen", "secret", "emergency", "drafted_by", "filed_by", "reason", "reply_no", "booking_no",
    "emergency_name",
)  # fmt: skip


def case_message(one: Case, *, asset_count: int = 0, whole: bool = True) -> cases_pb2.Case:
    """The case; in lists (`whole` false) without facts and the assessment's texts."""
    method, desk = one.method, one.desk
    message = cases_pb2.Case(
        **{name: getattr(one, name) for name in _SAME}, id=str(one.id), state=one.state.value, state_name=one.state.chinese,
        desk=desk.value if desk else "", method=method, method_name=METHODS[method], unit=unit_message(one.unit),
        assets=[_card(card, (one.outcomes or {}).get(card.asset_no, "pending")) for card in one.assets], policy=one.ruling.policy,
        desks=_desks(one), filed_at=moment(one.filed_at), changed_at=moment(one.changed_at), approved_at=moment(one.approved_at),
        valid_until=iso(one.valid_until), notice_from=iso(one.notice_from), notice_through=iso(one.notice_through),
        replied_at=moment(one.replied_at), executed_on=iso(one.executed_on), post_approval_due_on=iso(one.post_approval_due_on),
        asset_count=asset_count or len(one.assets), access=sorted(one.access), receiving_unit=one.receiving_unit,
    )  # fmt: skip
    if whole:
        message.facts = as_json(one.facts)
        message.assessment.CopyFrom(assessment_message(one.ruling.assessment))
    else:
        message.assessment.final_authority = one.ruling.final_authority.value
    return message


def draft_message(
    one: Draft, assessment: Mapping[str, Any] | None = None, *, asset_count: int = 0, cards: int = 0, returned: Case | None = None
) -> cases_pb2.Case:
    """The draft of a case; `assessment` is what the policy makes of it now, `cards` bounds how many of them are shown (0: all).

    Of a `returned` case: its paper as it is now, in the case's own state.
    """
    paper = one.paper
    shown = paper.cards[:cards] if cards else paper.cards
    message = cases_pb2.Case(
        id=str(one.id), state="draft", state_name=NAMES["draft"], desk=Desk.HANDLER.value, method=paper.method,
        method_name=METHODS[paper.method], unit=unit_message(one.unit), assets=[_card(card, "") for card in shown],
        original_value_fen=sum(card.original_value_fen for card in paper.cards), secret=paper.secret,
        emergency=bool(paper.facts["circumstances"]["emergency"]), emergency_name=paper.emergency_name, drafted_by=one.drafted_by,
        changed_at=moment(one.changed_at), facts_revision=one.revision, asset_count=asset_count or len(paper.cards),
        access=sorted(paper.access), receiving_unit=paper.receiving_unit,
    )  # fmt: skip
    if assessment is not None:
        message.facts = as_json(paper.facts)
        message.assessment.CopyFrom(assessment_message(assessment))
    if returned is not None:
        filed = case_message(returned, whole=False)
        for name in _OF_PAPER:
            filed.ClearField(name)
        for name in _OF_CASE:
            message.ClearField(name)
        message.MergeFrom(filed)
    return message


def item_message(one: Item) -> cases_pb2.Case:
    """A line of a list."""
    if isinstance(one.item, Draft):
        return draft_message(one.item, asset_count=one.asset_count, cards=5)
    return case_message(one.item, asset_count=one.asset_count, whole=False)


def unit_message(one: Unit) -> cases_pb2.CaseUnit:
    """The holding unit."""
    return cases_pb2.CaseUnit(unit_id=one.id, budget_code=one.budget_code, name=one.name, path=one.path, region=one.region)


def assessment_message(told: Mapping[str, Any]) -> assessments_pb2.Assessment:
    """An assessment, from its form on the wire."""
    return ParseDict(dict(told), assessments_pb2.Assessment())


def step_message(row: Any) -> cases_pb2.CaseStep:
    """One line of the history."""
    return cases_pb2.CaseStep(
        version=row.version, at=moment(row.at), account=row.actor, on_behalf_of=row.on_behalf_of, operation=row.operation,
        operation_name=OPERATIONS.get(row.operation, row.operation), state_before=row.state_before, state_after=row.state_after,
        reason=row.reason, article=row.article,
    )


def notice_message(one: Notice) -> notices_pb2.Notice:
    """What the public reads of a case."""
    case = one.case
    return notices_pb2.Notice(
        case_id=str(case.id), number=case.number, unit_name=case.unit.name, method=case.method, method_name=METHODS[case.method],
        original_value_fen=case.original_value_fen, notice_from=iso(case.notice_from), notice_through=iso(one.through),
        working_days=case.ruling.publicity_working_days, article="第十六条",
        assets=[
            notices_pb2.NoticeAsset(
                asset_no=card.asset_no, name=card.name, class_name=card.class_name, model=card.model, quantity=card.quantity,
                original_value_fen=card.original_value_fen, acquired_on=card.acquired_on,
            )
            for card in case.assets
        ],
    )  # fmt: skip


def as_json(value: Mapping[str, Any]) -> str:
    """Facts as JSON."""
    return json.dumps(dict(value), ensure_ascii=False)


def iso(day: date | None) -> str:
    """A day, or nothing."""
    return day.isoformat() if day else ""



def _card(card: Card, outcome: str) -> cases_pb2.CaseAsset:
    return cases_pb2.CaseAsset(**{name: getattr(card, name) for name in _CARD}, outcome=outcome)


def _desks(one: Case) -> list[cases_pb2.CaseDesk]:
    return [
        cases_pb2.CaseDesk(
            step=desk.step.value, authority=desk.authority.value, decision=desk.decision.value if desk.decision else "",
            account=desk.by.account if desk.by else "", on_behalf_of=desk.by.on_behalf_of if desk.by else "", at=moment(desk.at),
            reason=desk.reason, here=desk is one.here,
        )
        for desk in one.route
    ]  # fmt: skip
