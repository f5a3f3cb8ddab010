"""The home page: things to do, control totals, cards and value by class, age and state."""

from collections.abc import Callable, Iterator

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.overview_pb2 import GetDashboardRequest, ListTodosRequest
from services.gateway.api.disposal_todos import of_disposal
from services.gateway.api.label_todos import of_labels
from services.gateway.api.models.finding import Todo
from services.gateway.api.sharing_todos import of_exchange
from services.gateway.api.todos import of_sharing
from services.gateway.caller import SignedIn
from services.gateway.pages.page import Page, ThePage

router = APIRouter()
Waiting = Callable[[SignedIn], Iterator[Todo]]


@router.get("/")
def home(page: ThePage) -> HTMLResponse:
    """What waits for me and what my organisation holds; administrators see no business data."""
    if not page.may("registry:asset.read"):
        return page.show("home_administrator.html")
    todos = page.ask(page.registry.overview.ListTodos, ListTodosRequest()).todos
    board = page.ask(page.registry.overview.GetDashboard, GetDashboardRequest())
    elsewhere = [todo for waiting in (of_sharing, of_exchange, of_disposal, of_labels) for todo in _elsewhere(page, waiting)]
    return page.show("home.html", todos=[*elsewhere, *(todo for todo in todos if todo.count)], board=board)


def _elsewhere(page: Page, waiting: Waiting) -> list[Todo]:
    """What waits in another service; the home page does without while it does not answer."""
    try:
        return list(waiting(page.caller))
    except Unauthenticated:
        raise
    except ServiceError:
        return []
