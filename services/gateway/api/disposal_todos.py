"""What of disposals waits for the caller: at his desks, in his unit, and what is due to the treasury."""

from collections.abc import Iterator
from datetime import UTC

from services.contracts.rpc.disposal.v1.cases_pb2 import ListCasesRequest, ListDeskRequest
from services.contracts.rpc.disposal.v1.ledgers_pb2 import ListIncomeRequest
from services.gateway.api.models.finding import Todo
from services.gateway.caller import SignedIn

DESKS = {
    "department_review": "处置单待主管部门审核", "finance_approval": "处置单待财政审批", "government_approval": "处置单待县政府审批",
    "post_approval": "应急处置待事后审批", "reply": "处置单待下达批复", "record": "处置单待备案",
}  # fmt: skip
OWN = {
    "returned": "被退回补正的处置单", "to_execute": "已审批待执行的处置单", "lapsed": "过期待说明原因的处置单", "to_book": "待记账的处置单",
}  # fmt: skip
OVERDUE = "处置收入逾期未缴"


def of_disposal(caller: SignedIn) -> Iterator[Todo]:
    """Cases at the caller's desks, those of people he stands in for among them; what his unit has to do; income that is overdue."""
    yield from _at_desks(caller)
    if caller.may("disposal", "case.file"):
        yield from _of_the_unit(caller)
    if caller.may("disposal", "ledger.record") or caller.may("disposal", "case.approve"):
        overdue = caller.ask(caller.services.disposal.ledgers.ListIncome, ListIncomeRequest(state="overdue", limit=1))
        if overdue.items:
            yield Todo(kind="disposal_income_overdue", title=OVERDUE, count=overdue.total)


def _at_desks(caller: SignedIn) -> Iterator[Todo]:
    """One question tells most people that nothing waits; only then desk by desk."""
    cases = caller.services.disposal.cases
    if not caller.ask(cases.ListDesk, ListDeskRequest(limit=1)).items:
        return
    for desk, title in DESKS.items():
        found = caller.ask(cases.ListDesk, ListDeskRequest(desk=desk, limit=1))
        if found.items:
            oldest = found.items[0].changed_at.ToDatetime(UTC)
            yield Todo(kind=f"disposal_{desk}", title=title, count=found.total, oldest_at=oldest)


def _of_the_unit(caller: SignedIn) -> Iterator[Todo]:
    for view, title in OWN.items():
        found = caller.ask(caller.services.disposal.cases.ListCases, ListCasesRequest(view=view, limit=1))
        if found.items:
            yield Todo(kind=f"disposal_{view}", title=title, count=found.total)
