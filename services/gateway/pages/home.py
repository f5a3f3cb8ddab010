"""The home page: things to do, control totals, cards and value by class, age and state."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from services.chassis.errors import ServiceError, Unauthenticated
from services.contracts.rpc.registry.v1.overview_pb2 import GetDashboardRequest, ListTodosRequest
from services.gateway.api.models.finding import Todo
from services.gateway.api.todos import of_sharing
from services.gateway.pages.page import Page, ThePage

router = APIRouter()


@router.get("/")
def home(page: ThePage) -> HTMLResponse:
    """What waits for me and what my organisation holds; administrators see no business data."""
    if not page.may("registry:asset.read"):
        return page.show("home_administrator.html")
    todos = page.ask(page.registry.overview.ListTodos, ListTodosRequest()).todos
    board = page.ask(page.registry.overview.GetDashboard, GetDashboardRequest())
    return page.show("home.html", todos=[*_of_sharing(page), *(todo for todo in todos if todo.count)], board=board)


def _of_sharing(page: Page) -> list[Todo]:
    """What waits in the warehouse; the home page does without while sharing does not answer."""
    try:
        return list(of_sharing(page.caller))
    except Unauthenticated:
        raise
    except ServiceError:
        return []
