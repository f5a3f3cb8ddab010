"""Routes: 待办事项, everything that waits for the caller, gathered from the services."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter

from services.contracts.rpc.chassis.v1.operations_pb2 import ListStuckEventsRequest
from services.contracts.rpc.registry.v1.imports_pb2 import ListImportsRequest
from services.contracts.rpc.registry.v1.overview_pb2 import ListTodosRequest
from services.contracts.rpc.sharing.v1.deputies_pb2 import ListSeatsRequest
from services.contracts.rpc.sharing.v1.entries_pb2 import ListDeskRequest, ListMineRequest
from services.gateway.api.disposal_todos import of_disposal
from services.gateway.api.label_todos import of_labels
from services.gateway.api.models.finding import Todo, Todos
from services.gateway.api.sharing_todos import of_exchange
from services.gateway.api.wire import told
from services.gateway.caller import API_SECURITY, Caller, SignedIn

router = APIRouter(tags=["overview"], dependencies=API_SECURITY)
DESKS = {
    "entry_review": "入仓审批", "withdrawal_review": "退仓审批",
    "authority": "调剂数据报送：待审核", "report": "调剂数据报送：待报送至中央",
}  # fmt: skip
RECENT = timedelta(days=7)


@router.get("/todos")
def list_todos(caller: Caller) -> Todos:
    """What waits for the caller: changes to review, cards to complete, entries and disposals to decide, imports to finish, stuck events."""
    elsewhere = [*of_sharing(caller), *of_exchange(caller), *of_disposal(caller), *of_labels(caller)]
    return Todos(items=[*_of_registry(caller), *elsewhere, *_imports(caller), *_stuck(caller)])


def _of_registry(caller: SignedIn) -> Iterator[Todo]:
    if not caller.may("registry", "asset.read"):
        return
    answer = caller.ask(caller.services.registry.overview.ListTodos, ListTodosRequest())
    for todo in answer.todos:
        yield told(Todo, todo)


def of_sharing(caller: SignedIn) -> Iterator[Todo]:
    """What lies at the caller's desks, those of people he stands in for among them, and what came back to him."""
    if not caller.may("sharing", "square.read") and not caller.ask(caller.services.sharing.deputies.ListSeats, ListSeatsRequest()).seats:
        return
    entries = caller.services.sharing.entries
    for desk, title in DESKS.items():
        found = caller.ask(entries.ListDesk, ListDeskRequest(desk=desk, limit=1))
        if found.items:
            yield Todo(kind=desk, title=title, count=found.total, oldest_at=found.items[0].changed_at.ToDatetime(UTC))
    if caller.may("sharing", "entry.submit"):
        returned = caller.ask(entries.ListMine, ListMineRequest(view="returned", limit=1))
        if returned.items:
            yield Todo(kind="entries_returned", title="被退回的入仓申请", count=returned.total)


def _imports(caller: SignedIn) -> Iterator[Todo]:
    """The caller's own imports of the last days that were checked and not committed since, or rejected."""
    if not caller.may("registry", "import.run"):
        return
    answer = caller.ask(caller.services.registry.imports.ListImports, ListImportsRequest(limit=50))
    since = datetime.now(UTC) - RECENT
    mine = [each for each in answer.imports if each.filed_by == caller.account and each.filed_at.ToDatetime(UTC) > since]
    stored = {each.file_name for each in mine if each.state == "committed"}
    waiting = [each for each in mine if each.state in ("checked", "rejected") and each.file_name not in stored]
    if waiting:
        oldest = min(each.filed_at.ToDatetime(UTC) for each in waiting)
        yield Todo(kind="imports_unfinished", title="检查后尚未入库的导入", count=len(waiting), oldest_at=oldest)


def _stuck(caller: SignedIn) -> Iterator[Todo]:
    for service, stub in caller.services.operations.items():
        if not caller.may(service, "operations.manage"):
            continue
        answer = caller.ask(stub.ListStuckEvents, ListStuckEventsRequest())
        if answer.events:
            oldest = min(event.since.ToDatetime(UTC) for event in answer.events)
            yield Todo(kind="events_stuck", title="搁置或隔离的事件", count=len(answer.events), oldest_at=oldest)
